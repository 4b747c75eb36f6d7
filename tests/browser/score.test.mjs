import assert from 'node:assert/strict';
import {test} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {FRESH_MS} from './lib/dashboard.mjs';
import {useStage} from './lib/stage.mjs';
import {counted, defineSurvey} from './lib/surveys.mjs';
import {settled} from './lib/visit.mjs';

const stage = useStage();
const questions = [
  {id: 'why', kind: 'text', text: {en: 'Why?'}},
  {id: 'recommend', kind: 'nps', text: {en: 'Would you?'}},
  {id: 'overall', kind: 'csat', text: {en: 'Satisfied?'}},
  {id: 'bowl', kind: 'stars', text: {en: 'Stars?'}},
  {id: 'ease', kind: 'ces', text: {en: 'Easy?'}},
];

const submit = async (survey, ...answers) => {
  for (const given of answers) {
    const response = await fetch(`${stage.edge.url}/v1/surveys/${survey.id}/responses`, {
      method: 'POST',
      headers: {'content-type': 'application/json'},
      body: JSON.stringify({answers: given}),
    });
    assert.equal(response.status, 201, await response.text());
  }
};

/** Waits until whatever instance of the service a page asks knows of so many: it asks once, and then not for half a minute. */
const countedByAll = async (survey, responses) => {
  await counted(stage.edge, survey.id, responses);
  await sleep(FRESH_MS);
};

const answered = async (changes) => {
  const survey = await defineSurvey(stage.edge, {questions, ...changes});
  await submit(survey, {recommend: 10, overall: 5, bowl: 4, ease: 6}, {recommend: 9, overall: 4, bowl: 5, ease: 7}, {recommend: 3, overall: 2, bowl: 4, ease: 7});
  return survey;
};

/** A page with the tag in the middle of a sentence. */
const open = (src, attributes = '', visit = {}, html) =>
  stage.open(stage.site.embed(src, {attributes, html, body: '<main><p id="said">Customers say: SCRIPT!</p></main>'}), visit);
const said = (page, text) => page.locator('#said', {hasText: text}).waitFor();

test('the score stands in the text where the tag was, in the language of the page', async () => {
  const survey = await answered();
  await countedByAll(survey, 3);
  const cases = [
    {attributes: 'data-glas-score', text: 'Customers say: NPS 33!'},
    {attributes: 'data-glas-score data-question="overall"', text: 'Customers say: 67%!'},
    {attributes: 'data-glas-score data-question="bowl"', text: 'Customers say: 4.3 / 5!'},
    {attributes: 'data-glas-score data-question="bowl"', html: 'lang="sl"', text: 'Customers say: 4,3 / 5!'},
    {attributes: 'data-glas-score data-question="ease" data-lang="de"', text: 'Customers say: 6,7 / 7!'},
    {query: '?glas-score&question=overall', text: 'Customers say: 67%!'},
    {src: survey.script.replace('.js', '/score.js'), attributes: 'data-question="bowl"', text: 'Customers say: 4.3 / 5!'},
  ];
  for (const {src = survey.script, query = '', attributes, html, text} of cases) {
    const page = await open(src + query, attributes, {}, html);
    await said(page, text);
    assert.equal(await page.locator('glas-score').getAttribute('aria-live'), 'off');
    assert.equal(await page.locator('glas-popover').count(), 0);
    assert.deepEqual(page.faults, []);
    await page.context().close();
  }
});

test('several scores of one survey stand on a page beside the survey itself', async () => {
  const survey = await answered();
  await countedByAll(survey, 3);
  const tag = (question) => `<script async src="${survey.script}" data-glas-score data-question="${question}"></script>`;
  const page = await stage.open(stage.site.embed(survey.script, {body: `<p id="said">${tag('recommend')}, ${tag('bowl')}</p>`}));
  await said(page, 'NPS 33, 4.3 / 5');
  await page.getByRole('dialog').waitFor();

  await page.evaluate((src) => {
    const script = Object.assign(document.createElement('script'), {src});
    script.dataset.glasScore = '';
    script.dataset.question = 'overall';
    document.getElementById('said').append(' and later ', script);
  }, survey.script);
  await said(page, 'NPS 33, 4.3 / 5 and later 67%');
});

test('it is kept up to date while it is looked at', async () => {
  const survey = await answered();
  await countedByAll(survey, 3);
  let polls = 0;
  const page = await open(survey.script, 'data-glas-score', {
    clock: true,
    prepare: async (page) => {
      page.on('request', (request) => request.url().endsWith('/scores') && polls++);
      await page.addInitScript(() => {
        window.state = 'visible';
        Object.defineProperty(document, 'visibilityState', {get: () => window.state});
      });
    },
  });
  await said(page, 'NPS 33');
  await submit(survey, {recommend: 10});
  await counted(stage.edge, survey.id, 4);
  // The browser holds an answer for as long as the service says that it is fresh, and so does each instance of the service.
  const deadline = Date.now() + 30_000;
  while ((await page.locator('#said').textContent()).includes('33') && Date.now() < deadline) {
    await page.clock.runFor(31_000);
    await sleep(500);
  }
  await said(page, 'NPS 50');

  await page.evaluate(() => (window.state = 'hidden'));
  await page.clock.runFor(31_000);
  const before = polls;
  await page.clock.runFor(10 * 60_000);
  assert.equal(polls, before, 'polled while nobody looked');
  const asked = page.waitForRequest((request) => request.url().endsWith('/scores'));
  await page.evaluate(() => {
    window.state = 'visible';
    document.dispatchEvent(new Event('visibilitychange'));
  });
  await asked;
});

test('while the edge cannot answer, it is asked less and less, and what was said stays', async () => {
  const survey = await answered();
  await countedByAll(survey, 3);
  let polls = 0;
  const page = await open(survey.script, 'data-glas-score', {clock: true});
  await said(page, 'NPS 33');
  await page.route('**/scores', (route) => {
    polls++;
    return route.abort();
  });
  const within = async (minutes) => {
    polls = 0;
    for (let second = 0; second < minutes * 60; second += 10) {
      await page.clock.runFor(10_000);
      await page.evaluate(() => fetch('/').then((response) => response.text()));
    }
    return polls;
  };
  const [first, later] = [await within(10), await within(20)];
  assert.ok(first >= 3 && first <= 5, `${first} in the first ten minutes`);
  assert.ok(later >= 3 && later <= 4, `${later} in the next twenty`);
  await said(page, 'NPS 33');
});

test('a score that is not published, or that there is none of yet, is nothing', async () => {
  const unpublished = await answered({publish_scores: false});
  const empty = await defineSurvey(stage.edge, {questions});
  for (const survey of [unpublished, empty]) {
    let told;
    const prepare = (page) => void (told = page.waitForResponse((response) => response.url().endsWith('/scores')));
    const page = await open(survey.script, 'data-glas-score', {prepare});
    await told;
    await page.locator('glas-score').waitFor({state: 'attached'});
    await settled(page);
    assert.equal(await page.locator('#said').textContent(), 'Customers say: !');
    assert.ok(!page.faults.some((fault) => fault.includes('Error')), page.faults);
  }
});
