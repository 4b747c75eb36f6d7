/** Calls back whenever the visitor may be leaving for good; more than once if they return. */
export const whenLeaving = (callback: () => void) => {
  // Phones end a hidden page without a `pagehide`, and Safari before 14.5 fires no `visibilitychange` on navigation.
  // https://developer.chrome.com/docs/web-platform/page-lifecycle-api#the-unload-event
  addEventListener('visibilitychange', () => document.visibilityState === 'hidden' && callback(), true);
  addEventListener('pagehide', callback, true);
};
