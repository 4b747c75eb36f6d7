import assert from 'node:assert/strict';
import {execFile} from 'node:child_process';
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {test} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';
import {assertAccessible} from '../lib/axe.mjs';
import {FRESH_MS, useDashboard} from '../lib/dashboard.mjs';
import {importPure} from '../lib/pure.mjs';

const root = fileURLToPath(new URL('../../../', import.meta.url));
// With fewer, what was planted into a month is not beyond chance on every day that the sample may end on.
const stage = useDashboard({responses: 24_000});
const VIEW = '?survey=shop&view=insights';
const EVIL = '<img src=x onerror="window.pwned=1">';

/** What was planted into the sample. */
const planted = async () => {
  const program = process.env.GLAS_SAMPLE ?? join(root, 'target/debug/glas-sample');
  return JSON.parse((await promisify(execFile)(program, ['facts'])).stdout);
};

/** The view at an address, once it shows an answer, and the last answer that it was given. One that is left for another page has none. */
const open = async (address = VIEW, options = {}) => {
  const answers = [];
  const prepare = (page) => page.on('response', (response) => new URL(response.url()).pathname.endsWith('/insights') && answers.push(response.json().catch(() => null)));
  const page = await stage.open(address, {options, prepare});
  // Those of a year take a busy machine long.
  await page.locator('.in-short').waitFor({timeout: 60_000});
  return {page, told: () => answers.at(-1)};
};

const part = (page, id) => page.locator(`section#${id}`);
const figure = (page, id, title) => part(page, id).getByRole('figure', {name: title});
const exact = (value) => (value === null ? '–' : new Intl.NumberFormat('en', {maximumFractionDigits: 3}).format(value));
const range = (low, high) => (low === null ? '–' : `${exact(low)} to ${exact(high)}`);
const chance = (p) => (p === null ? '–' : p < 0.0001 ? '< 0.0001' : new Intl.NumberFormat('en', {maximumSignificantDigits: 3}).format(p));

/** The cells of a figure's table. */
const table = async (shown) => {
  await shown.getByRole('button', {name: 'Table', exact: true}).click();
  const rows = await shown.locator('tbody tr').evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.textContent.trim())));
  await shown.getByRole('button', {name: 'Table', exact: true}).click();
  return rows;
};

/** Takes responses in, a line each. */
const load = async (survey, lines) => {
  const headers = {authorization: `Bearer ${stage.edge.adminToken}`, 'content-type': 'application/x-ndjson'};
  const answer = await fetch(`${stage.edge.url}/v1/surveys/${survey}/import`, {method: 'POST', headers, body: lines.join('\n')});
  assert.equal((await answer.json()).accepted, lines.length);
  // Another instance may know no more than before for as long.
  await sleep(FRESH_MS);
};

const until = async (what, holds) => {
  for (let attempt = 0; attempt < 60; attempt += 1) {
    if (await holds()) return;
    await sleep(250);
  }
  assert.fail(`never: ${what}`);
};

/** Waits until insights know of so many responses. */
const counted = (survey, responses) =>
  until(`${survey} has ${responses} responses`, async () => (await stage.api(`v1/surveys/${survey}/insights`)).responses === responses);

const asked = (page) => Object.fromEntries(new URL(page.url()).searchParams);

test('names stand beside their points, clear of each other, however close these are', async () => {
  const {places} = await importPure('insights/labels.ts');
  const area = {width: 300, height: 240};
  const size = {width: 60, height: 16};
  const [alone] = places([{x: 100, y: 100, ...size}], area, 6);
  assert.deepEqual(alone, {x: 110, y: 92, far: false});
  const [atTheEdge] = places([{x: 290, y: 100, ...size}], area, 6);
  assert.equal(atTheEdge.x, 220);

  const crowd = Array.from({length: 8}, (_, n) => ({x: 150 + n, y: 120 - n, ...size}));
  const boxes = places(crowd, area, 6);
  for (const [index, one] of boxes.entries()) {
    assert.ok(one.x >= 0 && one.y >= 0 && one.x + size.width <= area.width && one.y + size.height <= area.height);
    for (const other of boxes.slice(index + 1)) {
      assert.ok(Math.abs(one.x - other.x) >= size.width || Math.abs(one.y - other.y) >= size.height, JSON.stringify([one, other]));
    }
  }
  assert.ok(boxes.some(({far}) => far));
});

