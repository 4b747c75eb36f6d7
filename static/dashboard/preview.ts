// The page that the editor shows a draft in. The editor sends it the draft, and the widget runs on it as on any page;
// the policy of this page lets it send nothing.

import './styles/preview.css';

const show = ({data, origin, source}: MessageEvent) => {
  if (origin !== location.origin || source !== parent || data?.glas !== 'show') return;
  removeEventListener('message', show);
  document.documentElement.lang = data.lang;
  document.documentElement.dataset['scheme'] = data.scheme;
  Object.assign(globalThis, {GLAS_DRAFT: data.draft});
  const script = document.createElement('script');
  script.src = new URL(`../s/${encodeURIComponent(data.draft.survey)}/preview.js`, location.href).href;
  script.dataset['lang'] = data.lang;
  // What is asked of the editor's reader is not asked of the visitor.
  if (data.force) script.dataset['scheme'] = data.scheme;
  // An inline survey takes the place of its script.
  document.getElementById('place')!.append(script);
};
addEventListener('message', show);
parent.postMessage({glas: 'ready'}, location.origin);
