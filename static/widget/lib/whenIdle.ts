import {idle} from './idle.js';
import {whenVisible} from './whenVisible.js';

/** Calls back when the document is parsed and seen, and the browser has nothing better to do. */
export const whenIdle = async (callback: () => void) => {
  if (document.readyState === 'loading') await new Promise((done) => addEventListener('DOMContentLoaded', done, {once: true}));
  await whenVisible();
  idle(callback);
};