test('notes are near if they are of the days or of the week before', async () => {
  const {notesNear} = await importPure('insights/near.ts');
  const note = (day) => ({day, kind: 'release', text: day});
  const days = ['2026-02-21', '2026-02-22', '2026-02-28', '2026-03-01', '2026-03-04', '2026-03-05'];
  const near = notesNear(days.map(note), '2026-03-01', '2026-03-05');
  assert.deepEqual(near.map(({day, before}) => [day, before]), [
    ['2026-02-22', 7],
    ['2026-02-28', 1],
    ['2026-03-01', 0],
    ['2026-03-04', -3],
  ]);
  assert.deepEqual(notesNear(days.map(note), '2026-03-01', '2026-03-05', 0).map(({day}) => day), ['2026-03-01', '2026-03-04']);
});

test('what was planted into a month is told, and shown where it belongs', async () => {
  const facts = await planted();
  const {page, told} = await open();
  const {insights, unsaid} = await told();
  const sentences = await page.locator('.in-short li p:first-child').allTextContents();
  assert.deepEqual(sentences, insights.map(({sentence}) => sentence));

  const first = part(page, 'drivers').locator('.ranked li').first();
  await first.getByText('Delivery', {exact: true}).waitFor();
  await first.getByText('Fix first').waitFor();
  assert.equal(facts.driver.aspect, 'delivery');

  const surprise = page.locator('.surprise', {hasText: `NPS at “${facts.incident.touchpoint}”`});
  await surprise.getByText('Lower than expected').waitFor();

  const topic = part(page, 'topics').locator('.why-rows li', {hasText: 'Payment'});
  assert.equal(facts.incident.topic, 'payment');
  await topic.getByText('More than chance').waitFor();

  await part(page, 'unsaid').getByText(facts.silent.touchpoint, {exact: true}).waitFor();
  const left = figure(page, 'unsaid', 'Where people leave').locator('li', {hasText: 'How did we do?'});
  await left.getByText('More than elsewhere').waitFor();
  assert.equal(unsaid.left_at.find(({question}) => question === facts.left_at.question).significant, true);
  assert.deepEqual(page.faults, []);
});

test('what was planted into a year is told, and shown where it belongs', async () => {
  const facts = await planted();
  const {page, told} = await open(`${VIEW}&period=364d&dimension=${facts.segment.dimension}`);
  const segment = part(page, 'segments').getByRole('row', {name: facts.segment.value});
  await segment.getByText('More than chance').waitFor();
  await page.locator('.surprise', {hasText: `at “${facts.improvement.touchpoint}”`}).getByText('Higher since then').first().waitFor();
  const {segments} = await told();
  for (const {dimension, value, significant} of segments.filter(({question}) => question === facts.outcome)) {
    assert.ok(!significant || !facts.without_effect.includes(dimension), `${dimension} ${value}`);
  }
});

