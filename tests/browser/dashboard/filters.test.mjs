import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import {before, test} from 'node:test';
import {assertAccessible} from '../lib/axe.mjs';
import {useDashboard} from '../lib/dashboard.mjs';
import {importPure} from '../lib/pure.mjs';

const stage = useDashboard();
let pure;
before(async () => (pure = await importPure('lib/filters.ts')));

const parse = (address) => pure.parse(new URLSearchParams(address));
/** As the page has it: `page.url()` follows by a moment. */
const parameters = (page) => page.evaluate(() => Object.fromEntries(new URLSearchParams(location.search)));
const ready = (page) => page.getByRole('group', {name: 'Points of the trend'}).waitFor();
const bar = (page) => page.getByRole('region', {name: 'Filters'});

test('a day begins and ends where the survey counts its days', () => {
  for (const [offset, now, today] of [
    [undefined, '2026-11-22T23:59:59.999Z', '2026-11-22'],
    [undefined, '2026-11-23T00:00:00Z', '2026-11-23'],
    ['+00:00', '2026-11-22T00:00:00Z', '2026-11-22'],
    ['+01:00', '2026-11-22T22:59:59Z', '2026-11-22'],
    ['+01:00', '2026-11-22T23:00:00Z', '2026-11-23'],
    ['-00:30', '2026-11-22T00:29:59Z', '2026-11-21'],
    ['-00:30', '2026-11-22T00:30:00Z', '2026-11-22'],
    ['+05:45', '2026-12-31T18:15:00Z', '2027-01-01'],
    ['-11:00', '2027-01-01T10:59:00Z', '2026-12-31'],
    ['+14:00', '2028-02-28T10:00:00Z', '2028-02-29'],
  ]) {
    assert.equal(pure.today({analysis: {utc_offset: offset}}, Date.parse(now)), today, `${offset} at ${now}`);
  }
  assert.equal(pure.today(undefined, Date.parse('2026-11-22T12:00:00Z')), '2026-11-22');
});

test('a period is as many days as it says, with today', () => {
  for (const [address, from, to] of [
    ['', '2026-02-02', '2026-03-02'],
    ['period=7d', '2026-02-23', '2026-03-02'],
    ['period=28d', '2026-02-02', '2026-03-02'],
    ['period=91d', '2025-12-01', '2026-03-02'],
    ['period=364d', '2025-03-03', '2026-03-02'],
    ['period=all', null, null],
    ['period=custom&from=2026-02-10&to=2026-02-28', '2026-02-10', '2026-03-01'],
    ['period=custom&from=2026-02-10&to=2026-02-10', '2026-02-10', '2026-02-11'],
    ['period=custom&from=2026-02-10', '2026-02-10', null],
    ['period=custom&to=2024-02-28', null, '2024-02-29'],
    ['period=7d&from=2026-02-10', '2026-02-23', '2026-03-02'],
  ]) {
    assert.deepEqual(pure.range(parse(address), '2026-03-01'), {from, to}, address);
  }
});

test('what is compared with is as long and right before, or 52 weeks before', () => {
  for (const [address, expected] of [
    ['', {from: '2026-01-05', to: '2026-02-02'}],
    ['compare=year', {from: '2025-02-03', to: '2025-03-03'}],
    ['period=custom&from=2026-02-10&to=2026-02-10', {from: '2026-02-09', to: '2026-02-10'}],
    ['period=custom&from=2026-02-27', {from: '2026-02-24', to: '2026-02-27'}],
    ['period=all', null],
    ['period=custom&to=2026-02-10', null],
    ['period=custom&from=2026-03-09', null],
    ['compare=survey:demo', null],
  ]) {
    assert.deepEqual(pure.comparedRange(parse(address), '2026-03-01'), expected, address);
  }
});

test('what the edge is asked says the days, the answers and no more', () => {
  const now = '2026-03-01';
  assert.equal(pure.asked(parse('period=all'), now), '');
  assert.equal(pure.asked(parse('survey=shop&view=voices&q=slow&utm_source=mail&topic=price&period=7d'), now), '?from=2026-02-23&to=2026-03-02');
  assert.equal(
    pure.asked(parse('period=all&touchpoint=a%26b&attribute.plan=pro&page='), now, {by: 'day', moving: null}),
    '?touchpoint=a%26b&attribute.plan=pro&by=day',
  );
  const insights = (address, extra) => pure.askedOfInsights(parse(address), now, extra);
  assert.deepEqual(insights('channel=web', {lang: 'sl'}), {query: '?from=2026-02-02&to=2026-03-02&channel=web&lang=sl'});
  assert.deepEqual(insights('period=all'), {query: '?from=2025-03-03&to=2026-03-02'});
  assert.deepEqual(insights('period=custom&from=2025-03-03'), {query: '?from=2025-03-03&to=2026-03-02'});
  assert.deepEqual(insights('period=custom&from=2025-03-02'), {refused: 'days'});
  assert.deepEqual(insights('period=custom&from=2026-05-01'), {query: '?from=2026-05-01&to=2026-05-02'});
  assert.deepEqual(insights('channel=web&locale=sl'), {query: '?from=2026-02-02&to=2026-03-02&channel=web&locale=sl'});
});

