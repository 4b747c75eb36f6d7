/** Pictures of the parts of the view, drawn as lines in a square of 24. */
const PATHS: Record<string, string> = {
  changes: 'M3 17 9 11l4 4 8-9M15 6h6v6',
  surprises: 'M12 4v10M12 19v1',
  segments: 'M12 3v9h9A9 9 0 1 1 12 3ZM16 3.6A9 9 0 0 1 20.4 8H16Z',
  drivers: 'M12 3v18M3 12h18M16.5 7.5h.01M7.5 16.5h.01M7 7h.01',
  topics: 'M4 5h16v11H10l-5 4v-4H4Z',
  unsaid: 'M4 5h16v11H10l-5 4v-4H4ZM4 21 20 3',
  goals: 'M6 21V4h11l-2 4 2 4H6',
};

export const KindIcon = ({part}: {part: string}) => (
  <svg class="kind-icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
    <path d={PATHS[part]} />
  </svg>
);