test('the tables hold what the edge says, number for number', async () => {
  const {page, told} = await open();
  const {changes, segments, drivers, comments, surprises, goals, references, unsaid, previous} = await told();

  const of = (rows, cells) => rows.map((row) => cells(row).map((cell) => (typeof cell === 'string' ? cell : exact(cell))));
  const same = async (id, title, rows, from = 1) => {
    const shown = await table(figure(page, id, title));
    assert.deepEqual(shown.map((row) => row.slice(from)), rows, title.toString());
  };

  await same(
    'changes',
    /^Since the previous period/,
    of(changes.filter(({against}) => against === 'previous'), (row) => [row.was, row.n_was, row.now, row.n, row.difference, range(row.low, row.high), chance(row.p), chance(row.p_adjusted)]),
  );
  assert.match(await part(page, 'changes').getByRole('heading', {level: 3}).first().textContent(), new RegExp(previous.from.slice(0, 4)));
  await same(
    'drivers',
    'What drives NPS',
    of(drivers[0].drivers, (row) => [row.importance, row.shapley, row.performance, range(row.low, row.high), row.n, row.slope, range(row.slope_low, row.slope_high), row.correlation, chance(row.p_adjusted)]),
    2,
  );
  await same(
    'topics',
    /^Topics/,
    of(comments.topics, (row) => [
      row.mentions,
      row.share,
      row.negative,
      row.mixed,
      row.negative === null ? null : Math.max(0, Math.round((100 - row.negative - row.mixed - row.positive) * 10) / 10),
      row.positive,
      row.mentions_was,
      row.was,
      row.difference,
      range(row.low, row.high),
      chance(row.p),
      chance(row.p_adjusted),
    ]),
  );
  await same('surprises', /^Days that were/, of(surprises, (row) => [row.seen, row.expected, range(row.low, row.high), row.n, chance(row.p)]), 3);
  await same('unsaid', 'Where people leave', of(unsaid.left_at, (row) => [row.n, row.share, row.of_started, row.of_reached, row.difference, range(row.low, row.high), chance(row.p), chance(row.p_adjusted)]));
  await same('unsaid', 'What people skip', of(unsaid.skipped, (row) => [row.share, row.n, row.was, row.n_was, row.difference, range(row.low, row.high), chance(row.p), chance(row.p_adjusted)]));

  const goalRows = await table(figure(page, 'goals', 'Goals'));
  assert.deepEqual(
    goalRows.map((row) => [row[1], row[5], row.at(-1)]),
    of(goals, ({now, target, probability}) => [now, target, chance(probability)]),
  );
  const referenceRows = await table(figure(page, 'goals', 'Beside others'));
  assert.deepEqual(
    referenceRows.map((row) => row.slice(1)),
    of(references, (row) => [row.source, row.now, range(row.low, row.high), row.n, row.reference, row.difference, chance(row.probability)]),
  );

  const chosen = part(page, 'segments').getByLabel('Compare by');
  for (const dimension of await chosen.locator('option').evaluateAll((options) => options.map(({value}) => value))) {
    await chosen.selectOption(dimension);
    const rows = segments.filter((segment) => segment.question === 'recommend' && segment.dimension === dimension);
    const expected = of(rows, (row) => [
      row.score,
      range(row.score_low, row.score_high),
      row.n,
      row.share,
      row.rest,
      row.difference,
      range(row.low, row.high),
      chance(row.p),
      chance(row.p_adjusted),
      row.contribution,
      row.was,
      row.n_was,
      row.moved,
      row.moved_by_score,
      row.moved_by_share,
      chance(row.moved_p),
    ]);
    const shown = await table(part(page, 'segments').getByRole('figure'));
    assert.deepEqual(shown.map((row) => row.slice(1).join('|')).sort(), expected.map((row) => row.join('|')).sort(), dimension);
    assert.equal(asked(page).dimension, dimension);
  }
});

test('segments are sorted by their heads, with the keyboard too', async () => {
  const {page, told} = await open(`${VIEW}&dimension=touchpoint`);
  const {segments} = await told();
  const rows = segments.filter(({question, dimension}) => question === 'recommend' && dimension === 'touchpoint');
  // Of as many answers, either may be first.
  const of = new Map(rows.map(({value, n}) => [value, n]));
  const expected = [...of.values()].toSorted((one, other) => other - one);
  const head = part(page, 'segments').getByRole('button', {name: 'Answers'});
  await head.focus();
  await page.keyboard.press('Enter');
  const numbers = async () => (await part(page, 'segments').locator('tbody th').allTextContents()).map((name) => of.get(name));
  assert.deepEqual(await numbers(), expected);
  await page.keyboard.press('Enter');
  assert.deepEqual(await numbers(), expected.toReversed());
});

