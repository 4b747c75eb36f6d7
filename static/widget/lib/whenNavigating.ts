const CHECK_MS = 500;

/** The address of the page. An anchor is a place on it, unless it is a route. */
const page = () => location.href.replace(/#(?![!/]).*/, '');

/** Calls back after a single-page application went to another page. */
export const whenNavigating = (callback: () => void) => {
  let at = page();
  const check = () => {
    const before = at;
    at = page();
    if (at !== before) callback();
  };
  // Nothing tells of `pushState` where there is no Navigation API, and the page's `history` is not ours to patch.
  if (window.navigation) navigation.addEventListener('currententrychange', check);
  else setInterval(check, CHECK_MS);
};
