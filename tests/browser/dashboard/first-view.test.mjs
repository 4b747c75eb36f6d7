import assert from 'node:assert/strict';
import {test} from 'node:test';
import {useDashboard} from '../lib/dashboard.mjs';

const stage = useDashboard({sample: false});

/** As sent, compressed: what the first view may take in any language. */
const MOST_BYTES = 60_000;

test('the first view takes under 60 KB in every language', async () => {
  for (const lang of ['en', 'sl', 'bg', 'be']) {
    const page = await stage.open(`?lang=${lang}`);
    await page.getByRole('link', {name: 'Checkout demo'}).waitFor();
    const sizes = await page.evaluate(() =>
      [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
        .filter(({name}) => !new URL(name).pathname.startsWith('/v1/'))
        .map(({name, encodedBodySize, decodedBodySize}) => ({name, encodedBodySize, decodedBodySize})),
    );
    assert.ok(sizes.length >= 3, 'the page, its script and its style sheet');
    assert.ok(
      sizes.every(({encodedBodySize, decodedBodySize}) => encodedBodySize > 0 && encodedBodySize <= decodedBodySize),
      JSON.stringify(sizes),
    );
    const bytes = sizes.reduce((sum, {encodedBodySize}) => sum + encodedBodySize, 0);
    assert.ok(bytes < MOST_BYTES, `${lang}: ${bytes} bytes`);
    assert.equal(await page.locator('html').getAttribute('lang'), lang);
    await page.context().close();
  }
});

test('it can be used before anything has arrived', async () => {
  const page = await stage.open('', {prepare: (page) => page.route('**/v1/**', () => {})});
  await page.getByRole('heading', {name: 'Surveys', level: 1}).waitFor();
  await page.getByLabel('Language').selectOption('sl');
  await page.getByRole('heading', {name: 'Ankete', level: 1}).waitFor();
  await page.getByRole('button', {name: 'Odjava'}).click();
  await page.getByRole('button', {name: 'Prijava'}).waitFor();
});

test('a part that a new build has under another name is found by loading the page anew', async () => {
  const page = await stage.open('', {
    prepare: (page) => page.route('**/dashboard/SurveyView-*.js', (route) => route.fulfill({status: 404}), {times: 1}),
  });
  await page.getByRole('link', {name: 'Checkout demo'}).waitFor();
  // As the page of the build before would be: it names another script.
  await page.evaluate(() => document.querySelector('script[type="module"]').setAttribute('src', 'dashboard/main-OLD.js'));
  const reloaded = page.waitForEvent('load');
  await page.getByRole('link', {name: 'Checkout demo'}).click();
  await reloaded;
  await page.getByRole('heading', {name: 'Checkout demo', level: 1}).waitFor();
});
