import assert from 'node:assert/strict';
import {test} from 'node:test';
import {assertAccessible} from '../lib/axe.mjs';
import {useDashboard} from '../lib/dashboard.mjs';
import {defineSurvey} from '../lib/surveys.mjs';

const stage = useDashboard();

const DAY_MS = 86_400_000;
/** The days that the overview shows, where the sample counts its days. */
const lastDays = () => {
  const today = Date.parse(new Date(Date.now() + 3_600_000).toISOString().slice(0, 10));
  const day = (offset) => new Date(today + offset * DAY_MS).toISOString().slice(0, 10);
  return {from: day(-27), to: day(1)};
};

const row = (page, survey) => page.locator(`[data-survey="${survey}"]`);
const answer = (survey, answers) =>
  fetch(`${stage.edge.url}/v1/surveys/${survey}/responses`, {
    method: 'POST',
    headers: {'content-type': 'application/json'},
    body: JSON.stringify({answers}),
  }).then(({status}) => assert.equal(status, 201));

/** What a survey with nothing to say of it answers, for tests that change parts of it. */
const made = (survey, changes = {}) => ({
  listed: {survey, name: survey, status: 'live', available: 'live', version: '1', updated_at: '2026-01-01T00:00:00Z', default_locale: 'en', publish_scores: false, ...changes.listed},
  scores: {
    survey,
    as_of: new Date().toISOString(),
    from: null,
    to: null,
    responses: 280,
    completed: 280,
    scores: [{question: 'q', metric: 'nps', value: 30, low: 20, high: 40, n: 280, enough: true, counts: {}}],
    index: null,
    funnel: null,
    changes: [{against: 'previous', from: '', to: '', responses: 280, scores: [{question: 'q', metric: 'nps', against: 'previous', was: 30, n_was: 280, now: 30, n: 280, difference: 0, low: -5, high: 5, p: 1, p_adjusted: 1, significant: false, ...changes.change}]}],
    trend: changes.trend ?? Array.from({length: 28}, (_, index) => ({from: `2026-10-${String(index + 1).padStart(2, '0')}`, to: '', responses: 10, scores: []})),
  },
  insights: {surprises: [], goals: [], unsaid: {silent: []}, ...changes.insights},
});

/** Lets the edge answer with made surveys only. */
const serve = (surveys, role = 'admin') => async (page) => {
  await page.route('**/v1/surveys', (route) => route.fulfill({json: {role, surveys: surveys.map(({listed}) => listed)}}));
  for (const {listed, scores, insights} of surveys) {
    const base = `**/v1/surveys/${listed.survey}`;
    await page.route(base, (route) => route.fulfill({json: {...listed, questions: [{id: 'q', kind: 'nps', text: {en: 'Q'}}]}}));
    await page.route(`${base}/scores?*`, (route) => route.fulfill({json: scores}));
    await page.route(`${base}/insights*`, (route) => route.fulfill({json: insights}));
  }
};

const requestsTo = (page, pattern) => {
  const seen = [];
  page.on('request', (request) => pattern.test(request.url()) && seen.push(request.url()));
  return seen;
};

test('the overview shows the numbers of the API', async () => {
  const page = await stage.open();
  const {from, to} = lastDays();
  const scores = await stage.api(`v1/surveys/shop/scores?from=${from}&to=${to}&compare=previous`);
  const insights = await stage.api('v1/surveys/shop/insights');
  const [score] = scores.scores;
  const [change] = scores.changes[0].scores.filter(({question}) => question === 'recommend');
  const shop = row(page, 'shop');
  const surprises = insights.surprises.length;
  await shop.getByText(surprises === 1 ? '1 surprise' : `${surprises} surprises`, {exact: true}).waitFor();
  // The figures and the trend come apart.
  await shop.locator('.overview-value').first().waitFor();
  await shop.locator('polyline').waitFor();
  const facts = await shop.locator('.overview-fact').evaluateAll((all) => all.map((fact) => fact.innerText.split('\n').filter(Boolean)));
  const whole = (value) => value.toLocaleString('en', {maximumFractionDigits: 0});
  assert.deepEqual(facts[0], ['NPS', whole(score.value), `${whole(score.low)} to ${whole(score.high)}`]);
  assert.equal(facts[1][1].replace(/^[↑↓] /, ''), change.difference.toLocaleString('en', {signDisplay: 'exceptZero'}));
  assert.equal(facts[1][2], change.significant ? 'more than chance' : 'no clear change');
  assert.deepEqual(facts[2].slice(0, 2), ['Responses', scores.responses.toLocaleString('en')]);
  assert.ok(facts[2][2].startsWith(`${whole(scores.responses / 28)} a day`), facts[2][2]);
  assert.equal(await shop.locator('polyline').count(), 1);
  assert.deepEqual(page.faults, []);
});

