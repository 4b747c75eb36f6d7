import assert from 'node:assert/strict';
import {test} from 'node:test';
import {useStage} from './lib/stage.mjs';
import {defineSurvey} from './lib/surveys.mjs';
import {decided, pass, settled} from './lib/visit.mjs';
import {widgetOn} from './lib/widget.mjs';

const stage = useStage();
const shownOn = async (pages) => {
  const counts = await Promise.all(pages.map((page) => page.locator('glas-popover').count()));
  return counts.reduce((sum, count) => sum + count, 0);
};

test('of several tabs opened at once one shows the survey', async () => {
  const survey = await defineSurvey(stage.edge, {display: {after_shown: 0, max_shows: 99}});
  const url = stage.site.embed(survey.script);
  const first = await stage.open(url, {clock: true});
  const tabs = [first, ...(await Promise.all([1, 2, 3].map(() => stage.openTab(first.context(), url))))];
  await Promise.all(tabs.map(decided));
  for (const tab of tabs) await pass(tab, 5);
  assert.equal(await shownOn(tabs), 1);
});

for (const [how, end] of Object.entries({
  'is closed': (page) => page.close(),
  crashes: async (page) => {
    const crashed = page.waitForEvent('crash');
    page.goto('chrome://crash').catch(() => {});
    await crashed;
  },
  'goes elsewhere': (page) => page.goto('about:blank'),
})) {
  test(`when the tab that shows a survey ${how}, another may`, async () => {
    const one = await defineSurvey(stage.edge);
    const two = await defineSurvey(stage.edge, {display: {quiet: 0}});
    const first = await stage.open(stage.site.embed(one.script), {clock: true});
    await widgetOn(first).dialog.waitFor();
    const url = stage.site.embed(two.script);
    const second = await stage.openTab(first.context(), url);
    await decided(second);
    await pass(second, 5);
    assert.equal(await shownOn([second]), 0);

    await end(first);
    // Nothing the widget has a hand in: the browser lets go of what the tab held.
    await second.evaluate(() => navigator.locks.request('glas', () => {}));
    await second.reload();
    await widgetOn(second).dialog.waitFor();
  });
}

test('when a survey is closed, another may be shown', async () => {
  const one = await defineSurvey(stage.edge);
  const two = await defineSurvey(stage.edge, {display: {quiet: 0}});
  const first = await stage.open(stage.site.embed(one.script));
  await widgetOn(first).button('Close').click();
  const second = await stage.openTab(first.context(), stage.site.embed(two.script));
  await widgetOn(second).dialog.waitFor();
});

test('of two surveys on a page one is shown, also where there are no locks', async () => {
  const [one, two] = [await defineSurvey(stage.edge), await defineSurvey(stage.edge)];
  const url = stage.site.embed(`${one.script}?quiet=0"></script><script async src="${two.script}?quiet=0`);
  for (const prepare of [undefined, (page) => page.addInitScript(() => Object.defineProperty(navigator, 'locks', {value: undefined}))]) {
    const page = await stage.open(url, {prepare});
    await widgetOn(page).dialog.first().waitFor();
    await page.waitForFunction(() => Object.keys(localStorage).length === 2);
    // Both have been decided on when the browser is idle again.
    await settled(page);
    assert.equal(await shownOn([page]), 1);
    await page.context().close();
  }
});

test('a survey that was completed in one tab is not shown in another that waited', async () => {
  const survey = await defineSurvey(stage.edge, {display: {event: 'ready', after_shown: 0}});
  const url = stage.site.embed(survey.script);
  const first = await stage.open(url);
  const second = await stage.openTab(first.context(), url);
  await Promise.all([decided(first), decided(second)]);
  await first.evaluate(() => window.glas('event', 'ready'));
  await widgetOn(first).answer(9, '');
  await widgetOn(first).button('Close').click();
  await second.evaluate(() => window.glas('event', 'ready'));
  await second.evaluate(() => navigator.locks.request('test', () => {}));
  assert.equal(await shownOn([second]), 0);
});
