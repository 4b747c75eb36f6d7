import assert from 'node:assert/strict';
import {test} from 'node:test';
import {useStage} from './lib/stage.mjs';
import {counted, countedNow, countedStill, defineSurvey} from './lib/surveys.mjs';
import {decided, settled} from './lib/visit.mjs';
import {widgetOn} from './lib/widget.mjs';

const stage = useStage();
const strict = () => `default-src 'none'; script-src ${stage.edge.url}; connect-src ${stage.edge.url}`;

test('a visitor answers by mouse under a strict policy and the score moves by exactly one', async () => {
  const before = await countedNow(stage.edge, 'demo');
  const page = await stage.open(stage.site.embed(`${stage.edge.url}/s/demo.js`, {csp: strict()}));
  await widgetOn(page).answer(9, 'Fast delivery');
  const now = await counted(stage.edge, 'demo', before.responses + 1);
  assert.equal(now.counts.recommend[9] ?? 0, (before.counts.recommend?.[9] ?? 0) + 1);
  assert.deepEqual(page.faults, []);
});

test('a visitor answers by keyboard alone and focus returns to where it was', async () => {
  const survey = await defineSurvey(stage.edge);
  const page = await stage.open(stage.site.embed(survey.script, {csp: strict()}));
  const widget = widgetOn(page);
  await widget.dialog.waitFor();
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'BODY', 'the widget took the focus');

  const press = async (...keys) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  await press('Tab', 'Tab', 'Space', ...Array(7).fill('ArrowRight'));
  assert.ok(await widget.point(7).isChecked());
  await press('Enter');
  await widget.heading.filter({hasText: 'Why is that?'}).waitFor();
  await page.keyboard.type('It was easy');
  await press('Tab', 'Tab', 'Enter');
  await widget.heading.filter({hasText: 'Thank you'}).waitFor();
  await press('Escape');
  await widget.dialog.waitFor({state: 'detached'});

  assert.equal(await page.evaluate(() => document.activeElement.textContent), 'A link');
  assert.deepEqual((await counted(stage.edge, survey.id, 1)).counts.recommend, {7: 1});
  assert.deepEqual(page.faults, []);
});

test('a choice can be taken back before it is sent', async () => {
  const survey = await defineSurvey(stage.edge);
  const page = await stage.open(stage.site.embed(survey.script));
  const widget = widgetOn(page);
  await widget.point(2).click();
  await widget.button('Back').click();
  assert.ok(await widget.point(2).isChecked());
  await widget.answer(10, 'A slip of the finger');
  assert.deepEqual((await counted(stage.edge, survey.id, 1)).counts.recommend, {10: 1});
});

test('a score is heard when the visitor dismisses the follow-up, and the survey does not come back', async () => {
  const survey = await defineSurvey(stage.edge);
  const page = await stage.open(stage.site.embed(survey.script));
  const widget = widgetOn(page);
  await widget.point(3).click();
  await widget.field.fill('half a thought');
  await widget.button('Close').click();
  assert.deepEqual((await counted(stage.edge, survey.id, 1)).counts.recommend, {3: 1});

  await page.reload();
  await decided(page);
  await settled(page);
  assert.equal(await widget.dialog.count(), 0);
});

test('a survey closed in the moment that a choice is shown stays closed', async () => {
  const survey = await defineSurvey(stage.edge);
  const page = await stage.open(stage.site.embed(survey.script));
  const widget = widgetOn(page);
  await widget.point(1).click();
  await page.keyboard.press('Escape');
  await widget.dialog.waitFor({state: 'detached'});
  await counted(stage.edge, survey.id, 1);
  assert.deepEqual((await countedStill(stage.edge, survey.id, 1)).counts.recommend, {1: 1});
  assert.equal(await widget.dialog.count(), 0);
});

test('a survey dismissed without an answer sends nothing', async () => {
  const survey = await defineSurvey(stage.edge);
  const page = await stage.open(stage.site.embed(survey.script));
  await widgetOn(page).dialog.waitFor();
  await page.keyboard.press('Escape');
  await countedStill(stage.edge, survey.id, 0);
});