test('what needs attention comes first and says why, what is closed comes last', async () => {
  const quiet = Array.from({length: 28}, (_, index) => ({from: `2026-10-${String(index + 1).padStart(2, '0')}`, to: '', responses: index < 10 ? 5 : 0, scores: []}));
  const surveys = [
    made('a-calm'),
    made('b-closed', {listed: {status: 'closed', available: 'closed'}, insights: {surprises: [{}]}}),
    made('c-paused', {listed: {status: 'paused', available: 'paused'}}),
    made('d-goal', {insights: {goals: [{target: 50, by: '2027-01-01', high: 40}]}}),
    made('e-reached', {insights: {goals: [{target: 35, by: '2027-01-01', high: 40}]}}),
    made('f-quiet', {trend: quiet}),
    made('g-surprise', {insights: {surprises: [{}, {}]}}),
    made('h-fell', {change: {difference: -12.3, significant: true}}),
    made('i-rose', {change: {difference: 12.3, significant: true}}),
    made('j-silent', {insights: {unsaid: {silent: [{}]}}}),
  ];
  const page = await stage.open('', {prepare: serve(surveys)});
  // Each part of each row comes by itself, in any order.
  for (const [survey, why] of [['j-silent', '1 touchpoint fell silent'], ['h-fell', 'Score fell'], ['g-surprise', '2 surprises'], ['f-quiet', 'No answers for 18 days'], ['d-goal', 'Goal not reached yet']]) {
    await row(page, survey).getByText(why).waitFor();
  }
  await page.mouse.move(0, 0);
  assert.deepEqual(await page.locator('[data-survey]').evaluateAll((all) => all.map((each) => [each.dataset.survey, ...[...each.querySelectorAll('.overview-why li')].map((why) => why.innerText)])), [
    ['h-fell', 'Score fell'],
    ['g-surprise', '2 surprises'],
    ['f-quiet', 'No answers for 18 days'],
    ['j-silent', '1 touchpoint fell silent'],
    ['d-goal', 'Goal not reached yet'],
    ['c-paused', 'Nobody is asked'],
    ['a-calm'],
    ['e-reached'],
    ['i-rose'],
    ['b-closed'],
  ]);
  await row(page, 'h-fell').getByText('↓ -12.3').waitFor();
  await row(page, 'i-rose').getByText('↑ +12.3').waitFor();
  await row(page, 'h-fell').getByText('more than chance').waitFor();
  await page.getByText('6 surveys need attention.').waitFor();
});

test('a response that is submitted elsewhere appears by itself', async () => {
  const {id} = await defineSurvey(stage.edge, {name: 'Answered elsewhere'});
  const page = await stage.open();
  await row(page, id).getByText('No answers in these 28 days.').waitFor();
  await answer(id, {recommend: 10});
  await row(page, id).getByText('100', {exact: true}).waitFor({timeout: 30_000});
  await answer(id, {recommend: 0});
  // One promoter and one detractor.
  await row(page, id).locator('.overview-fact').first().getByText('0', {exact: true}).waitFor({timeout: 30_000});
  await row(page, id).locator('.overview-fact').nth(2).getByText('2', {exact: true}).waitFor();
});

