import assert from 'node:assert/strict';
import {test} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {assertAccessible} from './lib/axe.mjs';
import {drivers, everyKind, withOther} from './lib/everyKind.mjs';
import {useStage} from './lib/stage.mjs';
import {counted, countedStill, defineSurvey} from './lib/surveys.mjs';

const stage = useStage();
const tablet = {viewport: {width: 1024, height: 768}, hasTouch: true};
const HOURS = 3600;

/** A tablet whose time the test controls. */
const standUp = async (survey, {query = '', ...options} = {}) => {
  const page = await stage.open(`${survey.page}?mode=kiosk&touchpoint=Store+7${query}`, {options: tablet, clock: true, ...options});
  await heading(page, /recommend/).waitFor();
  return page;
};
const heading = (page, name) => page.getByRole('heading', {name});
const point = (page, value) => page.getByRole('radio', {name: new RegExp(`^${value} `)});
/** From here on no time goes by but what the test lets pass: a slow machine takes longer than a visitor is given. */
const stopTime = (page) => page.clock.pauseAt(Date.now() + 10_000);
const pass = (page, seconds) => page.clock.runFor(seconds * 1000);
const drafts = (page) => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('glas.draft.')));
const answer = async (page, value, words) => {
  await point(page, value).tap();
  await page.getByRole('textbox').fill(words);
  await page.getByRole('button', {name: 'Send'}).tap();
  await heading(page, 'Thank you').waitFor();
};

test('one visitor after the other answers, and nothing of one is there for the next', async () => {
  const survey = await defineSurvey(stage.edge);
  const page = await standUp(survey);
  const sent = page.waitForRequest((request) => request.method() === 'POST' && request.postDataJSON().complete);
  await point(page, 9).tap();
  await page.getByRole('textbox').fill('My name is Ana');
  await stopTime(page);
  await page.getByRole('button', {name: 'Send'}).tap();
  await heading(page, 'Thank you').waitFor();
  const {touchpoint, channel, locale, respondent} = (await sent).postDataJSON();
  assert.deepEqual({touchpoint, channel, locale, respondent}, {touchpoint: 'Store 7', channel: 'kiosk', locale: 'en', respondent: undefined});
  await pass(page, 5.9);
  assert.ok(await heading(page, 'Thank you').isVisible());
  await pass(page, 0.2);
  await heading(page, /recommend/).waitFor();
  assert.equal(await page.getByRole('radio', {checked: true}).count(), 0);
  assert.deepEqual(await drafts(page), []);
  await page.clock.resume();
  await answer(page, 3, 'I am another');
  assert.deepEqual((await counted(stage.edge, survey.id, 2)).counts.recommend, {3: 1, 9: 1});
  assert.deepEqual(page.faults, [], 'the page kept to its own policy');
});

test('who leaves in the middle is heard, and forgotten after 20 seconds', async () => {
  const survey = await defineSurvey(stage.edge);
  const page = await standUp(survey);
  await point(page, 2).tap();
  await page.getByRole('textbox').waitFor();
  await stopTime(page);
  await page.getByRole('textbox').fill('My telephone number is');
  await pass(page, 19);
  // Whoever still touches the screen is there.
  await page.touchscreen.tap(10, 10);
  await pass(page, 19);
  assert.equal(await page.getByRole('textbox').inputValue(), 'My telephone number is');
  await pass(page, 2);
  await heading(page, /recommend/).waitFor();
  assert.equal(await page.getByRole('radio', {checked: true}).count(), 0);
  assert.deepEqual(await drafts(page), []);
  await page.clock.resume();
  await point(page, 8).tap();
  assert.equal(await page.getByRole('textbox').inputValue(), '');
  const {counts} = await counted(stage.edge, survey.id, 1);
  assert.deepEqual(counts.recommend, {2: 1});
});

test('a kiosk that nobody touches stays as it is', async () => {
  const survey = await defineSurvey(stage.edge);
  const page = await standUp(survey);
  await page.evaluate(() => document.querySelector('glas-inline').setAttribute('mark', ''));
  await pass(page, 600);
  assert.equal(await page.locator('glas-inline[mark]').count(), 1);
  await countedStill(stage.edge, survey.id, 0);
});

test('a tablet that was switched off half-way begins anew', async () => {
  const survey = await defineSurvey(stage.edge);
  const page = await standUp(survey);
  await point(page, 4).tap();
  await page.getByRole('textbox').waitFor();
  await page.reload();
  await heading(page, /recommend/).waitFor();
  assert.equal(await page.getByRole('radio', {checked: true}).count(), 0);
  assert.deepEqual(await drafts(page), []);
  assert.deepEqual((await counted(stage.edge, survey.id, 1)).counts.recommend, {4: 1});
});

test('answers given offline are sent when the network is back', async () => {
  const survey = await defineSurvey(stage.edge);
  const page = await standUp(survey);
  await page.context().setOffline(true);
  for (const value of [1, 10]) {
    await answer(page, value, 'Offline');
    await pass(page, 6.1);
    await heading(page, /recommend/).waitFor();
  }
  await countedStill(stage.edge, survey.id, 0);
  await page.context().setOffline(false);
  await pass(page, 600);
  assert.deepEqual((await counted(stage.edge, survey.id, 2)).counts.recommend, {1: 1, 10: 1});
});

