import assert from 'node:assert/strict';
import {test} from 'node:test';
import {assertAccessible} from './lib/axe.mjs';
import {useStage} from './lib/stage.mjs';
import {counted, defineSurvey} from './lib/surveys.mjs';
import {decided, pass, submissionsOf} from './lib/visit.mjs';
import {widgetOn} from './lib/widget.mjs';

const stage = useStage();
const inline = (page) => page.locator('glas-inline').getByRole('region');
const tab = (page) => page.getByRole('button', {name: 'Feedback'});

/** Adds up what moves on a page without the visitor's doing. */
const watchShifts = (page) =>
  page.addInitScript(() => {
    window.shift = 0;
    new PerformanceObserver((list) => list.getEntries().forEach(({value}) => (window.shift += value))).observe({type: 'layout-shift'});
  });

for (const dir of ['ltr', 'rtl']) {
  test(`a popover opens in each of four corners, ${dir}`, async () => {
    const survey = await defineSurvey(stage.edge, {
      questions: [{id: 'recommend', kind: 'nps', text: {en: 'Would you?', ar: 'ما مدى احتمال أن توصي بنا لصديق؟'}}],
    });
    const lang = dir === 'rtl' ? 'ar' : 'en';
    for (const position of ['bottom-end', 'bottom-start', 'top-end', 'top-start']) {
      const url = stage.site.embed(survey.script, {attributes: `data-position="${position}"`, html: `lang="${lang}" dir="${dir}"`});
      const page = await stage.open(url);
      const {x, y, width, height} = await widgetOn(page).panel.boundingBox();
      const atStart = position.endsWith('start') === (dir === 'ltr');
      assert.deepEqual([atStart ? x : 1280 - x - width, position.startsWith('top') ? y : 720 - y - height], [16, 16], position);
      await page.context().close();
    }
  });
}

test('on a phone every position is a sheet at the bottom', async () => {
  const survey = await defineSurvey(stage.edge);
  for (const position of ['bottom-end', 'top-start']) {
    const page = await stage.open(stage.site.embed(survey.script, {attributes: `data-position="${position}"`}), {
      options: {viewport: {width: 375, height: 700}},
    });
    const {x, y, width, height} = await widgetOn(page).panel.boundingBox();
    assert.deepEqual([x, width, y + height], [0, 375, 700]);
    await page.context().close();
  }
});

for (const [what, body] of Object.entries({
  'an element with data-glas': (survey) => `<div data-glas="${survey.id}"></div><p>After</p>`,
  'a glas-survey element': (survey) => `<glas-survey survey="${survey.id}"></glas-survey><p>After</p>`,
})) {
  test(`a survey is part of the page in ${what}, and is answered there`, async () => {
    const survey = await defineSurvey(stage.edge);
    const page = await stage.open(stage.site.embed(survey.script, {body: body(survey)}));
    await inline(page).getByRole('radio', {name: /^9 /}).click();
    await inline(page).getByRole('textbox').fill('It was just here');
    await inline(page).getByRole('button', {name: 'Send'}).click();
    await inline(page).getByRole('heading', {name: 'Thank you'}).waitFor();
    assert.deepEqual((await counted(stage.edge, survey.id, 1)).counts.recommend, {9: 1});
    assert.ok((await inline(page).boundingBox()).y < (await page.getByText('After').boundingBox()).y);
    assert.equal(await page.getByRole('dialog').count(), 0);
    assert.equal(await page.getByRole('button', {name: 'Close'}).count(), 0);
  });
}

test('a place that a framework makes later is taken', async () => {
  const survey = await defineSurvey(stage.edge);
  const page = await stage.open(stage.site.embed(survey.script, {attributes: 'data-placement="inline"'}), {clock: true});
  await decided(page);
  await pass(page, 10);
  assert.equal(await page.locator('glas-inline, glas-popover').count(), 0);
  await page.evaluate((id) => {
    const place = document.createElement('div');
    place.dataset.glas = id;
    document.querySelector('main').append(place);
  }, survey.id);
  await inline(page).waitFor();
});

test('for want of a place an inline survey stands right after its script', async () => {
  const survey = await defineSurvey(stage.edge);
  const body = '<p>Before</p>SCRIPT<p>After</p>';
  const page = await stage.open(stage.site.embed(survey.script, {attributes: 'data-placement="inline"', body}));
  const {y, height} = await inline(page).boundingBox();
  assert.ok((await page.getByText('Before').boundingBox()).y < y);
  assert.ok((await page.getByText('After').boundingBox()).y >= y + height);
});

test('an inline survey keeps no other from asking, and neither sample nor completion is passed over for it', async () => {
  const survey = await defineSurvey(stage.edge);
  const other = await defineSurvey(stage.edge);
  const body = `<div data-glas="${survey.id}"></div>`;
  const page = await stage.open(stage.site.embed(survey.script, {body}));
  await inline(page).waitFor();
  await page.goto(stage.site.embed(`${survey.script}"></script><script async src="${other.script}`, {body}));
  await inline(page).waitFor();
  await widgetOn(page).dialog.waitFor();
  await inline(page).getByRole('radio', {name: /^9 /}).click();
  await inline(page).getByRole('button', {name: 'Send'}).click();
  await inline(page).getByRole('heading', {name: 'Thank you'}).waitFor();

  await page.goto(stage.site.embed(survey.script, {body}));
  await decided(page);
  assert.equal(await inline(page).count(), 0);

  const few = await defineSurvey(stage.edge, {display: {sample: 0}});
  await page.goto(stage.site.embed(few.script, {body: `<div data-glas="${few.id}"></div>`}));
  await decided(page);
  assert.equal(await inline(page).count(), 0);
});

