import {idle} from './idle.js';

/** Calls back, when there is time for it, after elements have come or gone. */
export const whenChanged = (callback: () => void) => {
  let waiting = false;
  new MutationObserver(() => {
    if (waiting) return;
    waiting = true;
    idle(() => {
      waiting = false;
      callback();
    });
  }).observe(document, {childList: true, subtree: true});
};
