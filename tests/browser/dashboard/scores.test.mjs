import assert from 'node:assert/strict';
import {randomBytes} from 'node:crypto';
import {readFile} from 'node:fs/promises';
import {before, test} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {assertAccessible} from '../lib/axe.mjs';
import {FRESH_MS, useDashboard} from '../lib/dashboard.mjs';
import {importPure} from '../lib/pure.mjs';

const stage = useDashboard();
let pure;
before(async () => (pure = await importPure('lib/filters.ts')));

const number = (value, options) => new Intl.NumberFormat('en', options).format(value);
const percent = (value, digits = 0) => number(value / 100, {style: 'percent', maximumFractionDigits: digits});
const DIGITS = {nps: {maximumFractionDigits: 0}, index: {maximumFractionDigits: 0}};
const written = (metric, value) => {
  if (value === null) return '–';
  if (metric === 'csat' || metric === 'thumbs') return percent(value);
  return number(value, DIGITS[metric] ?? {minimumFractionDigits: 1, maximumFractionDigits: 2});
};
const moved = (metric, value) => number(value, {signDisplay: 'exceptZero', maximumFractionDigits: ['ces', 'stars', 'aspect'].includes(metric) ? 2 : 1});
/** Versions of a browser's words differ in which blanks they set. */
const plain = (text) => text.replace(/\s/g, ' ');
const spanOf = ({from, to}) => {
  const dates = [new Date(`${from}T00:00:00Z`), new Date(Date.parse(`${to}T00:00:00Z`) - 86_400_000)];
  return plain(new Intl.DateTimeFormat('en', {day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC'}).formatRange(...dates));
};

const trendOf = (page) => page.locator('figure', {hasText: 'over time'});
const figure = (page, title) => page.getByRole('figure', {name: title, exact: true});
const ready = (page) => trendOf(page).waitFor();
/** The cells of a figure's table. */
const cells = async (of) => {
  await of.getByRole('button', {name: 'Table'}).click();
  const rows = await of.locator('tbody tr').evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.innerText)));
  await of.getByRole('button', {name: 'Table'}).click();
  return rows.map((row) => row.map(plain));
};
/** A response, as a page would send it. */
const submit = async (survey, response) => {
  const now = Date.now().toString(16).padStart(12, '0');
  const rest = randomBytes(9).toString('hex');
  const id = `${now.slice(0, 8)}-${now.slice(8)}-7${rest.slice(0, 3)}-8${rest.slice(3, 6)}-${rest.slice(6)}`;
  const answer = await fetch(`${stage.edge.url}/v1/surveys/${survey}/responses`, {
    method: 'POST',
    headers: {'content-type': 'application/json'},
    body: JSON.stringify({id: id.slice(0, 36), revision: 0, complete: true, channel: 'web', ...response}),
  });
  assert.equal(answer.status, 201, await answer.text());
};
const ONE = {questions: [{id: 'recommend', kind: 'nps', text: {en: 'Would you recommend us?'}}], default_locale: 'en', origins: ['*']};
const make = (survey, definition) => stage.api(`v1/surveys/${survey}`, {method: 'PUT', body: definition});