test('a page that stood for hours is loaded anew, once there is a network', async () => {
  const survey = await defineSurvey(stage.edge);
  const page = await standUp(survey);
  await page.evaluate(() => (window.old = true));
  const isOld = () => page.evaluate(() => window.old === true);
  await page.context().setOffline(true);
  await pass(page, 7 * HOURS);
  // Waited for from here on: the thanks go by themselves too, while the test looks for them.
  const asked = page.waitForEvent('requestfailed', {predicate: (request) => request.method() === 'HEAD', timeout: 30_000});
  await answer(page, 9, 'Good');
  await pass(page, 6.1);
  await asked;
  await heading(page, /recommend/).waitFor();
  assert.equal(await isOld(), true);

  await page.context().setOffline(false);
  await point(page, 9).tap();
  const loaded = page.waitForEvent('load');
  await pass(page, 20.1);
  await loaded;
  await heading(page, /recommend/).waitFor();
  assert.equal(await isOld(), false);
});

test('the screen is kept awake, also after it was off', async () => {
  const survey = await defineSurvey(stage.edge);
  const prepare = (page) =>
    page.addInitScript(() => {
      window.locks = [];
      Object.defineProperty(navigator, 'wakeLock', {value: {request: async (type) => window.locks.push(type)}});
    });
  const page = await standUp(survey, {prepare});
  const locks = () => page.evaluate(() => window.locks);
  assert.deepEqual(await locks(), ['screen']);
  const see = (visibilityState) =>
    page.evaluate((value) => {
      Object.defineProperty(document, 'visibilityState', {value, configurable: true});
      document.dispatchEvent(new Event('visibilitychange'));
    }, visibilityState);
  await see('hidden');
  assert.deepEqual(await locks(), ['screen']);
  await see('visible');
  assert.deepEqual(await locks(), ['screen', 'screen']);
});

test('nothing leads away from a kiosk', async () => {
  const thanks = [{title: {en: 'Lovely'}, link: {url: 'https://reviews.example/', text: {en: 'Leave a review'}}}];
  const survey = await defineSurvey(stage.edge, {thanks});
  const page = await standUp(survey);
  await point(page, 9).tap();
  await page.getByRole('button', {name: 'Send'}).tap();
  await heading(page, 'Lovely').waitFor();
  assert.equal(await page.getByRole('link').count(), 0);
  const menu = await page.evaluate(() => document.body.dispatchEvent(new Event('contextmenu', {bubbles: true, cancelable: true})));
  assert.equal(menu, false, 'a long press opens no menu');
});

for (const [name, viewport] of Object.entries({landscape: {width: 1024, height: 768}, portrait: {width: 768, height: 1024}, 'a small tablet': {width: 600, height: 960}})) {
  test(`every kind is large enough to touch, and satisfies axe: ${name}`, async () => {
    const questions = [...everyKind, withOther, drivers].map((question) => ({...question, required: false}));
    const survey = await defineSurvey(stage.edge, {questions});
    const page = await stage.open(`${survey.page}?mode=kiosk`, {options: {...tablet, viewport}});
    for (const {id, text} of questions) {
      await heading(page, text.en).waitFor();
      await assertAccessible(page, id);
      // What takes a touch: the label is the target of what it labels.
      for (const target of await page.locator('glas-inline').locator('label, textarea, button:visible').all()) {
        const {width, height} = await target.boundingBox();
        assert.ok(width >= 44 && height >= 52, `${id}: ${width} × ${height}`);
      }
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth), false, id);
      await page.getByRole('button', {name: /Next|Send/}).tap();
    }
  });
}

test('neither a double tap nor a long press changes what is on the screen', async () => {
  const survey = await defineSurvey(stage.edge);
  const page = await standUp(survey);
  const selected = () => document.querySelector('glas-inline').shadowRoot.getSelection().toString();
  const texts = [heading(page, /recommend/), heading(page, 'Browser test'), page.getByText('Not at all likely')];
  for (const text of texts) {
    await text.dblclick();
    assert.equal(await page.evaluate(selected), '');
  }
  // Some browsers would not be told by a style outside of the widget.
  await page.evaluate(() => (document.body.style.userSelect = 'text'));
  for (const text of texts) {
    await text.dblclick();
    while (await page.evaluate(selected)) await sleep(20);
  }
  const style = await page.evaluate(() => (({touchAction, overscrollBehaviorY}) => [touchAction, overscrollBehaviorY])(getComputedStyle(document.body)));
  assert.deepEqual(style, ['pan-y', 'none']);
  await point(page, 5).tap();
  await page.getByRole('textbox').fill('But what is typed can be selected');
  await page.keyboard.press('Control+a');
  assert.ok(await page.getByRole('textbox').evaluate(({selectionStart, selectionEnd}) => selectionEnd > selectionStart));
});

test('a kiosk asks in the language of its link', async () => {
  const survey = await defineSurvey(stage.edge, {
    questions: [{id: 'recommend', kind: 'nps', text: {en: 'Would you recommend us?', ar: 'ما مدى احتمال أن توصي بنا لصديق؟'}}],
  });
  const page = await stage.open(`${survey.page}?mode=kiosk&lang=ar`, {options: tablet});
  await heading(page, 'ما مدى احتمال أن توصي بنا لصديق؟').waitFor();
  assert.equal(await page.locator('html').getAttribute('dir'), 'rtl');
  await assertAccessible(page, 'from right to left');
});

test('without JavaScript a kiosk is the form', async () => {
  const survey = await defineSurvey(stage.edge);
  const page = await stage.open(`${survey.page}?mode=kiosk&touchpoint=Store+7`, {options: {...tablet, javaScriptEnabled: false}});
  await point(page, 6).check();
  assert.equal(await page.locator('[name=touchpoint]').getAttribute('value'), 'Store 7');
  await page.getByRole('button', {name: 'Send'}).tap();
  await heading(page, 'Thank you').waitFor();
  await counted(stage.edge, survey.id, 1);
});