test('what an address cannot mean is named', () => {
  for (const [address, faults] of [
    ['period=99d', {period: '99d'}],
    ['period=toString', {period: 'toString'}],
    ['period=custom&from=2026-02-31', {from: '2026-02-31'}],
    ['period=custom&from=tomorrow&to=2026-13-01', {from: 'tomorrow', to: '2026-13-01'}],
    ['period=custom&from=2026-02-10&to=2026-02-09', {to: '2026-02-09'}],
    ['compare=never', {compare: 'never'}],
    ['compare=survey:No', {compare: 'survey:No'}],
    ['by=hour&moving=1', {by: 'hour', moving: '1'}],
    ['by=week&moving=60&compare=survey:a-b&period=custom&from=2028-02-29', {}],
    ['period=&by=', {}],
  ]) {
    assert.deepEqual(parse(address).faults, faults, address);
  }
  const survey = {questions: [{id: 'why', kind: 'text'}, {id: 'overall', kind: 'csat'}], attributes: {plan: []}};
  assert.deepEqual(pure.unknown(parse('question=overall&attribute.plan=x&touchpoint=anything&compare=survey:a'), survey, [{survey: 'a'}]), {});
  assert.deepEqual(pure.unknown(parse('compare=survey:a'), survey, []), {});
  assert.deepEqual(pure.unknown(parse('compare=survey:a'), survey, [{survey: 'b'}]), {compare: 'survey:a'});
  assert.deepEqual(pure.unknown(parse('question=why&attribute.size=x&period=1'), survey, []), {period: '1', question: 'why', 'attribute.size': 'x'});
});

test('all that is chosen is in the address, and comes back with it', async () => {
  const page = await stage.open('?survey=shop');
  await ready(page);
  const filters = bar(page);
  await filters.getByRole('button', {name: 'Filters'}).click();
  await filters.getByRole('combobox', {name: 'Period', exact: true}).selectOption('Last 91 days');
  await filters.getByRole('combobox', {name: 'Compare with', exact: true}).selectOption('Same time last year');
  await filters.getByRole('combobox', {name: 'Question', exact: true}).selectOption('We made it easy for you.');
  await filters.getByRole('combobox', {name: 'Touchpoint', exact: true}).selectOption('checkout');
  await filters.getByRole('combobox', {name: 'Language', exact: true}).selectOption('Slovenian');
  await filters.getByRole('combobox', {name: 'plan', exact: true}).selectOption('free');
  await filters.getByRole('combobox', {name: 'Topic of comments', exact: true}).selectOption('Delivery');
  await page.getByRole('button', {name: 'Week', exact: true}).click();
  const state = {
    survey: 'shop',
    period: '91d',
    compare: 'year',
    question: 'ease',
    touchpoint: 'checkout',
    locale: 'sl',
    'attribute.plan': 'free',
    topic: 'delivery',
    // A point of 91 days is a day, unless one says otherwise.
    by: 'week',
  };
  assert.deepEqual(await parameters(page), state);
  const chips = ['Last 91 days', 'Compared with: Same time last year', 'We made it easy for you.', 'Touchpoint: checkout', 'Language: Slovenian', 'plan: free', 'Topic of comments: Delivery'];
  const shown = () => filters.getByRole('listitem').locator('span').allInnerTexts();
  assert.deepEqual(await shown(), chips);
  await filters.getByRole('button', {name: 'Filters (7)'}).waitFor();

  await page.reload();
  await ready(page);
  assert.deepEqual(await shown(), chips);
  assert.deepEqual(await parameters(page), state);
  await filters.getByRole('button', {name: 'Filters (7)'}).click();
  assert.equal(await filters.getByRole('combobox', {name: 'Touchpoint', exact: true}).inputValue(), 'checkout');
  assert.equal(await filters.getByRole('combobox', {name: 'Period', exact: true}).inputValue(), '91d');

  await page.goBack();
  await page.goBack();
  assert.equal((await parameters(page)).topic, undefined);
  assert.equal((await parameters(page)).by, undefined);
  assert.equal(await filters.getByRole('combobox', {name: 'Topic of comments', exact: true}).inputValue(), '');
  await page.goForward();
  assert.equal(await filters.getByRole('combobox', {name: 'Topic of comments', exact: true}).inputValue(), 'delivery');

  // The other views look at the same.
  await page.getByRole('link', {name: 'Why', exact: true}).click();
  assert.equal((await parameters(page))['attribute.plan'], 'free');
  await filters.getByRole('button', {name: 'Remove plan: free'}).click();
  assert.equal((await parameters(page))['attribute.plan'], undefined);
  await filters.getByRole('button', {name: 'Remove all filters'}).click();
  assert.deepEqual(await parameters(page), {survey: 'shop', view: 'insights'});
  assert.deepEqual(await shown(), []);
  assert.deepEqual(page.faults, []);
});