test('a segment leads to its answers alone, and back to all', async () => {
  const facts = await planted();
  const {page, told} = await open(`${VIEW}&dimension=${facts.segment.dimension}`);
  const all = await told();
  await part(page, 'segments').getByRole('link', {name: facts.segment.value}).click();
  await page.getByText('Segments are compared over all answers.').waitFor();
  assert.equal(asked(page)[facts.segment.dimension], facts.segment.value);
  const some = await told();
  assert.deepEqual(some.filter, {[facts.segment.dimension]: facts.segment.value});
  await page.locator('.told-of').getByText(`${some.responses.toLocaleString('en')} responses`).waitFor();
  assert.ok(some.responses < all.responses);
  await part(page, 'segments').getByRole('link', {name: 'Compare all segments'}).click();
  await part(page, 'segments').getByRole('row', {name: facts.segment.value}).waitFor();
  assert.equal(facts.segment.dimension in asked(page), false);
});

test('links lead to the days, the filter and the comments that they speak of', async () => {
  const facts = await planted();
  const {page, told} = await open();
  const {surprises, insights} = await told();

  const target = async (link) => {
    const url = new URL(await link.getAttribute('href'), page.url());
    return Object.fromEntries(url.searchParams);
  };
  const surprise = surprises.find(({touchpoint, metric}) => touchpoint === facts.incident.touchpoint && metric === 'nps');
  const last = new Date(Date.parse(surprise.to) - 86_400_000).toISOString().slice(0, 10);
  const days = {survey: 'shop', period: 'custom', from: surprise.from, to: last, touchpoint: surprise.touchpoint, question: 'recommend'};
  const card = page.locator('.surprise', {hasText: `NPS at “${surprise.touchpoint}”`});
  assert.deepEqual(await target(card.getByRole('link', {name: /^Look at these days/})), days);
  assert.deepEqual(await target(card.getByRole('link', {name: /^What people said then/})), {...days, view: 'voices'});

  const payment = part(page, 'topics').locator('.why-rows li', {hasText: 'Payment'});
  assert.deepEqual(await target(payment.getByRole('link', {name: 'Payment', exact: true})), {survey: 'shop', view: 'voices', topic: 'payment'});
  assert.deepEqual(await target(payment.getByRole('link', {name: /negative/})), {survey: 'shop', view: 'voices', topic: 'payment', sentiment: 'negative'});

  // Only so many are told: on some days a silence is not among them.
  const found = insights.findIndex(({kind}) => kind === 'silent' || kind === 'left_at');
  const shown = page.locator('.in-short li').nth(found).getByRole('link', {name: 'Show the figures'});
  await shown.press('Enter');
  await page.waitForFunction(() => document.activeElement.id === 'unsaid');
  await part(page, 'unsaid').waitFor();

  await part(page, 'drivers').getByRole('link', {name: 'What people say about “Delivery”'}).first().click();
  assert.deepEqual(asked(page), {survey: 'shop', view: 'voices', topic: facts.driver.aspect});
});

test('no link leads to what is not there', async () => {
  const {page} = await open(`${VIEW}&period=364d`);
  const links = await page.locator('.in-short, .surprises').getByRole('link').evaluateAll((all) => all.map(({href}) => href));
  const addresses = new Set(links.filter((link) => !link.includes('#')));
  assert.ok(addresses.size > 5);
  for (const address of addresses) {
    await page.goto(address);
    await page.getByRole('heading', {level: 1}).waitFor();
    await page.locator('.filter-bar').waitFor();
    assert.equal(await page.getByText('This address asks for something that is not here').count(), 0, address);
  }
});

