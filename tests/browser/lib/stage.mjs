import {after, before} from 'node:test';
import {startBrowser} from './browser.mjs';
import {startEdge} from './edge.mjs';
import {startSite} from './site.mjs';

/** Sets up the edge, a site on another origin and a browser for the tests of one file. */
export const useStage = () => {
  const stage = {
    /** A page in a profile of its own, with what went wrong on it. It does not say that a program drives it. */
    async open(url, {options, prepare, clock = false, webdriver = false} = {}) {
      const context = await stage.browser.newContext({reducedMotion: 'reduce', ...options});
      // What a program sees is not counted as seen.
      if (!webdriver) await context.addInitScript(() => Object.defineProperty(navigator, 'webdriver', {value: false}));
      // The time runs on, but a test can make it run ahead.
      if (clock) await context.clock.install();
      return stage.openTab(context, url, prepare);
    },

    /** A further page in the same profile. */
    async openTab(context, url, prepare) {
      const page = await context.newPage();
      page.setDefaultTimeout(30_000);
      page.faults = [];
      page.on('console', (message) => message.type() === 'error' && page.faults.push(message.text()));
      page.on('pageerror', (error) => page.faults.push(String(error)));
      await prepare?.(page);
      await page.goto(url);
      return page;
    },
  };
  before(async () => {
    stage.edge = await startEdge();
    stage.site = await startSite();
    stage.browser = await startBrowser();
  });
  after(async () => {
    await stage.browser?.close();
    await stage.site?.stop();
    await stage.edge?.stop();
  });
  return stage;
};