test('every figure is the one that the edge tells, whatever is filtered', async () => {
  const survey = await stage.api('v1/surveys/shop');
  for (const [address, question, by, against] of [
    ['', 'recommend', 'day', 'previous'],
    ['&question=overall&period=91d&compare=year', 'overall', 'day', 'year'],
    ['&question=ease&touchpoint=checkout&by=week&moving=4', 'ease', 'week', 'previous'],
    ['&touchpoint=checkout&channel=web&period=91d', 'recommend', 'day', 'previous'],
    ['&attribute.plan=free&attribute.device=phone&period=all', 'recommend', 'month', null],
    ['&locale=sl&period=364d', 'recommend', 'week', 'previous'],
  ]) {
    const page = await stage.open(`?survey=shop${address}`);
    await ready(page);
    const filters = pure.parse(new URLSearchParams(address));
    const now = pure.today(survey);
    const data = await stage.api(`v1/surveys/shop/scores${pure.asked(filters, now, {by, moving: filters.moving, compare: against})}`);
    const score = data.scores.find((each) => each.question === question);
    const {metric} = score;
    const said = (value) => written(metric, value);
    const changeOf = (of) => data.changes?.[0].scores.find((each) => each.question === of && !each.aspect);

    assert.equal(await page.locator('.scores-live > p').first().innerText(), `${number(data.responses)} responses · ${number(data.completed)} completed`);
    const headline = page.locator('.headline-score');
    assert.equal(Number(await headline.locator('data').getAttribute('value')), score.value);
    assert.equal(await headline.locator('data').innerText(), said(score.value));
    const text = await headline.innerText();
    assert.ok(text.includes(`Most likely between ${said(score.low)} and ${said(score.high)} (95% interval)`), text);
    assert.ok(text.includes(`${number(score.n)} answers`), text);
    assert.equal(await headline.getByText('Too few answers to be sure').count(), score.enough ? 0 : 1);
    if (metric === 'ces') assert.ok(text.includes(`${percent(score.agree.value)} agree that it was easy (${percent(score.agree.low)} to ${percent(score.agree.high)})`), text);
    const change = changeOf(question);
    if (change) {
      assert.ok(text.includes(moved(metric, change.difference)), text);
      const apart = change.low > 0 || change.high < 0;
      assert.ok(text.includes(change.significant ? 'More than chance.' : apart ? 'May well be chance: ' : 'May well be chance.'), text);
      assert.ok(text.includes(`95% interval: ${moved(metric, change.low)} to ${moved(metric, change.high)}`), text);
      assert.ok(text.includes(`(${said(change.was)}; `), text);
    } else assert.ok(text.includes('Choose a period'), text);
    assert.equal(Number(await page.locator('.headline-index data').getAttribute('value')), data.index.value);

    const cards = page.getByRole('list', {name: 'Scores of all questions'}).getByRole('listitem');
    for (const [index, each] of ['recommend', 'overall', 'ease'].entries()) {
      const own = data.scores.find((candidate) => candidate.question === each);
      const card = await cards.nth(index).innerText();
      assert.ok(card.includes(written(own.metric, own.value)) && card.includes(`${number(own.n)} answers`), card);
      const ownChange = changeOf(each);
      if (ownChange) assert.ok(card.includes(moved(own.metric, ownChange.difference)), card);
    }

    const ratings = {nps: [10, 0], csat: [5, 1], ces: [7, 1]}[metric];
    const rows = [];
    for (let rating = ratings[0]; rating >= ratings[1]; rating--) {
      const count = score.counts[rating] ?? 0;
      rows.push([number(rating), number(count), percent((count / score.n) * 100, 1)]);
    }
    assert.deepEqual(await cells(figure(page, 'What people answered')), rows);
    // The picture beside it has the same figures.
    const bars = await figure(page, 'What people answered').locator('.bars li').allInnerTexts();
    assert.deepEqual(bars.map((bar) => bar.split(/\s+/).at(-1)), rows.map(([, count]) => count));

    const trend = await cells(trendOf(page));
    const expected = data.trend.map((bucket) => {
      const of = (filters.moving ? bucket.moving : bucket).scores.find((each) => each.question === question);
      const partly = now >= bucket.from && now < bucket.to ? ', so far' : '';
      return [spanOf(bucket) + partly, said(of.value), of.value === null ? '–' : `${said(of.low)} to ${said(of.high)}`, number(of.n)];
    });
    assert.deepEqual(trend.map((row) => row.slice(0, 4)), expected);

    const aspects = data.scores.find((each) => each.question === 'aspects').aspects;
    const byMean = Object.values(aspects).sort((a, b) => a.value - b.value);
    assert.deepEqual(
      (await cells(figure(page, 'How did we do?'))).map((row) => [row[1], row[2], row.at(-1)]),
      byMean.map(({value, low, high, n}) => [written('aspect', value), `${written('aspect', low)} to ${written('aspect', high)}`, number(n)]),
    );
    const {shares, counts} = data.scores.find((each) => each.question === 'reason');
    const byShare = Object.entries(shares).sort(([, a], [, b]) => b.value - a.value);
    assert.deepEqual(
      (await cells(figure(page, 'What could be better?'))).map((row) => row.slice(1)),
      byShare.map(([id, {value, low, high}]) => [percent(value, 1), `${percent(low)} to ${percent(high)}`, number(counts[id] ?? 0)]),
    );
    if (data.funnel) {
      const funnel = await cells(figure(page, 'From shown to completed'));
      const {started, completed, completion_rate: rate, left_at: left} = data.funnel;
      assert.deepEqual(funnel[0].slice(1), ['Not known', '–']);
      assert.equal(funnel[1][1], number(started));
      assert.deepEqual(funnel[2].slice(1), [number(completed), `${percent(rate.value, 1)} (${percent(rate.low, 1)} to ${percent(rate.high, 1)}) of those who began`]);
      assert.deepEqual(
        funnel.slice(3).map((row) => row[1]),
        Object.values(left).sort((a, b) => b - a).map((count) => number(count)),
      );
    }
    assert.deepEqual(page.faults, [], address);
    await page.context().close();
  }
});

