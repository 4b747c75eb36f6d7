import assert from 'node:assert/strict';
import {test} from 'node:test';
import {useStage} from './lib/stage.mjs';
import {counted, countedStill, defineSurvey} from './lib/surveys.mjs';
import {decided, pass, settled} from './lib/visit.mjs';
import {widgetOn} from './lib/widget.mjs';

const stage = useStage();
const left = (page) => page.evaluate(() => Object.keys(localStorage).filter((key) => key.startsWith('glas.outbox.')));
/** Waits until the service has answered for all that was kept; what it has counted may still be sent again. */
const emptied = (page) => page.waitForFunction(() => !Object.keys(localStorage).some((key) => key.startsWith('glas.outbox.')));
const isResponse = (request) => request.method() === 'POST' && request.url().endsWith('/responses');
/** Waits until an answer was accepted, however often that was tried. */
const accepted = (page) => page.waitForResponse((response) => isResponse(response.request()) && response.status() === 201, {timeout: 30_000});

test('an answer given offline is counted once as soon as the visitor is back online', async () => {
  const survey = await defineSurvey(stage.edge);
  const page = await stage.open(stage.site.embed(survey.script), {clock: true});
  await widgetOn(page).dialog.waitFor();
  await page.context().setOffline(true);
  await widgetOn(page).answer(4, 'In a tunnel');
  // By now minutes go by between one attempt and the next.
  for (let i = 0; i < 12; i++) await pass(page, 5 * 60);
  assert.equal((await left(page)).length, 1);

  await page.context().setOffline(false);
  assert.deepEqual((await counted(stage.edge, survey.id, 1)).counts.recommend, {4: 1});
  await page.reload();
  await countedStill(stage.edge, survey.id, 1);
  await emptied(page);
});

test('an answer given offline is sent by the next page, and two tabs that send it count it once', async () => {
  const survey = await defineSurvey(stage.edge);
  const url = stage.site.embed(survey.script);
  const page = await stage.open(url);
  await widgetOn(page).dialog.waitFor();
  await page.context().setOffline(true);
  await widgetOn(page).answer(5, 'On a train');
  await page.close();

  const context = page.context();
  const tabs = [await context.newPage(), await context.newPage()];
  await context.setOffline(false);
  await Promise.all(tabs.map((tab) => tab.goto(url)));
  assert.deepEqual((await counted(stage.edge, survey.id, 1)).counts.recommend, {5: 1});
  await countedStill(stage.edge, survey.id, 1);
  await emptied(tabs[0]);
});

test('an answer that the edge could not take is sent again under the same id and revision', async () => {
  const survey = await defineSurvey(stage.edge);
  const page = await stage.open(stage.site.embed(survey.script));
  const sent = [];
  await page.route('**/responses', async (route) => {
    if (route.request().method() !== 'POST') return route.fallback();
    sent.push(route.request().postDataJSON());
    if (sent.length > 2) return route.fallback();
    return route.fulfill({status: 503, headers: {'access-control-allow-origin': '*'}});
  });
  const taken = accepted(page);
  await widgetOn(page).answer(0, 'The site was down');
  await taken;
  assert.deepEqual((await counted(stage.edge, survey.id, 1)).counts.recommend, {0: 1});
  assert.equal(sent.length, 3);
  assert.deepEqual(sent[1], sent[0]);
  assert.deepEqual(sent[2], sent[0]);
  await countedStill(stage.edge, survey.id, 1);
  await emptied(page);
});

/** Answers submissions in the place of the edge, as often as it is told what to answer. */
const answerWith = async (page, ...answers) => {
  const sent = [];
  await page.route('**/responses', async (route) => {
    if (route.request().method() !== 'POST') return route.fallback();
    sent.push(route.request().postDataJSON());
    const answer = answers.shift();
    if (!answer) return route.fallback();
    const exposed = {'access-control-allow-origin': '*', 'access-control-expose-headers': 'Retry-After'};
    return route.fulfill({status: answer.status, headers: {...exposed, ...answer.headers}, body: ''});
  });
  return sent;
};

test('an edge that has too many requests is given the time that it asks for', async () => {
  const survey = await defineSurvey(stage.edge);
  const page = await stage.open(stage.site.embed(survey.script), {clock: true});
  const sent = await answerWith(page, {status: 429, headers: {'retry-after': '120'}});
  // The time that it asks for begins when the page hears of it, not when the answer is kept.
  await page.evaluate(() => {
    const {setTimeout} = window;
    window.setTimeout = (callback, delay) => {
      window.longest = Math.max(window.longest ?? 0, delay);
      return setTimeout(callback, delay);
    };
  });
  await widgetOn(page).answer(5, '');
  await page.waitForFunction(() => window.longest >= 120_000);
  assert.equal((await left(page)).length, 1);
  await pass(page, 110);
  assert.equal(sent.length, 1);
  await pass(page, 15);
  assert.deepEqual((await counted(stage.edge, survey.id, 1)).counts.recommend, {5: 1});
  assert.deepEqual(sent[1], sent[0]);
});

