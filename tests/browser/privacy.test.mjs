import assert from 'node:assert/strict';
import {test} from 'node:test';
import {useStage} from './lib/stage.mjs';
import {countedStill, counted, defineSurvey} from './lib/surveys.mjs';
import {decided, settled, submissionsOf} from './lib/visit.mjs';
import {widgetOn} from './lib/widget.mjs';

const stage = useStage();

test('the respondent and the page are sent, and neither under Global Privacy Control', async () => {
  const survey = await defineSurvey(stage.edge, {attributes: {plan: []}});
  for (const [signal, expected] of [[undefined, true], [false, true], [true, false]]) {
    const page = await stage.open(stage.site.embed(survey.script), {
      prepare: (page) => page.addInitScript((signal) => Object.defineProperty(navigator, 'globalPrivacyControl', {value: signal}), signal),
    });
    const sent = submissionsOf(page);
    const received = page.waitForResponse((response) => response.request().method() === 'POST' && response.url().endsWith('/responses'));
    await decided(page);
    await page.evaluate(() => (window.glas('identify', 'visitor-7'), window.glas('set', {plan: 'pro'})));
    await widgetOn(page).answer(9, '');
    const {respondent, page: path, attributes} = sent.at(-1);
    assert.deepEqual([respondent, path, attributes], expected ? ['visitor-7', new URL(page.url()).pathname, {plan: 'pro'}] : [undefined, undefined, {plan: 'pro'}]);
    // What is on its way ends with the browser's profile.
    await received;
    await page.context().close();
  }
  await counted(stage.edge, survey.id, 3);
});

test('a preview shows at once what is not even open, whatever is set, and sends and keeps nothing', async () => {
  const survey = await defineSurvey(stage.edge, {
    status: 'paused',
    display: {urls: ['/nowhere'], sample: 0, delay: 60, exit_intent: true, impression_weight: 1},
  });
  const requests = [];
  const page = await stage.open(stage.site.embed(`${survey.script}?preview`), {
    prepare: (page) => page.on('request', (request) => requests.push([request.method(), new URL(request.url()).pathname])),
  });
  await widgetOn(page).point(3).click();
  await widgetOn(page).field.waitFor();
  await page.reload();
  await widgetOn(page).answer(9, 'Only looking');
  await widgetOn(page).button('Close').click();
  await page.goto(stage.site.embed());
  assert.deepEqual(requests.filter(([method]) => method !== 'GET'), []);
  assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), []);
  await countedStill(stage.edge, survey.id, 0);

  await page.goto(stage.site.embed(survey.script));
  await page.waitForFunction(() => window.glas);
  await page.evaluate(() => window.glas('open'));
  await settled(page);
  assert.equal(await widgetOn(page).dialog.count(), 0, 'a paused survey asks');
});

test('a draft is shown in a preview before there is such a survey, and nothing of it is sent or kept', async () => {
  const id = 'not-there-yet';
  const definition = {
    name: 'Draft',
    status: 'paused',
    default_locale: 'sl',
    questions: [
      {id: 'recommend', kind: 'nps', required: true, text: {sl: 'Bi nas priporočili?', en: 'Would you recommend us?'}},
      {id: 'why', kind: 'text', text: {sl: 'Zakaj?', en: 'Why is that?'}},
    ],
    display: {urls: ['/nowhere'], sample: 0, delay: 60, impression_weight: 1},
  };
  const checked = await fetch(`${stage.edge.url}/v1/surveys/${id}/draft`, {
    method: 'POST',
    headers: {authorization: `Bearer ${stage.edge.adminToken}`, 'content-type': 'application/json'},
    body: JSON.stringify(definition),
  });
  assert.equal(checked.status, 200);
  const draft = await checked.json();
  const requests = [];
  const show = (query) =>
    stage.open(stage.site.embed(`${stage.edge.url}/s/${id}/preview.js${query}`), {
      prepare: async (page) => {
        page.on('request', (request) => requests.push([request.method(), new URL(request.url()).pathname]));
        await page.addInitScript((draft) => (window.GLAS_DRAFT = draft), draft);
      },
    });
  const inSlovene = await show('?lang=sl');
  await widgetOn(inSlovene).dialog.getByRole('heading', {name: 'Bi nas priporočili?'}).waitFor();
  await inSlovene.close();

  const page = await show('');
  await widgetOn(page).answer(9, 'Only looking');
  await page.goto(stage.site.embed());
  assert.deepEqual(requests.filter(([method]) => method !== 'GET'), []);
  assert.deepEqual(await page.evaluate(() => Object.keys(localStorage)), []);
  assert.deepEqual(page.faults, []);
});

test('what is kept in the browser are marks, a draft and what is still to be sent', async () => {
  const survey = await defineSurvey(stage.edge);
  const page = await stage.open(stage.site.embed(survey.script));
  await widgetOn(page).point(9).click();
  await widgetOn(page).field.waitFor();
  await page.reload();
  await widgetOn(page).field.waitFor();
  const keys = () => page.evaluate(() => Object.keys(localStorage).sort());
  await counted(stage.edge, survey.id, 1);
  // The page that is left does not hear that its answer was received; the next one asks.
  await page.waitForFunction(() => !Object.keys(localStorage).some((key) => key.startsWith('glas.outbox.')));
  assert.deepEqual(await keys(), [`glas.draft.${survey.id}`, `glas.visitor.${survey.id}`]);
  await page.keyboard.press('Escape');
  assert.deepEqual(await keys(), [`glas.visitor.${survey.id}`]);
});

test('nothing is requested before an answer is sent', async () => {
  const survey = await defineSurvey(stage.edge, {display: {impression_weight: 1}});
  const requests = [];
  const page = await stage.open(stage.site.embed(survey.script), {
    prepare: (page) => page.on('request', (request) => request.url().startsWith(stage.edge.url) && requests.push(request.url())),
  });
  await widgetOn(page).point(9).click();
  await widgetOn(page).field.waitFor();
  assert.deepEqual(requests, [survey.script]);
});
