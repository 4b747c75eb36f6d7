/** Waits until the script has decided whether and when its survey is to be shown: then it takes the page's calls. */
export const decided = (page) => page.waitForFunction(() => Object.hasOwn(window.glas?.q ?? {}, 'push'));

/** Lets the browser do all that it has put off, and let through all that has asked for a lock. */
export const settled = (page) =>
  page.evaluate(async () => {
    for (let i = 0; i < 3; i++) await new Promise((done) => requestIdleCallback(done));
    await navigator.locks?.request('test', () => {});
  });

/** Lets time go by, and with it all that was waiting for it. The page's clock must be under control. */
export const pass = async (page, seconds) => {
  await page.clock.runFor(seconds * 1000);
  // What asked for a lock has it by the time that this is let through.
  await page.evaluate(() => navigator.locks.request('test', () => {}));
};

export const DAY = 24 * 60 * 60;

/** The submissions that a page sends from now on. */
export const submissionsOf = (page) => {
  const sent = [];
  page.on('request', (request) => {
    if (request.method() === 'POST' && request.url().endsWith('/responses')) sent.push(request.postDataJSON());
  });
  return sent;
};

/** Goes to another page of a single-page application. */
export const go = (page, path) => page.evaluate((path) => history.pushState({}, '', path), path);