test('an answer that comes with a token too young is not lost', async () => {
  const survey = await defineSurvey(stage.edge, {require_token: true});
  const page = await stage.open(stage.site.embed(survey.script));
  const statuses = [];
  page.on('response', (response) => isResponse(response.request()) && statuses.push(response.status()));
  const taken = accepted(page);
  // Quicker than any visitor.
  await page.evaluate(() => window.glas('open'));
  await widgetOn(page).dialog.waitFor();
  await widgetOn(page).answer(5, '');
  await taken;
  assert.deepEqual((await counted(stage.edge, survey.id, 1)).counts.recommend, {5: 1});
  assert.equal(statuses.at(-1), 201);
  assert.ok(statuses.slice(0, -1).every((status) => status === 429), statuses);
});

test('a newer revision takes the place of one that could not be sent', async () => {
  const survey = await defineSurvey(stage.edge);
  const page = await stage.open(stage.site.embed(survey.script), {clock: true});
  const sent = await answerWith(page, {status: 503}, {status: 503});
  await widgetOn(page).point(5).click();
  await widgetOn(page).field.waitFor();
  // What was sent when the page was hidden is not to be sent again before all of it is.
  await page.clock.pauseAt(Date.now() + 60_000);
  await page.evaluate(() => dispatchEvent(new Event('pagehide')));
  await widgetOn(page).field.fill('All of it');
  await widgetOn(page).button('Send').click();
  await widgetOn(page).heading.filter({hasText: 'Thank you'}).waitFor();
  assert.equal((await left(page)).length, 1);
  await page.clock.resume();
  await pass(page, 30);
  await counted(stage.edge, survey.id, 1);
  assert.deepEqual([sent.at(-1).revision, sent.at(-1).answers], [1, {recommend: 5, why: 'All of it'}]);
});

test('an answer that the service refuses is not sent again', async () => {
  const survey = await defineSurvey(stage.edge);
  const page = await stage.open(stage.site.embed(survey.script));
  let sent = 0;
  await page.route('**/responses', (route) => {
    if (route.request().method() !== 'POST') return route.fallback();
    sent++;
    return route.fulfill({status: 410, headers: {'access-control-allow-origin': '*'}});
  });
  const failed = page.evaluate(() => new Promise((done) => document.addEventListener('glas:failed', done, {once: true})));
  await widgetOn(page).answer(1, 'Too late');
  await failed;
  assert.deepEqual(await left(page), []);
  await page.reload();
  await decided(page);
  await settled(page);
  assert.equal(sent, 1);
});

test('a visitor who denies storage can answer', async () => {
  const survey = await defineSurvey(stage.edge);
  const page = await stage.open(stage.site.embed(survey.script), {
    prepare: (page) =>
      page.addInitScript(() =>
        Object.defineProperty(window, 'localStorage', {
          get() {
            throw new DOMException('Access is denied', 'SecurityError');
          },
        }),
      ),
  });
  await widgetOn(page).dialog.waitFor();
  await page.context().setOffline(true);
  await widgetOn(page).answer(10, 'Nothing kept');
  await page.context().setOffline(false);
  assert.deepEqual((await counted(stage.edge, survey.id, 1)).counts.recommend, {10: 1});
  assert.deepEqual(page.faults.filter((fault) => !fault.includes('ERR_INTERNET_DISCONNECTED')), []);
});

test('a page whose origin is not among the survey\'s is not counted', async () => {
  const survey = await defineSurvey(stage.edge, {origins: ['https://shop.example']});
  const page = await stage.open(stage.site.embed(survey.script));
  await widgetOn(page).answer(9, 'Not my shop');
  await countedStill(stage.edge, survey.id, 0);
  const read = await page.evaluate(
    (url) => fetch(url, {method: 'POST', headers: {'content-type': 'application/json'}, body: '{"answers":{"recommend":9}}'}).then(() => 'read', () => 'blocked'),
    `${stage.edge.url}/v1/surveys/${survey.id}/responses`,
  );
  assert.equal(read, 'blocked');
  await countedStill(stage.edge, survey.id, 0);
});