test('a year ago and another survey are compared with', async () => {
  const {page, told} = await open(`${VIEW}&compare=year`);
  const {changes} = await told();
  const rows = await table(figure(page, 'changes', /^Since a year ago/));
  assert.deepEqual(
    rows.map((row) => row[5]),
    changes.filter(({against}) => against === 'year_ago').map(({difference}) => exact(difference)),
  );

  const beside = await open(`${VIEW}&compare=survey:demo`);
  await part(beside.page, 'beside').getByText('Nobody answered “Checkout demo” in these days.').waitFor();

  const shop = await stage.api('v1/surveys/shop');
  const questions = shop.questions.filter(({id}) => id === 'recommend');
  await stage.api('v1/surveys/twin', {method: 'PUT', body: {name: 'Twin', default_locale: 'en', questions}});
  const day = new Date().toISOString().slice(0, 10);
  const lines = Array.from({length: 40}, (_, n) => JSON.stringify({id: `twin-${n}`, time: day, 'answer.recommend': n % 4 ? 10 : 9}));
  await load('twin', lines);
  await counted('twin', lines.length);
  await until('the twin is listed', async () => (await stage.api('v1/surveys')).surveys.some(({survey}) => survey === 'twin'));
  const twin = await open(`${VIEW}&compare=survey:twin`);
  await part(twin.page, 'beside').getByText(/Different by more than chance: .*NPS/).waitFor();
  const {scores} = (await twin.told()).beside;
  assert.deepEqual(
    (await table(figure(twin.page, 'beside', 'Beside “Twin”'))).map((row) => row.slice(1, 6)),
    scores.map((row) => [row.here, row.n, row.there, row.n_there, row.difference].map(exact)),
  );
});

test('several filters tell of those whom all of them leave', async () => {
  const {page, told} = await open(`${VIEW}&touchpoint=checkout&channel=web&period=91d`);
  const found = await told();
  assert.deepEqual(found.filter, {touchpoint: 'checkout', channel: 'web'});
  const scores = await stage.api(`v1/surveys/shop/scores?from=${found.from}&to=${found.to}&touchpoint=checkout&channel=web`);
  assert.ok(scores.responses > 0);
  await page.getByText(`${new Intl.NumberFormat('en').format(scores.responses)} responses`).first().waitFor();
  assert.equal(found.responses, scores.responses);
  // What is not told of some is not said to be none.
  await part(page, 'topics').getByText('These are looked for in all comments').waitFor();
  assert.equal(await page.getByText('No words come up more or less often').count(), 0);
});

test('what cannot be told is refused in words, with what removes the cause', async () => {
  const many = (route) => route.fulfill({status: 400, contentType: 'application/problem+json', body: JSON.stringify({status: 400, code: 'too_many_responses', detail: ''})});
  const two = await stage.open(`${VIEW}&touchpoint=checkout&channel=web`, {prepare: (page) => page.route(/insights\?.*channel=web/, many)});
  await two.getByText('Too many responses to read one by one').waitFor();
  await assertAccessible(two, 'too many responses');
  await two.getByRole('button', {name: 'Keep only Touchpoint: checkout'}).click();
  await two.locator('.in-short').waitFor();
  assert.deepEqual(asked(two), {survey: 'shop', view: 'insights', touchpoint: 'checkout'});
  await two.goto(`${stage.edge.url}/dashboard${VIEW}&touchpoint=checkout&channel=web&period=7d`);
  await two.getByRole('button', {name: 'Keep only Channel: Website'}).waitFor();
  assert.equal(await two.getByRole('button', {name: 'The last 7 days'}).count(), 0, 'these are looked at already');

  const long = await stage.open(`${VIEW}&period=custom&from=2020-01-01&to=2026-01-01`);
  await long.getByText('These insights look at 364 days at most').waitFor();
  await long.getByRole('button', {name: 'The last 364 days'}).click();
  await long.locator('.in-short').waitFor();
  assert.deepEqual(asked(long), {survey: 'shop', view: 'insights', period: '364d'});

  const none = await stage.open('?survey=demo&view=insights');
  await none.getByText('Nobody answered in these days').waitFor();
  await assertAccessible(none, 'nothing yet');

  const detail = 'from is before to, by 364 days at the most.';
  const refuse = (route) => route.fulfill({status: 400, contentType: 'application/problem+json', body: JSON.stringify({status: 400, code: 'invalid_parameter', detail})});
  const rare = await stage.open(`${VIEW}&touchpoint=rare`, {prepare: (page) => page.route(/insights\?.*touchpoint=rare/, refuse)});
  await rare.getByText(detail).waitFor();
  await rare.getByRole('link', {name: 'Remove all filters'}).click();
  await rare.locator('.in-short').waitFor();
});