test('goals and the most important findings are those of the insights', async () => {
  const page = await stage.open('?survey=shop&period=91d');
  await ready(page);
  const filters = pure.parse(new URLSearchParams('period=91d'));
  const {goals, insights} = await stage.api(`v1/surveys/shop/insights${pure.askedOfInsights(filters, pure.today(await stage.api('v1/surveys/shop')), {lang: 'en'}).query}`);
  const said = page.locator('.findings li');
  await said.nth(2).waitFor();
  assert.deepEqual(await said.allInnerTexts(), insights.slice(0, 3).map(({sentence}) => sentence));
  const shown = await page.locator('.goals li').allInnerTexts();
  assert.equal(shown.length, goals.length);
  goals.forEach((goal, index) => {
    assert.ok(shown[index].includes(`${written(goal.metric, goal.now)} now; the goal is ${written(goal.metric, goal.target)}`), shown[index]);
    assert.ok(shown[index].includes(`takes ${moved(goal.metric, goal.pace)} a week`), shown[index]);
    if (goal.progress !== null) assert.ok(shown[index].includes(goal.progress < 0 ? 'Farther off than at the start' : `${percent(goal.progress)} of the way`), shown[index]);
  });
  await page.getByRole('link', {name: 'See why'}).click();
  assert.equal(new URL(page.url()).searchParams.get('view'), 'insights');
});

test('the trend is walked through by keys, and tells each point', async () => {
  const page = await stage.open('?survey=shop&by=week&period=91d');
  await ready(page);
  const walk = page.getByRole('slider', {name: 'NPS over time'});
  const {trend} = await stage.api(`v1/surveys/shop/scores${pure.asked(pure.parse(new URLSearchParams('period=91d')), pure.today(await stage.api('v1/surveys/shop')), {by: 'week'})}`);
  // It is drawn anew once the days before have arrived.
  await trendOf(page).getByText('Previous period', {exact: true}).waitFor();
  await page.getByRole('button', {name: 'Month', exact: true}).focus();
  await walk.focus();
  for (const [key, index] of [['Home', 0], ['ArrowRight', 1], ['ArrowRight', 2], ['ArrowLeft', 1]]) {
    await page.keyboard.press(key);
    const {value, low, high, n} = trend[index].scores[0];
    const said = `${spanOf(trend[index])}, ${number(value, DIGITS.nps)} (${number(low, DIGITS.nps)} to ${number(high, DIGITS.nps)}), ${number(n)} answers`;
    const text = plain(await walk.getAttribute('aria-valuetext'));
    assert.ok(text.startsWith(said), `${text} after ${key}`);
    assert.ok(plain(await page.locator('.plot-tip').innerText()).startsWith(spanOf(trend[index])));
  }
  await page.keyboard.press('Escape');
  assert.equal(await page.locator('.plot-tip').count(), 0);
  await walk.hover({position: {x: 200, y: 100}});
  await page.locator('.plot-tip').waitFor();
});

test('what happened is on the trend, under it and in its table', async () => {
  const survey = await stage.api('v1/surveys/shop');
  const page = await stage.open('?survey=shop&period=364d');
  await ready(page);
  const now = pure.today(survey);
  const {from, to} = pure.range(pure.parse(new URLSearchParams('period=364d')), now);
  const happened = survey.analysis.annotations.filter(({day}) => day >= from && day < to);
  assert.ok(happened.length > 0);
  const listed = await page.getByRole('list', {name: 'What happened'}).getByRole('listitem').allInnerTexts();
  assert.equal(listed.length, happened.length);
  const table = (await cells(trendOf(page))).map((row) => row.at(-1)).filter(Boolean).join('; ');
  for (const {text} of happened) {
    assert.ok(listed.some((line) => line.includes(text)), text);
    assert.ok(table.includes(text), text);
  }
});