test('a hidden tab asks nothing, and asks when it is seen again', async () => {
  const page = await stage.open('', {prepare: async (page) => {
    await serve([made('one')])(page);
    await page.clock.install();
  }});
  const asked = requestsTo(page, /\/v1\//);
  await row(page, 'one').getByText('30', {exact: true}).waitFor();
  const show = (state) => page.evaluate((state) => {
    Object.defineProperty(document, 'visibilityState', {value: state, configurable: true});
    document.dispatchEvent(new Event('visibilitychange'));
  }, state);
  const polled = page.waitForRequest(/compare=previous/);
  await page.clock.runFor(6000);
  await polled;
  await show('hidden');
  // What was asked before is told before this.
  await page.evaluate(() => fetch('/healthz').then((response) => response.text()));
  const before = asked.length;
  for (let minute = 0; minute < 10; minute++) await page.clock.runFor(60_000);
  assert.equal(asked.length, before, 'requests of a hidden tab');
  const request = page.waitForRequest(/\/scores\?/);
  await show('visible');
  await page.clock.runFor(100);
  await request;
});

test('it asks less and less while the edge fails, and keeps what it has', async () => {
  let failing = false;
  const page = await stage.open('', {prepare: async (page) => {
    await serve([made('one')])(page);
    await page.route('**/v1/surveys/one/scores?*compare=*', (route) => (failing ? route.fulfill({status: 503, json: {code: 'unavailable', detail: ''}}) : route.fallback()));
    await page.clock.install();
  }});
  await row(page, 'one').getByText('30', {exact: true}).waitFor();
  failing = true;
  const asked = requestsTo(page, /compare=previous/);
  for (let second = 0; second < 90; second++) {
    await page.clock.runFor(1000);
    await page.waitForTimeout(10);
  }
  // After 5 s, then after 10, 20 and 40.
  assert.ok(asked.length >= 3 && asked.length <= 5, `${asked.length} requests in 90 s`);
  await page.getByText('The service does not answer just now.').waitFor();
  await row(page, 'one').getByText('30', {exact: true}).waitFor();
});

test('without a connection the last figures stay, and say how old they are', async () => {
  const page = await stage.open();
  const value = row(page, 'shop').locator('.overview-value').first();
  await value.waitFor();
  const before = await value.innerText();
  await page.context().setOffline(true);
  await page.getByText('No connection.').waitFor();
  assert.equal(await value.innerText(), before);
  await page.waitForFunction(() => parseInt(document.querySelector('.overview-age').innerText.match(/\d+/)?.[0] ?? '0') >= 7);
  await page.context().setOffline(false);
  // What was being asked at that very moment is asked again later.
  await page.getByText('No connection.').waitFor({state: 'detached', timeout: 60_000});
});

test('a reader is not offered what a reader may not do', async () => {
  const page = await stage.open('', {token: stage.edge.readerToken});
  await row(page, 'shop').locator('.overview-value').first().waitFor();
  assert.equal(await page.getByText('New survey').count(), 0);
  const admin = await stage.open();
  await admin.getByRole('link', {name: 'New survey'}).click();
  await admin.waitForURL(/\?view=new$/);
});

test('where there is no survey yet, it says what to do', async () => {
  const admin = await stage.open('', {prepare: serve([])});
  await admin.getByText('No surveys yet').waitFor();
  // What the token allows is known a moment later.
  await admin.getByRole('link', {name: 'New survey'}).waitFor();
  assert.equal(await admin.getByRole('link', {name: 'New survey'}).count(), 1);
  await assertAccessible(admin, 'an empty overview');
  const reader = await stage.open('', {prepare: serve([], 'reader')});
  await reader.getByText('Ask whoever has the admin token').waitFor();
  assert.equal(await reader.getByRole('link', {name: 'New survey'}).count(), 0);
});

test('what is typed as a name is text', async () => {
  const name = '<img src=x onerror="document.title=\'hurt\'"><script>document.title="hurt"</script>';
  const {id} = await defineSurvey(stage.edge, {name});
  const page = await stage.open();
  await row(page, id).getByRole('link', {name}).waitFor();
  assert.equal(await row(page, id).locator('img, script').count(), 0);
  assert.ok(!(await page.title()).includes('hurt'));
  assert.deepEqual(page.faults, []);
});

test('it can be used by keys alone', async () => {
  const page = await stage.open('', {prepare: serve([made('one', {insights: {surprises: [{}]}})])});
  await row(page, 'one').getByText('1 surprise').waitFor();
  const focused = () => page.evaluate(() => document.activeElement.innerText);
  await page.keyboard.press('Tab');
  assert.equal(await focused(), 'Skip to the content');
  await page.keyboard.press('Enter');
  // With the next frame.
  await page.waitForFunction(() => document.activeElement.id === 'main');
  for (const wanted of ['New survey', 'one', '1 surprise']) {
    await page.keyboard.press('Tab');
    assert.equal(await focused(), wanted);
  }
  await page.keyboard.press('Enter');
  await page.waitForURL(/survey=one&view=insights/);
});

for (const colorScheme of ['light', 'dark']) {
  test(`it is accessible and fits a phone in ${colorScheme}`, async () => {
    const page = await stage.open('', {options: {colorScheme}});
    await row(page, 'shop').locator('polyline').waitFor();
    await row(page, 'shop').locator('.overview-why li').first().waitFor();
    await assertAccessible(page, `the overview in ${colorScheme}`);
    for (const lang of ['en', 'sl', 'bg', 'be']) {
      const phone = await stage.open(`?lang=${lang}`, {options: {colorScheme, viewport: {width: 320, height: 640}}});
      await row(phone, 'shop').locator('.overview-why li').first().waitFor();
      await assertAccessible(phone, `the overview on a phone in ${colorScheme}, ${lang}`);
      assert.equal(await phone.evaluate(() => document.documentElement.scrollWidth), 320, `sideways scroll in ${lang}`);
      await phone.context().close();
    }
  });
}