test('with few answers each panel says what it would take, and what customers typed stays text', async () => {
  const definition = {
    name: EVIL,
    default_locale: 'en',
    questions: [
      {id: 'recommend', kind: 'nps', text: {en: EVIL}},
      {id: 'aspects', kind: 'drivers', text: {en: EVIL}, aspects: [{id: 'delivery', text: {en: EVIL}}, {id: 'price', text: {en: 'Price'}}]},
      {id: 'why', kind: 'text', text: {en: 'Why?'}},
    ],
    analysis: {
      references: [{question: 'recommend', value: 10, source: EVIL}],
      goals: [{question: 'recommend', target: 50, by: '2037-01-01'}],
      touchpoints: [EVIL],
      pages: [{name: EVIL, path: '/evil/*'}],
      topics: {evil: {en: ['evil*']}},
    },
    attributes: {plan: [EVIL, 'free']},
  };
  await stage.api('v1/surveys/evil', {method: 'PUT', body: definition});
  const day = (back) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
  const row = (n) =>
    JSON.stringify({
      id: `evil-${n}`,
      time: day(n % 20),
      locale: 'en',
      touchpoint: n % 2 ? EVIL : 'shop',
      page: '/evil/x',
      'attribute.plan': n % 3 ? EVIL : 'free',
      'answer.recommend': n % 11,
      'answer.aspects.delivery': 1 + (n % 5),
      'answer.aspects.price': 1 + (n % 4),
      'answer.why': `It was evil and very slow ${EVIL}`,
    });
  await load('evil', Array.from({length: 12}, (_, n) => row(n)));
  await counted('evil', 12);

  const few = await stage.open('?survey=evil&view=insights');
  await few.locator('.in-short').waitFor();
  await few.getByText(/answers in which everything is rated; there are 12 so far/).waitFor();
  await few.getByText('Nobody answered in those days, so there is nothing to compare with yet.').waitFor();
  await few.getByText('Segments are compared from 10 answers on').waitFor();
  await few.getByText('No surprises').waitFor();

  await load('evil', Array.from({length: 150}, (_, n) => row(n + 12)));
  await counted('evil', 162);
  const typed = encodeURIComponent(EVIL);
  const dimensions = ['touchpoint', 'page', 'attribute.plan'].map((dimension) => `&dimension=${dimension}`);
  for (const address of ['', ...dimensions, `&touchpoint=${typed}`, `&compare=survey:${typed}`]) {
    const page = await stage.open(`?survey=evil&view=insights${address}`);
    await page.locator('.in-short, .notice.error').first().waitFor();
    for (const button of await page.getByRole('button', {name: 'Table', exact: true}).all()) await button.click();
    assert.equal(await page.locator('img[src="x"]').count(), 0, address);
    assert.equal(await page.evaluate(() => window.pwned), undefined, address);
    assert.ok((await page.locator('main').textContent()).includes('<img'), address);
  }
});

test('every language says it in its own words', async () => {
  const seen = new Set();
  for (const lang of ['en', 'sl', 'bg', 'be']) {
    const {page, told} = await open(`${VIEW}&lang=${lang}`);
    const text = await page.locator('main').textContent();
    assert.doesNotMatch(text, /insights_|undefined|\{\w+\}|NaN/, lang);
    const {insights} = await told();
    assert.ok(text.includes(insights[0].sentence), lang);
    seen.add(insights[0].sentence);
    seen.add(await part(page, 'drivers').locator('h2').textContent());
  }
  assert.equal(seen.size, 8);
});