test('all by keys: a filter is set and taken away, and the focus is never lost', async () => {
  const page = await stage.open('?survey=shop');
  await ready(page);
  const filters = bar(page);
  await filters.getByRole('button', {name: 'Filters'}).focus();
  await page.keyboard.press('Enter');
  await filters.getByRole('combobox', {name: 'Touchpoint', exact: true}).focus();
  await page.keyboard.press('d');
  await filters.getByRole('button', {name: 'Remove Touchpoint: delivery'}).focus();
  await page.keyboard.press('Enter');
  assert.equal((await parameters(page)).touchpoint, undefined);
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Filters');
});

test('own days count once they can be, and say what is wrong with them', async () => {
  const page = await stage.open('?survey=shop');
  await ready(page);
  const filters = bar(page);
  await filters.getByRole('combobox', {name: 'Period', exact: true}).selectOption('Chosen days');
  const [from, to] = [filters.getByLabel('From'), filters.getByLabel('To', {exact: true})];
  const before = await parameters(page);
  assert.equal((Date.parse(before.to) - Date.parse(before.from)) / 86_400_000, 27);
  await from.fill('2099-01-01');
  await filters.getByText('The first day is after the last.').waitFor();
  assert.equal(await from.getAttribute('aria-invalid'), 'true');
  assert.deepEqual(await parameters(page), before);
  await from.fill(before.to);
  assert.equal((await parameters(page)).from, before.to);
  await filters.getByText('The first day is after the last.').waitFor({state: 'detached'});
  await to.fill('');
  await page.waitForFunction(() => !new URLSearchParams(location.search).has('to'));
});

test('the values that can be chosen are those declared and those seen', async () => {
  const page = await stage.open('?survey=shop');
  await ready(page);
  await bar(page).getByRole('button', {name: 'Filters'}).click();
  const {dimensions} = await stage.api('v1/surveys/shop/insights');
  for (const [label, dimension] of [['Touchpoint', 'touchpoint'], ['Page', 'page'], ['country', 'attribute.country'], ['Channel', 'channel']]) {
    const expected = ['', ...dimensions.find((each) => each.dimension === dimension).values];
    const options = bar(page).getByLabel(label, {exact: true}).locator('option');
    await options.nth(expected.length - 1).waitFor({state: 'attached'});
    assert.deepEqual(await options.evaluateAll((all) => all.map(({value}) => value)), expected, dimension);
  }
});

test('an address that asks for what is not there says so, and shows no figures', async () => {
  for (const wrong of ['period=99d', 'period=custom&from=2026-02-31', 'question=nothing', 'attribute.size=x', 'by=hour', 'compare=never', 'compare=survey:gone']) {
    const page = await stage.open(`?survey=shop&touchpoint=checkout&${wrong}`);
    await page.getByText('This address asks for something that is not here').waitFor();
    const [name, value] = wrong.split('&').at(-1).split('=');
    await bar(page).getByText(`${name}: ${value} (not known here)`).waitFor();
    assert.equal(await page.locator('.headline').count(), 0);
    await page.getByRole('button', {name: 'Remove what is not known'}).click();
    await page.locator('.headline').waitFor();
    assert.equal((await parameters(page)).touchpoint, 'checkout');
    assert.deepEqual(page.faults, []);
    await page.context().close();
  }
});