test('a picture of the trend is a PNG', async () => {
  const page = await stage.open('?survey=shop', {options: {deviceScaleFactor: 2}});
  await ready(page);
  const [download] = await Promise.all([page.waitForEvent('download'), trendOf(page).getByRole('button', {name: 'PNG'}).click()]);
  assert.equal(download.suggestedFilename(), 'shop-recommend.png');
  const bytes = await readFile(await download.path());
  assert.equal(bytes.subarray(0, 8).toString('hex'), '89504e470d0a1a0a');
  // As sharp as the screen.
  assert.ok(bytes.readUInt32BE(16) > 1200 && bytes.readUInt32BE(20) > 600);
});

test('a question is put at the top by its card', async () => {
  const page = await stage.open('?survey=shop');
  await ready(page);
  await page.getByRole('link', {name: /We made it easy for you/}).click();
  await page.getByRole('heading', {level: 2, name: 'We made it easy for you.'}).waitFor();
  assert.equal(new URL(page.url()).searchParams.get('question'), 'ease');
  await page.goBack();
  await page.getByRole('heading', {level: 2, name: 'How likely are you to recommend us to a friend?'}).waitFor();
});

test('days that were left for another request are named, and a button away', async () => {
  const page = await stage.open('?survey=shop&touchpoint=checkout&locale=sl', {
    prepare: (page) =>
      page.route('**/scores?*', async (route) => {
        const response = await route.fetch();
        const data = await response.json();
        await route.fulfill({response, json: {...data, from: '2026-03-02', to: '2026-03-09', more: {from: '2026-02-01', to: '2026-03-02'}}});
      }),
  });
  await page.getByText(/^These are the answers of Mar 2 . 8, 2026 only$/).waitFor();
  await page.getByRole('button', {name: 'Show the earlier days'}).click();
  const {period, from, to, touchpoint} = Object.fromEntries(new URL(page.url()).searchParams);
  assert.deepEqual({period, from, to, touchpoint}, {period: 'custom', from: '2026-02-01', to: '2026-03-01', touchpoint: 'checkout'});
  // It asks on, and the browser may be closed while something is on its way.
  await page.unrouteAll({behavior: 'ignoreErrors'});
});

test('how often a survey was shown leads the funnel, once it is known', async () => {
  const rate = (value) => ({value, low: value - 1.5, high: value + 1.5});
  let funnel;
  const page = await stage.open('?survey=shop', {
    prepare: (page) =>
      page.route('**/scores?*', async (route) => {
        const response = await route.fetch();
        const data = await response.json();
        const known = {...data.funnel, shown: 9000, start_rate: rate(14.2), response_rate: rate(11.1)};
        // The days before are asked for, too.
        if (route.request().url().includes('compare=')) funnel = known;
        await route.fulfill({response, json: {...data, funnel: known}});
      }),
  });
  await ready(page);
  const of = figure(page, 'From shown to completed');
  const [shown, started] = await cells(of);
  assert.deepEqual(shown.slice(1), ['9,000', '–']);
  assert.deepEqual(started.slice(1), [number(funnel.started), '14.2% (12.7% to 15.7%) of those shown']);
  await of.getByText('Response rate on the website: 11.1% (9.6% to 12.6%).').waitFor();
  await page.unrouteAll({behavior: 'ignoreErrors'});
});

test('how many more answers are asked for makes the interval narrow enough', async () => {
  const {lacking} = await importPure('lib/metrics.ts');
  for (const [score, more] of [
    [{metric: 'nps', n: 100, low: 0, high: 20, enough: true}, 0],
    [{metric: 'nps', n: 100, low: 0, high: 40, enough: false}, 300],
    [{metric: 'csat', n: 100, low: 50, high: 61, enough: false}, 25],
    [{metric: 'stars', n: 30, low: 3, high: 3.55, enough: false}, 7],
    [{metric: 'ces', n: 4, low: 5, high: 5.1, enough: false}, 6],
    [{metric: 'thumbs', n: 0, low: null, high: null, enough: false}, 10],
    [{metric: 'counts', n: 5, low: null, high: null, enough: false}, 0],
  ]) {
    const got = lacking(score);
    assert.ok(got >= more && got < more * 1.2 + 1, `${JSON.stringify(score)}: ${got}`);
  }
});