test('a response that was left for another page is taken up there and counted once', async () => {
  const survey = await defineSurvey(stage.edge);
  const sent = [];
  const page = await stage.open(stage.site.embed(survey.script), {
    // Of one show in ten a report is posted too.
    prepare: (page) => page.on('request', (request) => request.method() === 'POST' && request.url().endsWith('/responses') && sent.push(request.postDataJSON())),
  });
  const widget = widgetOn(page);
  await widget.point(8).click();
  await widget.field.waitFor();
  await page.goto(stage.site.embed(survey.script));
  await counted(stage.edge, survey.id, 1);

  await widget.field.fill('Still here');
  await widget.button('Send').click();
  await widget.heading.filter({hasText: 'Thank you'}).waitFor();
  assert.deepEqual((await countedStill(stage.edge, survey.id, 1)).counts.recommend, {8: 1});
  const final = sent.at(-1);
  assert.deepEqual(final.answers, {recommend: 8, why: 'Still here'});
  assert.ok(final.complete && final.revision > sent[0].revision);
  assert.deepEqual(new Set(sent.map(({id}) => id)).size, 1);
});

test('questions that do not apply are passed over', async () => {
  const survey = await defineSurvey(stage.edge, {
    questions: [
      {id: 'recommend', kind: 'nps', required: true, text: {en: 'Would you recommend us?'}},
      {id: 'wrong', kind: 'text', text: {en: 'What went wrong?'}, show_if: {question: 'recommend', at_most: 6}},
      {id: 'right', kind: 'text', text: {en: 'What went well?'}, show_if: {question: 'recommend', at_least: 9}},
    ],
  });
  const page = await stage.open(stage.site.embed(survey.script));
  const widget = widgetOn(page);
  await widget.point(9).click();
  await widget.heading.filter({hasText: 'What went well?'}).waitFor();
  await widget.button('Send').click();
  await widget.heading.filter({hasText: 'Thank you'}).waitFor();
  assert.deepEqual((await counted(stage.edge, survey.id, 1)).counts.recommend, {9: 1});
});

test('two script tags of one survey show it once, over the page and in it', async () => {
  const survey = await defineSurvey(stage.edge);
  const body = `<div data-glas="${survey.id}"></div>`;
  for (const embed of [{}, {body}]) {
    const page = await stage.open(stage.site.embed(survey.script, {scripts: 2, ...embed}));
    await page.locator('glas-popover, glas-inline').first().waitFor();
    await settled(page);
    assert.equal(await page.locator('glas-popover, glas-inline').count(), 1);
  }
});

test('the page is told what happens', async () => {
  const survey = await defineSurvey(stage.edge);
  const events = [];
  const page = await stage.open(stage.site.embed(survey.script), {
    prepare: async (page) => {
      await page.exposeFunction('tell', (event) => events.push(event));
      await page.addInitScript(() => {
        for (const name of ['shown', 'completed', 'dismissed', 'failed']) {
          document.addEventListener(`glas:${name}`, ({type, detail}) => window.tell([type, detail.survey]));
        }
      });
    },
  });
  await widgetOn(page).answer(6, '');
  await widgetOn(page).button('Close').click();
  await counted(stage.edge, survey.id, 1);
  assert.deepEqual(events, [['glas:shown', survey.id], ['glas:completed', survey.id]]);
});

test('the survey asks in the language of the page, and in its own for want of a translation', async () => {
  const survey = await defineSurvey(stage.edge, {
    questions: [{id: 'recommend', kind: 'nps', text: {en: 'Would you?', sl: 'Ali bi?', 'pt-BR': 'Você?'}}],
  });
  const cases = [
    {html: 'lang="sl-SI"', asks: 'Ali bi?', lang: 'sl'},
    {html: 'lang="pt-br"', asks: 'Você?', lang: 'pt-BR'},
    {html: 'lang="fi"', asks: 'Would you?', lang: 'en'},
    {html: 'lang="en"', attributes: 'data-lang="sl"', asks: 'Ali bi?', lang: 'sl'},
    {html: 'lang="en"', query: '?lang=sl', asks: 'Ali bi?', lang: 'sl'},
  ];
  for (const {query = '', asks, lang, ...embed} of cases) {
    const page = await stage.open(stage.site.embed(survey.script + query, embed));
    await widgetOn(page).heading.filter({hasText: asks}).waitFor();
    assert.equal(await page.locator('glas-popover').getAttribute('lang'), lang);
    await page.context().close();
  }
});

test('the demo shop shows the demo survey', async () => {
  const page = await stage.open(stage.edge.shop);
  await widgetOn(page).dialog.waitFor();
  assert.deepEqual(page.faults, []);
});
