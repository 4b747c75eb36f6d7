// The page that the editor shows a draft in. The editor sends it the draft.
export {};
