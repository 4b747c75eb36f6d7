import assert from 'node:assert/strict';
import {test} from 'node:test';
import {useStage} from './lib/stage.mjs';
import {defineSurvey} from './lib/surveys.mjs';
import {DAY, decided, pass} from './lib/visit.mjs';
import {widgetOn} from './lib/widget.mjs';

const stage = useStage();
const isShown = async (page) => (await page.locator('glas-popover').count()) > 0;

/** Whether the survey is shown on the next page, so many days later. */
const isShownAfter = async (page, days, url = page.url()) => {
  await page.clock.fastForward(days * DAY * 1000);
  await page.goto('about:blank');
  await page.goto(url);
  // After so long a leap the time does not run on by itself.
  await pass(page, 1);
  await decided(page);
  await pass(page, 1);
  return isShown(page);
};

const visit = async (display, embed) => {
  const survey = await defineSurvey(stage.edge, {display});
  const page = await stage.open(stage.site.embed(survey.script, embed), {clock: true});
  await widgetOn(page).dialog.waitFor();
  return page;
};

test('who ignored it is asked again after a day, and three times at most', async () => {
  const page = await visit({});
  assert.equal(await isShownAfter(page, 0.9), false);
  assert.equal(await isShownAfter(page, 0.2), true);
  assert.equal(await isShownAfter(page, 1.1), true);
  assert.equal(await isShownAfter(page, 1.1), false, 'a fourth time');
  assert.equal(await isShownAfter(page, 1000), false, 'years later');
});

test('who ignored it is asked again when the survey says', async () => {
  const page = await visit({after_shown: 7, max_shows: 2});
  assert.equal(await isShownAfter(page, 6.9), false);
  assert.equal(await isShownAfter(page, 0.2), true);
  assert.equal(await isShownAfter(page, 8), false);
});

test('who dismissed it is asked again after thirty days', async () => {
  const page = await visit({});
  await widgetOn(page).button('Close').click();
  assert.equal(await isShownAfter(page, 29.9), false);
  assert.equal(await isShownAfter(page, 0.2), true);
});

test('who dismissed it is asked again when the page says', async () => {
  const page = await visit({}, {attributes: 'data-after-dismissed="2" data-after-shown="5"'});
  await widgetOn(page).button('Close').click();
  assert.equal(await isShownAfter(page, 1.9), false);
  assert.equal(await isShownAfter(page, 0.2), true);
  assert.equal(await isShownAfter(page, 4.9), false, 'ignored this time');
  assert.equal(await isShownAfter(page, 0.2), true);
});

test('who completed it is never asked again', async () => {
  const page = await visit({});
  await widgetOn(page).answer(9, '');
  assert.equal(await isShownAfter(page, 3000), false);
});

test('who completed it is asked again when the survey says, and three times anew', async () => {
  const page = await visit({after_completed: 90});
  await widgetOn(page).answer(9, '');
  assert.equal(await isShownAfter(page, 89.9), false);
  assert.equal(await isShownAfter(page, 0.2), true);
  assert.equal(await isShownAfter(page, 1.1), true);
  assert.equal(await isShownAfter(page, 1.1), true);
  assert.equal(await isShownAfter(page, 1.1), false);
});

test('no other survey asks within a day, unless the quiet is set otherwise', async () => {
  const page = await visit({});
  const other = await defineSurvey(stage.edge);
  const url = stage.site.embed(other.script);
  assert.equal(await isShownAfter(page, 0.9, url), false);
  assert.equal(await isShownAfter(page, 0.2, url), true);

  const another = await defineSurvey(stage.edge);
  assert.equal(await isShownAfter(page, 0.1, stage.site.embed(another.script, {attributes: 'data-quiet="0"'})), true);
  const tab = await defineSurvey(stage.edge, {display: {placement: 'tab'}});
  await page.goto(stage.site.embed(tab.script));
  await page.getByRole('button', {name: 'Feedback'}).waitFor();
});

test('what was begun goes on at the next page at once, whatever the settings, where the survey belongs', async () => {
  const page = await visit({urls: ['/page-*', '!*admin*'], max_shows: 1}, {attributes: 'data-delay="1"'});
  await widgetOn(page).point(9).click();
  await widgetOn(page).field.waitFor();
  assert.equal(await isShownAfter(page, 0, `${page.url()}?admin`), false);
  const survey = new URL(await page.locator('script[src]').getAttribute('src'));
  await page.goto(stage.site.embed(survey.href, {attributes: 'data-delay="3600" data-exit-intent data-sample="1"'}));
  await widgetOn(page).field.waitFor();
});

test('a visitor who denies storage is asked on every page', async () => {
  const survey = await defineSurvey(stage.edge);
  const deny = (page) =>
    page.addInitScript(() =>
      Object.defineProperty(window, 'localStorage', {
        get() {
          throw new DOMException('Access is denied', 'SecurityError');
        },
      }),
    );
  const page = await stage.open(stage.site.embed(survey.script), {clock: true, prepare: deny});
  await widgetOn(page).button('Close').click();
  await page.evaluate(() => history.pushState({}, '', '?2'));
  await pass(page, 60);
  assert.equal(await isShown(page), false, 'asked again on the same document');
  assert.deepEqual(page.faults, []);
});

test('a full quota keeps nothing from working', async () => {
  const survey = await defineSurvey(stage.edge);
  const full = (page) =>
    page.addInitScript(() => {
      for (let text = 'x'.repeat(2 ** 22); text; ) {
        try {
          localStorage.setItem(`full-${text.length}`, text);
          text = text.slice(text.length / 2);
          if (text.length === 1) break;
        } catch {
          text = text.slice(0, text.length / 2);
        }
      }
    });
  const page = await stage.open(stage.site.embed(survey.script), {clock: true, prepare: full});
  await widgetOn(page).answer(9, '');
  assert.deepEqual(page.faults, []);
});

test('what programs and previews are shown is not counted as seen', async () => {
  const survey = await defineSurvey(stage.edge);
  const robot = await stage.open(stage.site.embed(survey.script), {clock: true, webdriver: true});
  await widgetOn(robot).button('Close').click();
  assert.equal(await isShownAfter(robot, 0), true);

  const preview = await stage.open(stage.site.embed(survey.script, {attributes: 'data-preview data-delay="60" data-sample="0" data-urls="/none"'}));
  await widgetOn(preview).button('Close').click();
  await preview.reload();
  await widgetOn(preview).dialog.waitFor();
  assert.deepEqual(await preview.evaluate(() => Object.keys(localStorage)), []);
});

test('no cookie is set', async () => {
  const page = await visit({});
  await widgetOn(page).answer(9, '');
  assert.deepEqual(await page.context().cookies(), []);
});