test('an inline survey goes with its place: what was answered is sent, and gone on with in a new one', async () => {
  const survey = await defineSurvey(stage.edge);
  const page = await stage.open(stage.site.embed(survey.script, {body: `<section><div data-glas="${survey.id}"></div></section>`}));
  const sent = submissionsOf(page);
  await inline(page).getByRole('radio', {name: /^4 /}).click();
  await inline(page).getByRole('textbox').waitFor();
  await page.evaluate(() => document.querySelector('section').replaceChildren());
  await page.waitForFunction(() => Object.keys(localStorage).some((key) => key.startsWith('glas.draft.')));
  assert.deepEqual([sent.length, sent[0].complete, sent[0].answers, sent[0].at], [1, false, {recommend: 4}, 'why']);

  await page.evaluate((id) => {
    document.querySelector('section').innerHTML = `<div data-glas="${id}"></div>`;
  }, survey.id);
  await inline(page).getByRole('textbox').fill('Still here');
  await inline(page).getByRole('button', {name: 'Send'}).click();
  await inline(page).getByRole('heading', {name: 'Thank you'}).waitFor();
  await counted(stage.edge, survey.id, 1);
  assert.deepEqual([sent[1].id, sent[1].revision, sent[1].answers], [sent[0].id, 1, {recommend: 4, why: 'Still here'}]);
});

test('a side tab opens the survey by keyboard, and the focus returns to it', async () => {
  const survey = await defineSurvey(stage.edge);
  const page = await stage.open(stage.site.embed(survey.script, {attributes: 'data-placement="tab"'}));
  await tab(page).waitFor();
  assert.equal(await widgetOn(page).dialog.count(), 0);
  await tab(page).focus();
  await page.keyboard.press('Enter');
  await widgetOn(page).heading.filter({hasText: 'Would you recommend us?'}).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.localName), 'glas-popover');
  await page.keyboard.press('Escape');
  await widgetOn(page).dialog.waitFor({state: 'detached'});
  assert.equal(await page.evaluate(() => document.activeElement.shadowRoot.activeElement.textContent), 'Feedback');

  await tab(page).click();
  await widgetOn(page).answer(8, '');
  await widgetOn(page).button('Close').click();
  assert.ok(await tab(page).isVisible());
  await page.reload();
  await decided(page);
  assert.equal(await tab(page).count(), 0, 'the tab asks again who has answered');
});

test('a tab is on either side, in the language of the survey, and not on other pages', async () => {
  const survey = await defineSurvey(stage.edge, {
    questions: [{id: 'recommend', kind: 'nps', text: {en: 'Would you?', de: 'Würden Sie?'}}],
    display: {placement: 'tab', urls: ['*feedback=1']},
  });
  const open = async (position, html = 'lang="en"') => {
    const page = await stage.open(`${stage.site.embed(survey.script, {attributes: `data-position="${position}"`, html})}?feedback=1`);
    const {x, width, y, height} = await page.locator('glas-tab button').boundingBox();
    return {page, start: x < 20, end: x + width > 1260, middle: Math.abs(y + height / 2 - 360) < 2};
  };
  const end = await open('bottom-end');
  assert.deepEqual([end.start, end.end, end.middle], [false, true, true]);
  const start = await open('top-start', 'lang="de"');
  assert.deepEqual([start.start, start.end, start.middle], [true, false, true]);
  assert.equal(await start.page.locator('glas-tab').getByRole('button').textContent(), 'Feedback');
  assert.equal(await start.page.locator('glas-tab').getAttribute('lang'), 'de');
  await end.page.evaluate(() => history.pushState({}, '', '?feedback=0'));
  await end.page.locator('glas-tab').waitFor({state: 'detached'});
});

test('a survey without a placement waits for the page to open it', async () => {
  const survey = await defineSurvey(stage.edge, {display: {placement: 'none'}});
  const page = await stage.open(stage.site.embed(survey.script), {clock: true});
  await decided(page);
  await pass(page, 10);
  assert.equal(await page.locator('glas-popover').count(), 0);
  await page.evaluate(() => window.glas('open'));
  await widgetOn(page).dialog.waitFor();
});

for (const placement of ['popover', 'tab']) {
  test(`a ${placement} moves nothing on the page`, async () => {
    const survey = await defineSurvey(stage.edge);
    const url = stage.site.embed(survey.script, {attributes: `data-placement="${placement}"`});
    const page = await stage.open(url, {prepare: watchShifts});
    await page.locator(`glas-${placement}`).waitFor();
    // Two frames later all that was drawn has been measured.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    assert.equal(await page.evaluate(() => window.shift), 0);
  });
}

for (const placement of ['tab', 'inline']) {
  test(`a page satisfies axe with the placement ${placement}`, async () => {
    const survey = await defineSurvey(stage.edge, {theme: {accent: '#ffe066'}});
    const page = await stage.open(stage.site.embed(survey.script, {attributes: `data-placement="${placement}"`, body: '<section aria-label="Survey">SCRIPT</section>'}));
    await page.locator(`glas-${placement}`).waitFor();
    await assertAccessible(page, placement);
  });
}