test('a trend is drawn on what its metric can be and no less than its data, and other days lie on top of these', async () => {
  const {drawnScale, shifted, within} = await importPure('scores/points.ts');
  for (const [metric, values, ends] of [
    ['nps', [], [-100, 100]],
    ['nps', [null, 12, 18], [0, 30]],
    ['nps', [-100, 100], [-100, 100]],
    ['csat', [61, 99.5], [55, 100]],
    ['ces', [1, 1.05], [1, 1.2]],
  ]) {
    const [bottom, top] = drawnScale(metric, values);
    assert.deepEqual([Math.round(bottom * 10) / 10, Math.round(top * 10) / 10], ends, `${metric} ${values}`);
    assert.ok(values.every((value) => value === null || (bottom <= value && value <= top)));
  }
  const [moved] = shifted([{from: '2024-02-26', to: '2024-03-04', value: 1, low: 0, high: 2, n: 3}], 364);
  assert.deepEqual(moved, {from: '2025-02-24', to: '2025-03-03', was: '2024-02-26', value: 1, low: 0, high: 2, n: 3});
  const on = (day) => ({day, kind: 'action', text: day});
  const happened = ['2026-01-05', '2026-01-01', '2025-12-31', '2026-01-06'].map(on);
  assert.deepEqual(within(happened, '2026-01-01', '2026-01-06').map(({day}) => day), ['2026-01-01', '2026-01-05']);
});

test('another survey stands beside', async () => {
  for (let count = 0; count < 3; count++) await submit('demo', {answers: {recommend: 10}});
  // Another instance may not know of them for as long.
  await sleep(FRESH_MS);
  const page = await stage.open('?survey=shop&compare=survey:demo');
  await ready(page);
  const {beside} = await stage.api(`v1/surveys/shop/insights${pure.askedOfInsights(pure.parse(new URLSearchParams()), pure.today(await stage.api('v1/surveys/shop')), {beside: 'demo'}).query}`);
  const {there, difference} = beside.scores.find((each) => each.question === 'recommend');
  const headline = page.locator('.headline-score');
  await headline.getByText(`than Checkout demo (${number(there, DIGITS.nps)})`).waitFor();
  assert.ok((await headline.innerText()).includes(moved('nps', difference)));

  const refused = {survey: 'demo', refused: 'too_many_responses', responses: null, scores: []};
  const much = await stage.open('?survey=shop&compare=survey:demo&touchpoint=checkout&channel=web', {
    prepare: (page) =>
      page.route('**/insights?*', async (route) => {
        const response = await route.fetch();
        await route.fulfill({response, json: {...(await response.json()), beside: refused}});
      }),
  });
  await much.locator('.headline-score').getByText('What several filters leave, or a rare value, is read response by response').waitFor();
  await much.getByRole('link', {name: 'Why'}).first().click();
  await much.locator('#beside').getByText('What several filters leave').waitFor();
  await much.locator('.in-short').waitFor();
});

test('a response sent elsewhere appears by itself', async () => {
  const page = await stage.open('?survey=shop&touchpoint=support');
  await ready(page);
  const count = async () => Number((await page.locator('.scores-live strong').innerText()).replace(/\D/g, ''));
  const before = await count();
  await submit('shop', {answers: {recommend: 9}, touchpoint: 'support'});
  await page.getByText(`${number(before + 1)} responses`).waitFor();
  const said = `1 new response, ${number(before + 1)} in all`;
  await page.waitForFunction((wanted) => document.querySelector('.scores-live [role=status]').innerText === wanted, said);
  assert.match(await page.locator('.age').innerText(), /^As of (now|\d+ seconds? ago)$/);
});

test('without a connection the last figures stay, and their age shows', async () => {
  const page = await stage.open('?survey=shop');
  await ready(page);
  const shown = await page.locator('.headline-score data').innerText();
  // What is still on its way would be cut off, and say so beside it.
  await page.locator('.findings li').first().waitFor();
  await page.context().setOffline(true);
  await page.getByText('No connection.').waitFor();
  assert.equal(await page.locator('.headline-score data').innerText(), shown);
  await page.getByText(/^As of \d+ seconds ago$/).waitFor();
  // They are not those of other filters.
  await page.getByRole('combobox', {name: 'Period'}).selectOption('Last 7 days');
  await page.locator('.headline').waitFor({state: 'detached'});
  await page.getByText('No connection.').waitFor();
  await page.context().setOffline(false);
  // What is asked too early is asked again within 20 seconds.
  await page.locator('.headline').waitFor({timeout: 30_000});
  // Each part comes back with its own answer.
  await page.getByText('No connection.').first().waitFor({state: 'detached'});
});

