import assert from 'node:assert/strict';
import {test} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {useStage} from './lib/stage.mjs';
import {counted, defineSurvey} from './lib/surveys.mjs';
import {decided} from './lib/visit.mjs';
import {widgetOn} from './lib/widget.mjs';

const stage = useStage();

const COUNTED_MS = 15_000;

/** Opens a page whose dice fall as they should. */
const visit = (survey, {draw = 0, ...embed} = {}, options = {}) =>
  stage.open(stage.site.embed(survey.script, embed), {
    ...options,
    prepare: (page) => page.addInitScript((draw) => (Math.random = () => draw), draw),
  });

const leave = (page) => page.goto(stage.site.embed());

/** Waits until so many shows have been counted. */
const shown = async (survey, shows) => {
  const deadline = Date.now() + COUNTED_MS;
  for (;;) {
    const {funnel} = await (await fetch(`${stage.edge.url}/v1/surveys/${survey.id}/scores`)).json();
    if (funnel?.shown === shows) return;
    if (funnel?.shown > shows || Date.now() > deadline) assert.equal(funnel?.shown, shows, 'shows counted');
    await sleep(100);
  }
};

/** Counts what must be there besides what must not: what is sent last arrives last. */
const shownAfterOneMore = async (survey, shows) => {
  const page = await visit(survey, {attributes: 'data-impression-weight="100"'});
  await widgetOn(page).dialog.waitFor();
  await leave(page);
  await shown(survey, shows + 100);
};

test('a show that was drawn is reported when the visitor leaves, as all those it stands for', async () => {
  const survey = await defineSurvey(stage.edge);
  const page = await visit(survey, {draw: 0.09});
  await widgetOn(page).dialog.waitFor();
  await leave(page);
  await shown(survey, 10);
});

test('a show is reported with its touchpoint when the visitor looks elsewhere, and not before', async () => {
  const survey = await defineSurvey(stage.edge, {display: {impression_weight: 3}});
  const page = await visit(survey, {attributes: 'data-touchpoint="cart"'});
  const reported = [];
  page.on('request', (request) => request.url().endsWith('/impressions') && request.method() === 'POST' && reported.push(request.postDataJSON()));
  await widgetOn(page).point(9).click();
  await widgetOn(page).field.waitFor();
  assert.deepEqual(reported, []);
  await page.evaluate(() => dispatchEvent(new Event('pagehide')));
  await shown(survey, 3);
  await widgetOn(page).button('Send').click();
  await leave(page);
  await counted(stage.edge, survey.id, 1);
  assert.deepEqual(reported, [{weight: 3, touchpoint: 'cart'}]);
});

test('a show is reported with the first answer', async () => {
  const survey = await defineSurvey(stage.edge, {display: {impression_weight: 3}});
  const page = await visit(survey);
  await widgetOn(page).answer(9, '');
  await shown(survey, 3);
});

test('what was not drawn, or not shown, or shown to a program, or goes on from another page, is not reported', async () => {
  const survey = await defineSurvey(stage.edge);
  const missed = await visit(survey, {draw: 0.11});
  await widgetOn(missed).dialog.waitFor();
  await leave(missed);

  const hidden = await visit(survey, {attributes: 'data-placement="none"'});
  await decided(hidden);
  await leave(hidden);

  const tab = await visit(survey, {attributes: 'data-placement="tab"'});
  await tab.getByRole('button', {name: 'Feedback'}).waitFor();
  await leave(tab);

  const robot = await visit(survey, {}, {webdriver: true});
  await widgetOn(robot).dialog.waitFor();
  await leave(robot);

  const begun = await visit(survey);
  await widgetOn(begun).point(9).click();
  await widgetOn(begun).field.waitFor();
  await begun.reload();
  await widgetOn(begun).field.waitFor();
  await leave(begun);

  await shownAfterOneMore(survey, 10);
});

test('an inline survey and one opened from a tab are shows', async () => {
  const survey = await defineSurvey(stage.edge);
  const inline = await visit(survey, {body: `<div data-glas="${survey.id}"></div>`});
  await inline.locator('glas-inline').waitFor();
  await leave(inline);
  await shown(survey, 10);

  const tab = await visit(survey, {attributes: 'data-placement="tab"'});
  await tab.getByRole('button', {name: 'Feedback'}).click();
  await widgetOn(tab).dialog.waitFor();
  await leave(tab);
  await shown(survey, 20);
});