test('what is exported is what the edge answers to the same filters', async () => {
  const page = await stage.open('?survey=shop&period=7d&touchpoint=checkout&attribute.plan=free');
  await ready(page);
  const days = pure.range(parse('period=7d'), pure.today({analysis: {utc_offset: '+01:00'}}));
  const same = new URLSearchParams({...days, touchpoint: 'checkout', 'attribute.plan': 'free'});
  const answered = async (path) => {
    const response = await fetch(`${stage.edge.url}/v1/surveys/shop/${path}`, {headers: {authorization: `Bearer ${stage.edge.adminToken}`}});
    assert.equal(response.status, 200, path);
    return Buffer.from(await response.arrayBuffer());
  };
  await page.getByRole('button', {name: 'Export'}).click();
  const dialog = page.getByRole('dialog', {name: 'Export'});
  await assertAccessible(page, 'the export');
  const exported = async (button) => {
    const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
    await dialog.getByText(`${download.suggestedFilename()} is in your downloads.`).waitFor();
    return {name: download.suggestedFilename(), bytes: await readFile(await download.path())};
  };
  const last = pure.plusDays(days.to, -1);
  const csv = await exported(dialog.getByRole('button', {name: 'CSV'}).first());
  assert.equal(csv.name, `shop-responses-${days.from}-${last}.csv`);
  assert.ok(csv.bytes.equals(await answered(`responses?${same}&format=csv&bom=1`)));
  assert.ok(csv.bytes.toString().split('\r\n').length > 10);
  const ndjson = await exported(dialog.getByRole('button', {name: 'NDJSON'}));
  assert.ok(ndjson.bytes.equals(await answered(`responses?${same}&format=ndjson`)));
  const untimed = (bytes) => ({...JSON.parse(bytes), as_of: null});
  const json = await exported(dialog.getByRole('button', {name: 'JSON', exact: true}));
  assert.deepEqual(untimed(json.bytes), untimed(await answered(`scores?${same}`)));
  const tables = async (wanted) => {
    for (const [label, table] of wanted) {
      await dialog.getByLabel('Table').selectOption(label);
      const file = await exported(dialog.getByRole('button', {name: 'CSV'}).last());
      assert.ok(file.bytes.equals(await answered(`insights?${same}&table=${table}&format=csv&bom=1&lang=en`)), table);
    }
  };
  await tables([['Scores', 'scores']]);
  await dialog.getByRole('button', {name: 'Close'}).click();

  await bar(page).getByRole('button', {name: 'Remove plan: free'}).click();
  same.delete('attribute.plan');
  await page.getByRole('button', {name: 'Export'}).click();
  await tables([['Segments', 'segments'], ['Drivers', 'drivers'], ['What matters most', 'insights']]);

  await dialog.getByRole('button', {name: 'Close'}).click();
  await bar(page).getByRole('button', {name: /^Filters/}).click();
  await bar(page).getByRole('combobox', {name: 'Topic of comments'}).selectOption('Delivery');
  await page.getByRole('button', {name: 'Export'}).click();
  const ofTopic = await exported(dialog.getByRole('button', {name: 'NDJSON'}));
  assert.ok(ofTopic.bytes.equals(await answered(`responses?${same}&topic=delivery&format=ndjson`)));
  assert.ok(ofTopic.bytes.length > 0);

  await page.context().setOffline(true);
  await dialog.getByRole('button', {name: 'NDJSON'}).click();
  await dialog.getByText('No connection.').waitFor();
});

test('on a phone the bar is one line that opens, and nothing is wider than the screen', async () => {
  const page = await stage.open('?survey=shop&touchpoint=checkout', {options: {viewport: {width: 375, height: 750}}});
  await ready(page);
  const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
  assert.ok(await fits());
  const filters = bar(page);
  assert.equal(await filters.getByRole('combobox', {name: 'Period', exact: true}).isVisible(), false);
  assert.ok((await filters.boundingBox()).height < 110);
  await filters.getByRole('button', {name: 'Filters (1)'}).click();
  await filters.getByRole('combobox', {name: 'Period', exact: true}).selectOption('Chosen days');
  assert.ok(await filters.getByRole('combobox', {name: 'country', exact: true}).isVisible());
  assert.ok(await fits());
  await assertAccessible(page, 'the filters on a phone');
});

test('on paper the bar is one line of text', async () => {
  const page = await stage.open('?survey=shop&period=custom&from=2026-01-05&to=2026-02-01&touchpoint=checkout&locale=sl&compare=survey:demo');
  const said = 'Jan 5 – Feb 1, 2026 · Compared with: Checkout demo · Touchpoint: checkout · Language: Slovenian';
  const line = page.locator('.filters-text');
  await page.waitForFunction((text) => document.querySelector('.filters-text')?.textContent.replaceAll('\u2009', ' ') === text, said);
  assert.equal(await line.isVisible(), false);
  await page.emulateMedia({media: 'print'});
  assert.ok(await line.isVisible());
  assert.equal(await bar(page).getByRole('button').count(), 0);
});
