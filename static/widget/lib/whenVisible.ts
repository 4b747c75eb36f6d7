/** Resolves as soon as the page is before the visitor's eyes. While it is prerendered it is not. */
export const whenVisible = () =>
  new Promise<void>((done) => {
    const check = () => {
      if (document.visibilityState === 'visible') done();
      else document.addEventListener('visibilitychange', check, {once: true});
    };
    check();
  });
