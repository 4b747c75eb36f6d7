import assert from 'node:assert/strict';
import {test} from 'node:test';
import {useStage} from './lib/stage.mjs';
import {defineSurvey} from './lib/surveys.mjs';
import {decided, pass, submissionsOf} from './lib/visit.mjs';
import {widgetOn} from './lib/widget.mjs';

const stage = useStage();
const long = '<div style="height: 3000px"></div>';
const isShown = async (page) => (await page.locator('glas-popover').count()) > 0;

/** Opens a page on which the survey has been scheduled. */
const openPage = async (display, embed = {}, visit = {}) => {
  const survey = await defineSurvey(stage.edge, {display});
  const page = await stage.open(stage.site.embed(survey.script, embed) + (visit.query ?? ''), {clock: true, ...visit});
  await decided(page);
  return page;
};

test('after a delay', async () => {
  const page = await openPage({delay: 30});
  await pass(page, 20);
  assert.equal(await isShown(page), false);
  await pass(page, 11);
  await widgetOn(page).dialog.waitFor();
});

test('when so much of the page was scrolled', async () => {
  const page = await openPage({scroll: 50}, {body: long});
  await pass(page, 10);
  const scrollTo = (share) =>
    page.evaluate((share) => scrollTo(0, share * (document.documentElement.scrollHeight - innerHeight)), share);
  await scrollTo(0.45);
  await pass(page, 1);
  assert.equal(await isShown(page), false);
  await scrollTo(0.5);
  await widgetOn(page).dialog.waitFor();
});

test('when there is nothing to scroll, all of it was seen', async () => {
  const page = await openPage({scroll: 80});
  await widgetOn(page).dialog.waitFor();
});

test('when the mouse leaves through the top, and not through another side', async () => {
  const page = await openPage({exit_intent: true});
  await pass(page, 1);
  for (const [x, y] of [[-5, 300], [400, 300], [400, 725], [400, 300]]) await page.mouse.move(x, y);
  await pass(page, 10);
  assert.equal(await isShown(page), false);
  await page.mouse.move(400, -5);
  await widgetOn(page).dialog.waitFor();
});

test('when the page tells of an event, whose attributes go with the response', async () => {
  const survey = await defineSurvey(stage.edge, {attributes: {plan: ['free', 'pro'], basket: []}, display: {event: 'purchase'}});
  const page = await stage.open(stage.site.embed(survey.script), {clock: true});
  const sent = submissionsOf(page);
  await decided(page);
  await pass(page, 10);
  await page.evaluate(() => window.glas('event', 'refund', {plan: 'free'}));
  await pass(page, 10);
  assert.equal(await isShown(page), false);
  await page.evaluate(() => window.glas('event', 'purchase', {plan: 'pro', basket: 42, card: '4111'}));
  await widgetOn(page).answer(9, '');
  assert.deepEqual(sent.at(-1).attributes, {plan: 'pro', basket: '42'});
});

test('an event told before the script has loaded, or before the delay is over, counts too', async () => {
  const head = `<script>window.glas = window.glas || function () { (glas.q = glas.q || []).push(arguments) }; glas('event', 'purchase')</script>`;
  const early = await openPage({event: 'purchase'}, {head});
  await widgetOn(early).dialog.waitFor();

  const page = await openPage({event: 'purchase', delay: 60});
  await page.evaluate(() => window.glas('event', 'purchase'));
  await pass(page, 30);
  assert.equal(await isShown(page), false);
  await pass(page, 31);
  await widgetOn(page).dialog.waitFor();
});

test('whichever comes first of several, and only once', async () => {
  const page = await openPage({event: 'purchase', exit_intent: true, scroll: 90, after_dismissed: 0, after_shown: 0}, {body: long});
  await pass(page, 1);
  await page.evaluate(() => window.glas('event', 'purchase'));
  await widgetOn(page).dialog.waitFor();
  await page.keyboard.press('Escape');
  await widgetOn(page).dialog.waitFor({state: 'detached'});
  await page.evaluate(() => {
    document.documentElement.dispatchEvent(new MouseEvent('mouseleave', {clientY: -1}));
    scrollTo(0, 5000);
  });
  await pass(page, 10);
  assert.equal(await isShown(page), false);
});

test('only on pages whose address is meant', async () => {
  const cases = [
    {urls: ['/page-*'], shown: true},
    {urls: ['/thanks*'], shown: false},
    {urls: ['/thanks*', '*checkout*'], shown: true},
    {urls: ['!*checkout*'], shown: false},
    {urls: ['!/admin*'], shown: true},
    {urls: ['*', '!*step=3*'], shown: false},
    {urls: ['/page-*?checkout&step=3'], shown: true},
    {urls: ['/page-*', '!*#/thanks'], query: '#/thanks', shown: false},
    {urls: ['page-*'], shown: false},
    {urls: [`${stage.site.url}/page-*`], shown: true},
    {urls: ['/page-*.checkout&step=3'], shown: false},
  ];
  for (const {urls, shown, query = '?checkout&step=3'} of cases) {
    const page = await openPage({urls}, {}, {query});
    if (shown) await widgetOn(page).dialog.waitFor();
    else {
      await pass(page, 10);
      assert.equal(await isShown(page), false, urls.join(' '));
    }
    await page.context().close();
  }
});

test('urls on the tag are separated by spaces', async () => {
  const page = await openPage({urls: ['/thanks*']}, {attributes: 'data-urls="/cart* /page-*  !/page-x"'});
  await widgetOn(page).dialog.waitFor();
});

test('a share of the visitors is asked, and each is drawn once and for all', async () => {
  const survey = await defineSurvey(stage.edge, {display: {sample: 0.5, after_shown: 0}});
  const url = stage.site.embed(survey.script);
  for (const [draw, shown] of [[0.49, true], [0.51, false]]) {
    const page = await stage.open(url, {
      clock: true,
      prepare: (page) => page.addInitScript((draw) => (Math.random = () => (window.drawn = (window.drawn ?? 0) + 1) && draw), draw),
    });
    await decided(page);
    await pass(page, 1);
    assert.equal(await isShown(page), shown);
    // Whatever the dice say later.
    await page.addInitScript(() => (Math.random = () => 0.5));
    await page.reload();
    await decided(page);
    await pass(page, 1);
    assert.equal(await isShown(page), shown);
  }
});

test('nothing before the tab is looked at, nor while the page is prerendered', async () => {
  const survey = await defineSurvey(stage.edge);
  const page = await stage.open(stage.site.embed(survey.script), {
    clock: true,
    prepare: (page) =>
      page.addInitScript(() => {
        window.state = 'hidden';
        Object.defineProperty(document, 'visibilityState', {get: () => window.state});
      }),
  });
  await page.waitForFunction(() => window.glas);
  await pass(page, 60);
  assert.deepEqual(await page.evaluate(() => [Object.keys(localStorage), document.querySelector('glas-popover')]), [[], null]);
  await page.evaluate(() => {
    window.state = 'visible';
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await widgetOn(page).dialog.waitFor();
});
