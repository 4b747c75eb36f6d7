import assert from 'node:assert/strict';
import {test} from 'node:test';
import {useStage} from './lib/stage.mjs';
import {counted, defineSurvey} from './lib/surveys.mjs';
import {decided, go, pass, submissionsOf} from './lib/visit.mjs';
import {widgetOn} from './lib/widget.mjs';

const stage = useStage();
const isShown = async (page) => (await page.locator('glas-popover').count()) > 0;
const withoutNavigation = (page) => page.addInitScript(() => Object.defineProperty(window, 'navigation', {value: undefined}));

for (const [where, prepare] of [['', undefined], [', without a Navigation API', withoutNavigation]]) {
  test(`triggers begin anew on every page, and what waited on the last one is dropped${where}`, async () => {
    const survey = await defineSurvey(stage.edge, {display: {delay: 30, urls: ['!/checkout*']}});
    const page = await stage.open(stage.site.embed(survey.script), {clock: true, prepare});
    await decided(page);
    await pass(page, 20);
    await go(page, '/checkout');
    await pass(page, 60);
    assert.equal(await isShown(page), false, 'on a page it does not belong on');
    await go(page, '/thanks');
    await pass(page, 20);
    assert.equal(await isShown(page), false, 'before the delay');
    await pass(page, 15);
    await widgetOn(page).dialog.waitFor();
  });

  test(`a survey goes when its page is left, without being dismissed, and goes on where it belongs again${where}`, async () => {
    const survey = await defineSurvey(stage.edge, {display: {urls: ['!/checkout*']}});
    const page = await stage.open(stage.site.embed(survey.script), {clock: true, prepare});
    const sent = submissionsOf(page);
    await page.evaluate(() => {
      window.told = [];
      for (const name of ['shown', 'answered', 'completed', 'dismissed']) document.addEventListener(`glas:${name}`, () => told.push(name));
    });
    const start = new URL(page.url()).pathname;
    await widgetOn(page).point(6).click();
    await widgetOn(page).field.waitFor();
    await go(page, '/checkout/address');
    await pass(page, 1);
    assert.equal(await isShown(page), false);
    assert.deepEqual([sent.length, sent[0].complete, sent[0].answers, sent[0].page, sent[0].at], [1, false, {recommend: 6}, start, 'why']);

    await go(page, '/thanks');
    await pass(page, 1);
    await widgetOn(page).field.fill('The address form');
    await widgetOn(page).button('Send').click();
    await widgetOn(page).heading.filter({hasText: 'Thank you'}).waitFor();
    assert.deepEqual((await counted(stage.edge, survey.id, 1)).counts.recommend, {6: 1});
    assert.ok(!(await page.evaluate(() => told)).includes('dismissed'));
  });
}

test('a survey without patterns stays when the page changes, and so does its turn', async () => {
  const survey = await defineSurvey(stage.edge);
  const page = await stage.open(stage.site.embed(survey.script), {clock: true});
  await widgetOn(page).point(6).click();
  await widgetOn(page).field.fill('half a');
  await go(page, '/elsewhere');
  await pass(page, 5);
  assert.equal(await widgetOn(page).field.inputValue(), 'half a');
  assert.equal(await page.evaluate(async () => (await navigator.locks.query()).held.filter(({name}) => name === 'glas').length), 1);
});

test('an anchor is no other page, a route in the hash is', async () => {
  const survey = await defineSurvey(stage.edge, {display: {delay: 30}});
  const page = await stage.open(stage.site.embed(survey.script), {clock: true});
  await decided(page);
  await pass(page, 20);
  await page.evaluate(() => (location.hash = '#/cart'));
  await pass(page, 20);
  assert.equal(await isShown(page), false);
  await page.evaluate(() => (location.hash = '#/cart'));
  await pass(page, 15);
  await widgetOn(page).dialog.waitFor();

  const other = await stage.open(stage.site.embed(survey.script), {clock: true});
  await decided(other);
  await pass(other, 20);
  await other.evaluate(() => (location.hash = '#reviews'));
  await pass(other, 11);
  await widgetOn(other).dialog.waitFor();
});

test('an application that draws its page anew and drops what it does not know keeps the survey', async () => {
  const survey = await defineSurvey(stage.edge);
  const page = await stage.open(stage.site.embed(survey.script));
  await widgetOn(page).point(6).click();
  await widgetOn(page).field.fill('half a thought');
  await page.evaluate(() => {
    history.pushState({}, '', '/products');
    document.body.innerHTML = '<div id="root"><h1>Products</h1></div>';
  });
  await page.waitForFunction(() => document.querySelector('glas-popover'));
  assert.equal(await widgetOn(page).field.inputValue(), 'half a thought');
  assert.equal(await page.evaluate(() => document.querySelector('glas-popover').matches(':popover-open')), true);

  // Turbo replaces the whole body.
  await page.evaluate(() => document.documentElement.replaceChild(document.createElement('body'), document.body));
  await page.waitForFunction(() => document.querySelector('glas-popover'));
  await widgetOn(page).button('Send').click();
  await widgetOn(page).heading.filter({hasText: 'Thank you'}).waitFor();
});

test('an application that renders its container anew keeps the inline survey and what was typed', async () => {
  const survey = await defineSurvey(stage.edge);
  const page = await stage.open(stage.site.embed(survey.script, {body: `<div id="root"><div data-glas="${survey.id}"></div></div>`}));
  const inline = page.locator('glas-inline');
  await inline.getByRole('radio', {name: /^6 /}).click();
  await inline.getByRole('textbox').fill('half a thought');
  await page.evaluate((id) => (document.getElementById('root').innerHTML = `<h2>New</h2><div data-glas="${id}"></div>`), survey.id);
  await inline.waitFor();
  assert.equal(await inline.getByRole('textbox').inputValue(), 'half a thought');
});

test('a page that removes the survey as soon as it comes is not fought to a standstill', async () => {
  const survey = await defineSurvey(stage.edge);
  const page = await stage.open(stage.site.embed(survey.script), {
    prepare: (page) =>
      page.addInitScript(() =>
        new MutationObserver(() => document.querySelector('glas-popover')?.remove()).observe(document, {childList: true, subtree: true}),
      ),
  });
  await decided(page);
  assert.equal(await page.evaluate(() => new Promise((done) => setTimeout(() => done('alive'), 300))), 'alive');
  assert.deepEqual(page.faults, []);
});

test('the page\'s history is as it was', async () => {
  const survey = await defineSurvey(stage.edge);
  for (const prepare of [undefined, withoutNavigation]) {
    const page = await stage.open(stage.site.embed(survey.script), {prepare});
    await widgetOn(page).dialog.waitFor();
    assert.deepEqual(await page.evaluate(() => [Object.keys(history), String(history.pushState).includes('[native code]')]), [[], true]);
  }
});

test('a script that a framework inserts again for a new page is not a second survey, but names its new place', async () => {
  const survey = await defineSurvey(stage.edge);
  const page = await stage.open(stage.site.embed());
  const insert = () =>
    page.evaluate((src) => {
      const section = document.createElement('section');
      document.querySelector('main').replaceChildren(section);
      const script = document.createElement('script');
      script.src = src;
      script.dataset.placement = 'inline';
      section.append(script);
    }, survey.script);
  await insert();
  await page.locator('section glas-inline').getByRole('radio', {name: /^6 /}).click();
  await page.locator('glas-inline').getByRole('textbox').waitFor();
  await insert();
  await page.locator('section glas-inline').getByRole('textbox').waitFor();
  assert.equal(await page.locator('glas-inline').count(), 1);
});
