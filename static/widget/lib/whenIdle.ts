/** Resolves when the document is parsed and the browser has nothing better to do. */
export const whenIdle = () =>
  new Promise<void>((done) => {
    // Safari has no `requestIdleCallback`.
    const idle = () => (window.requestIdleCallback ?? setTimeout)(() => done());
    if (document.readyState === 'loading') addEventListener('DOMContentLoaded', idle, {once: true});
    else idle();
  });