test('a survey without answers, with few, and filters that leave none say so', async () => {
  await make('scores-empty', {name: 'Empty', ...ONE});
  const empty = await stage.open('?survey=scores-empty');
  await empty.getByText('No answers yet').waitFor();
  await assertAccessible(empty, 'a survey without answers');
  await submit('scores-empty', {answers: {recommend: 9}});
  await empty.locator('.headline-score data').waitFor();
  await submit('scores-empty', {answers: {recommend: 3}});
  await empty.getByText('2 responses').waitFor();
  const headline = empty.locator('.headline-score');
  await headline.getByText('Too few answers to be sure').waitFor();
  const more = Number(/About (\d+) more answers/.exec((await headline.innerText()).replace(',', ''))[1]);
  assert.ok(more > 50 && more < 1000, String(more));

  const none = await stage.open('?survey=shop&touchpoint=nowhere');
  await none.getByText('No answers match these filters').waitFor();
  await none.getByRole('button', {name: 'Show all answers'}).click();
  await none.locator('.headline').waitFor();
  assert.deepEqual([...empty.faults, ...none.faults], []);
});

test('what customers and owners type is text wherever it stands', async () => {
  const payload = '<img src=x onerror="document.title=\'owned\'">';
  const name = payload.slice(0, 60);
  await make('scores-hostile', {
    name: `Hostile ${payload}`,
    default_locale: 'en',
    origins: ['*'],
    questions: [
      {id: 'recommend', kind: 'nps', text: {en: `Q ${payload}`}},
      {id: 'aspects', kind: 'drivers', text: {en: `D ${payload}`}, aspects: [{id: 'one', text: {en: `A ${payload}`}}, {id: 'two', text: {en: 'B'}}]},
      {id: 'reason', kind: 'choice', text: {en: `C ${payload}`}, options: [{id: 'one', text: {en: `O ${payload}`}}, {id: 'two', text: {en: 'P'}}]},
    ],
    attributes: {plan: [name, '=1+1']},
    analysis: {
      pages: [{name, path: '/x*'}],
      touchpoints: [name],
      annotations: [{day: new Date().toISOString().slice(0, 10), kind: 'action', text: payload}],
    },
  });
  const answers = {recommend: 2, aspects: {one: 3}, reason: ['one']};
  for (let count = 0; count < 2; count++) await submit('scores-hostile', {answers, touchpoint: name, page: '/x', attributes: {plan: name}});
  const page = await stage.open(`?survey=scores-hostile&touchpoint=${encodeURIComponent(name)}&topic=${encodeURIComponent(payload)}`);
  await ready(page);
  await page.getByRole('button', {name: /^Filters/}).click();
  await page.getByLabel('plan', {exact: true}).selectOption(name);
  await page.getByText('2 responses').waitFor();
  for (const button of await page.getByRole('button', {name: 'Table'}).all()) await button.click();
  await page.getByRole('button', {name: 'Export'}).click();
  await page.getByRole('dialog').waitFor();
  assert.ok((await page.locator('main').innerText()).includes(`Q ${payload}`));
  assert.equal(await page.locator('img').count(), 0);
  assert.ok(!(await page.title()).startsWith('owned'));
  assert.deepEqual(page.faults, []);
});

test('the scores are accessible in light and dark, and fit a phone', async () => {
  for (const [colorScheme, width] of [['light', 1280], ['dark', 1280], ['dark', 375]]) {
    const page = await stage.open('?survey=shop&touchpoint=checkout', {options: {colorScheme, viewport: {width, height: 800}}});
    await ready(page);
    await page.locator('.goals li').first().waitFor();
    await page.getByRole('button', {name: /^Filters/}).click();
    await assertAccessible(page, `${colorScheme} at ${width}`);
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${colorScheme} at ${width}`);
    await page.context().close();
  }
});

test('a reader’s token shows the same', async () => {
  const page = await stage.open('?survey=shop', {token: stage.edge.readerToken});
  await ready(page);
  await page.locator('.findings li').first().waitFor();
  assert.equal(await page.getByRole('link', {name: 'Edit'}).count(), 0);
  assert.deepEqual(page.faults, []);
});

test('in Belarusian nothing is English, although Chromium does not know how days and figures are written', async () => {
  const page = await stage.open('?survey=shop&lang=be&locale=sl&period=7d');
  await page.locator('.headline').waitFor();
  await page.locator('.figure').first().waitFor();
  assert.match(await page.locator('.filters-text').textContent(), /^\d\d\.\d\d\.\d{4}.\d\d\.\d\d\.\d{4} .* Slovenščina$/);
  assert.match(await page.locator('.age').innerText(), /^Даныя: \d+ (секунду|секунды|секунд) таму$/);
  assert.match(await page.locator('.headline-score').innerText(), /[-+]\d+,\d/);
});
