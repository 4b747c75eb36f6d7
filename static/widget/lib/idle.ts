/** Calls back when the browser has nothing better to do. Safari has no `requestIdleCallback`. */
export const idle = (callback: () => void) => (window.requestIdleCallback ?? setTimeout)(() => callback());