test('it is accessible in light and dark, and fits a phone', async () => {
  for (const colorScheme of ['light', 'dark']) {
    const {page} = await open(VIEW, {colorScheme});
    await assertAccessible(page, colorScheme);
    for (const button of await page.getByRole('button', {name: 'Table', exact: true}).all()) await button.click();
    for (const summary of await page.locator('summary').all()) await summary.click();
    await assertAccessible(page, `${colorScheme}, as tables`);
  }
  const {page} = await open(VIEW, {viewport: {width: 360, height: 740}, hasTouch: true});
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 360);
  await assertAccessible(page, 'on a phone');
});

test('the picture of the drivers can be had as a file, with its colours and its words', async () => {
  const {page} = await open();
  const shown = part(page, 'drivers').getByRole('figure').first();
  const fill = await shown.locator('.point.fix_first circle').first().evaluate((circle) => getComputedStyle(circle).fill);
  const {width} = await shown.locator('svg').boundingBox();
  const [download] = await Promise.all([page.waitForEvent('download'), shown.getByRole('button', {name: 'PNG'}).click()]);
  assert.equal(download.suggestedFilename(), 'shop-aspects.png');
  const source = `data:image/png;base64,${(await readFile(await download.path())).toString('base64')}`;
  const plain = await page.context().newPage();
  const seen = await plain.evaluate(
    async ([source, fill]) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      const canvas = Object.assign(document.createElement('canvas'), {width: image.width, height: image.height});
      const context = canvas.getContext('2d');
      context.fillStyle = fill;
      context.fillRect(0, 0, 1, 1);
      const wanted = context.getImageData(0, 0, 1, 1).data.join();
      context.drawImage(image, 0, 0);
      const {data} = context.getImageData(0, 0, image.width, image.height);
      let points = 0;
      for (let at = 0; at < data.length; at += 4) if (data.subarray(at, at + 4).join() === wanted) points += 1;
      return {points, width: image.width};
    },
    [source, fill],
  );
  // A point has a radius of six, and is drawn twice as large.
  assert.ok(seen.points > 200, `${seen.points} pixels of a point that is to be fixed first`);
  assert.ok(seen.width > 2 * width);
});

test('no name in the picture of the drivers covers another', async () => {
  for (const width of [360, 1280]) {
    const {page, told} = await open(VIEW, {viewport: {width, height: 800}});
    // It is drawn once it is known how wide it is.
    await page.locator('.quadrant .point text').first().waitFor();
    const boxes = await page.locator('.quadrant .point text').evaluateAll((names) => names.map((name) => name.getBoundingClientRect().toJSON()));
    assert.equal(boxes.length, (await told()).drivers[0].drivers.length);
    for (const [index, one] of boxes.entries()) {
      for (const other of boxes.slice(index + 1)) {
        assert.ok(one.right <= other.left || other.right <= one.left || one.bottom <= other.top + 3 || other.bottom <= one.top + 3, `at ${width}: ${JSON.stringify([one, other])}`);
      }
    }
  }
});

test('what was noted of some days stands beside what was found in them', async () => {
  const {told} = await open();
  const {surprises} = await told();
  const {from, touchpoint} = surprises.find(({metric}) => metric === 'nps');
  const day = new Date(Date.parse(from) - 3 * 86_400_000).toISOString().slice(0, 10);
  const {survey, version, updated_at, ...definition} = await stage.api('v1/surveys/shop');
  definition.analysis.annotations = [{day, kind: 'release', text: `New checkout ${EVIL}`}];
  await stage.api('v1/surveys/shop', {method: 'PUT', body: definition});

  const {page} = await open(`${VIEW}&period=custom&from=${day}&to=${new Date().toISOString().slice(0, 10)}`);
  const card = page.locator('.surprise', {hasText: `NPS at “${touchpoint}”`});
  await card.getByText(`3 days after: release “New checkout ${EVIL}”`).waitFor();
  await part(page, 'changes').getByText(`release “New checkout ${EVIL}”`).waitFor();
  assert.equal(await page.evaluate(() => window.pwned), undefined);
});
