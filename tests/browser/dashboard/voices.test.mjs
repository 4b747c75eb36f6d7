import assert from 'node:assert/strict';
import {randomBytes} from 'node:crypto';
import {readFile} from 'node:fs/promises';
import {test} from 'node:test';
import {setTimeout as sleep} from 'node:timers/promises';
import {assertAccessible} from '../lib/axe.mjs';
import {useDashboard} from '../lib/dashboard.mjs';

const stage = useDashboard();
const DAY_MS = 86_400_000;

/** The comments of the sample at an address, once the list is there. */
const openVoices = async (address = '', options) => {
  const page = await stage.open(`?survey=shop&view=voices${address}`, options);
  await page.locator('.voices[aria-busy=false]').waitFor();
  await page.locator('article.voice, .notice').first().waitFor();
  return page;
};

const cards = (page) => page.locator('article.voice');
const idsOf = (page) => cards(page).evaluateAll((all) => all.map(({id}) => id.slice('voice-'.length)));
const listed = async (page, responses, what) => {
  const wanted = responses.map(({id}) => id).join();
  const same = (ids) => [...document.querySelectorAll('article.voice')].map(({id}) => id.slice('voice-'.length)).join() === ids;
  await page.waitForFunction(same, wanted).catch(async () => assert.equal((await idsOf(page)).join(), wanted, what));
};
const find = (query, survey = 'shop') => stage.api(`v1/surveys/${survey}/responses?format=json&comments=1&limit=50&${query}`);
const focused = (page) => page.evaluate(() => document.activeElement.id || document.activeElement.textContent);
const visible = (page) => page.waitForFunction(() => !document.querySelector('.skeleton'));

const versionSeven = (time) => {
  const hex = Math.trunc(time).toString(16).padStart(12, '0') + randomBytes(10).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
};

const answer = async (survey, submission, time = Date.now()) => {
  const id = versionSeven(time);
  await stage.api(`v1/surveys/${survey}/responses`, {method: 'POST', body: {id, complete: true, ...submission}});
  return id;
};

const define = (survey, definition) =>
  stage.api(`v1/surveys/${survey}`, {
    method: 'PUT',
    body: {
      name: survey,
      default_locale: 'en',
      questions: [
        {id: 'recommend', kind: 'nps', text: {en: 'Would you recommend us?'}},
        {id: 'why', kind: 'text', text: {en: 'Why?'}},
      ],
      ...definition,
    },
  });

/** Asks until the answer is what was waited for. */
const until = async (asked, wanted) => {
  for (let attempt = 0; ; attempt += 1) {
    const found = await asked();
    if (found === wanted) return;
    assert.ok(attempt < 40, `${found} is not ${wanted}`);
    await sleep(250);
  }
};

const today = () => new Date(Date.now() + 3_600_000).toISOString().slice(0, 10);
const mentions = async (topic) => {
  const to = new Date(Date.parse(today()) + DAY_MS).toISOString().slice(0, 10);
  const from = new Date(Date.parse(to) - 28 * DAY_MS).toISOString().slice(0, 10);
  const {comments} = await stage.api(`v1/surveys/shop/insights?from=${from}&to=${to}`);
  return comments.topics.find((each) => each.topic === topic)?.mentions ?? 0;
};

test('the list is what the edge answers, one for one, whatever the address asks for', async () => {
  const from = new Date(Date.now() - 60 * DAY_MS).toISOString().slice(0, 10);
  const cases = [
    ['period=all', ''],
    ['period=all&order=relevance', 'order=relevance'],
    ['period=all&topic=delivery', 'topic=delivery'],
    ['period=all&topic=delivery&sentiment=positive', 'topic=delivery&sentiment=positive'],
    ['period=all&sentiment=mixed&touchpoint=checkout', 'sentiment=mixed&touchpoint=checkout'],
    ['period=all&score=low', 'score=low&measure=recommend'],
    ['period=all&score=high&question=ease', 'score=high&measure=ease'],
    ['period=all&q=delivery+late', 'q=delivery+late'],
    ['period=all&q=pocasna&order=relevance', 'q=pocasna&order=relevance'],
    ['period=all&q=%22the+delivery%22', 'q=%22the+delivery%22'],
    ['period=all&text=why&attribute.plan=free', 'question=why&attribute.plan=free'],
    [`period=custom&from=${from}&to=${from}`, `from=${from}&to=${new Date(Date.parse(from) + DAY_MS).toISOString().slice(0, 10)}`],
  ];
  const page = await openVoices('&period=all');
  for (const [address, query] of cases) {
    const {responses} = await find(`order=newest&${query}`.replace(/order=newest&(.*order=)/, '$1'));
    assert.ok(responses.length > 0, query);
    await page.goto(`${stage.edge.url}/dashboard?survey=shop&view=voices&${address}`);
    await listed(page, responses, query);
    const marked = await page.locator('article.voice:has(mark)').count();
    assert.equal(marked, query.includes('q=') ? responses.length : 0, query);
    const texts = await page.locator('.comment-text').allTextContents();
    assert.deepEqual(
      texts,
      responses.map(({answers}) => answers.why),
      query,
    );
  }
  assert.deepEqual(page.faults, []);
});

test('searching and filtering by hand is kept in the address, and more is loaded on request', async () => {
  const page = await openVoices('&period=all');
  await page.getByRole('searchbox').fill('delivery');
  const found = await find('order=newest&q=delivery');
  await listed(page, found.responses);
  assert.equal(new URL(page.url()).searchParams.get('q'), 'delivery');
  for (const text of await page.locator('mark').allTextContents()) assert.match(text, /^delivery$/i);
  assert.ok((await page.locator('mark').count()) >= found.responses.length);

  await page.getByLabel('Rating').selectOption({label: 'Detractors'});
  await page.getByLabel('Sentiment').selectOption('negative');
  const narrowed = await find('order=newest&q=delivery&score=low&sentiment=negative');
  await listed(page, narrowed.responses);
  await page.goBack();
  await page.goBack();
  await listed(page, found.responses);
  await page.getByRole('button', {name: 'Remove the search'}).click();
  await until(() => page.getByRole('searchbox').inputValue(), '');

  const first = await find('order=newest');
  const second = await find(`order=newest&cursor=${first.next}`);
  await listed(page, first.responses);
  await page.getByRole('heading', {name: 'The 50 newest comments'}).waitFor();
  await page.getByRole('button', {name: 'Show more'}).click();
  await listed(page, [...first.responses, ...second.responses]);
  await until(() => focused(page), `voice-${second.responses[0].id}`);

  await page.getByRole('searchbox').fill('xyzzy');
  await page.getByText('No comment matches').waitFor();
  await page.getByRole('searchbox').fill('.*');
  await page.getByText('There is no word in it to search for.').waitFor();
  assert.deepEqual(page.faults, []);
});

test('what is said in all is what insights count, and a topic there is a filter', async () => {
  const page = await openVoices();
  await visible(page);
  const to = new Date(Date.parse(today()) + DAY_MS).toISOString().slice(0, 10);
  const {comments} = await stage.api(`v1/surveys/shop/insights?from=${new Date(Date.parse(to) - 28 * DAY_MS).toISOString().slice(0, 10)}&to=${to}`);
  const summary = page.getByRole('region', {name: 'All comments'});
  await summary.getByRole('heading', {name: `${comments.n} comments`}).waitFor();
  for (const sentiment of ['positive', 'negative', 'mixed', 'neutral']) {
    const name = sentiment[0].toUpperCase() + sentiment.slice(1);
    await summary.getByText(`${name} ${Math.round(comments[sentiment])}%`).waitFor();
  }
  const chips = await summary.getByRole('button').allTextContents();
  assert.deepEqual(
    chips.map((text) => Number(/ (\d+),/.exec(text)[1])),
    comments.topics.map((topic) => topic.mentions),
  );
  await summary.getByRole('button', {name: /^Delivery/}).click();
  assert.equal(new URL(page.url()).searchParams.get('topic'), 'delivery');
  await page.goto(`${page.url()}&touchpoint=checkout&channel=web`);
  const few = await stage.api(`v1/surveys/shop/insights?touchpoint=checkout&channel=web`);
  assert.ok(few.comments.n > 0 && few.comments.n < comments.n);
  await summary.getByRole('heading', {name: `${few.comments.n} comments`}).waitFor();
});

test('what is listed is what is exported', async () => {
  const page = await openVoices('&period=all&topic=delivery&sentiment=negative&score=low&q=late');
  const wanted = 'topic=delivery&sentiment=negative&score=low&measure=recommend&q=late';
  const {responses} = await find(`${wanted}&order=newest`);
  assert.ok(responses.length > 0);
  await listed(page, responses);
  await page.getByRole('button', {name: 'Export'}).click();
  const dialog = page.getByRole('dialog', {name: 'Export'});
  await dialog.getByText('Those whose comments are listed now.').waitFor();
  const [download] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', {name: 'NDJSON'}).click()]);
  const lines = (await readFile(await download.path(), 'utf8')).trim().split('\n').map((line) => JSON.parse(line).id);
  const ids = (await stage.api(`v1/surveys/shop/responses?${wanted}&comments=1&format=json&limit=1000`)).responses.map(({id}) => id);
  assert.deepEqual(lines, ids);
});

test('a topic shows the words that made it', async () => {
  const page = await openVoices('&period=all&topic=delivery');
  const {responses} = await find('order=newest&topic=delivery');
  const matched = ({comments}) => comments.why.topics.find(({topic}) => topic === 'delivery').words;
  // Phrases may overlap, and what they share is underlined once.
  const response = responses.find((each) => matched(each).every((word) => !word.includes(' ')));
  const {id} = response;
  const words = matched(response);
  const card = page.locator(`#voice-${id}`);
  const chip = card.getByRole('button', {name: /^Delivery/});
  assert.equal(await card.locator('u.matched').count(), 0);
  await chip.hover();
  const underlined = () => card.locator('u.matched').allTextContents();
  assert.deepEqual([...new Set(await underlined())].sort(), [...new Set(words)].sort());
  await page.mouse.move(0, 0);
  assert.deepEqual(await underlined(), []);
  await chip.press('Enter');
  assert.deepEqual(await card.locator('.matched-words q').allTextContents(), words);
  await card.getByRole('button', {name: 'All topics again'}).click();
  assert.equal(new URL(page.url()).searchParams.get('topic'), null);
});

test('a correction counts at once, stays, and can be undone', async () => {
  const page = await openVoices('&topic=delivery');
  const before = await mentions('delivery');
  const {responses} = await find('order=newest&topic=delivery');
  // One that does not speak of trust yet.
  const {id} = responses.find((each) => each.comments.why.topics.every(({topic}) => topic !== 'trust'));
  const card = page.locator(`#voice-${id}`);
  const correct = () => card.getByRole('button', {name: 'Correct this'});
  const path = `v1/surveys/shop/responses/${id}`;
  const original = await stage.api(path);
  assert.ok(!original.comments.why.corrected);

  await correct().click();
  await card.getByRole('button', {name: 'Remove the topic Delivery'}).click();
  await card.getByLabel('Another topic').selectOption('trust');
  await card.getByRole('button', {name: 'Add'}).click();
  await card.getByRole('combobox', {name: /^Trust/}).selectOption('mixed');
  await card.getByLabel('The whole comment').selectOption('neutral');
  await card.getByRole('button', {name: 'Save'}).click();
  await card.getByText('Corrected').waitFor();
  await card.getByText('Saved.').waitFor();
  assert.equal(await focused(page), 'Correct this');
  const {comments} = await stage.api(path);
  assert.equal(comments.why.corrected, true);
  assert.equal(comments.why.sentiment, 'neutral');
  assert.ok(comments.why.topics.some(({topic, sentiment}) => topic === 'trust' && sentiment === 'mixed'));
  assert.ok(comments.why.topics.every(({topic}) => topic !== 'delivery'));
  await until(() => mentions('delivery'), before - 1);
  const chip = page.locator('.voices-summary').getByRole('button', {name: /^Delivery/});
  await until(async () => Number(/ (\d+),/.exec(await chip.textContent())[1]), before - 1);

  const readAgain = page.waitForResponse((response) => response.url().endsWith(path) && response.request().method() === 'GET');
  await card.getByRole('button', {name: 'Undo'}).click();
  await card.getByText('Corrected').waitFor({state: 'detached'});
  await (await readAgain).finished();
  await until(() => mentions('delivery'), before);
  assert.deepEqual((await stage.api(path)).comments, original.comments);

  await correct().click();
  await card.getByLabel('The whole comment').selectOption('mixed');
  await card.getByRole('button', {name: 'Save'}).click();
  await card.getByText('Saved.').waitFor();
  await page.reload();
  await card.getByText('Corrected').waitFor();
  await correct().click();
  await card.getByText('The rules say:').waitFor();
  await card.getByRole('button', {name: 'Back to the rules'}).click();
  await card.getByText('Corrected').waitFor({state: 'detached'});
  await until(async () => (await stage.api(path)).comments.why.corrected, undefined);
  assert.deepEqual(page.faults, []);
});

test('a correction that cannot be kept is taken back, and what was chosen is still there', async () => {
  const page = await openVoices();
  const card = cards(page).first();
  // It comes once it is known who reads.
  await card.getByRole('button', {name: 'Correct this'}).waitFor();
  const said = await card.locator('.comment-coding').textContent();
  await page.route(/\/corrections\?/, (route) => route.abort());
  await card.getByRole('button', {name: 'Correct this'}).click();
  const whole = card.getByLabel('The whole comment');
  const other = (await whole.inputValue()) === 'mixed' ? 'neutral' : 'mixed';
  await whole.selectOption(other);
  await card.getByRole('button', {name: 'Save'}).click();
  await card.getByText('No connection.').waitFor();
  assert.equal(await whole.inputValue(), other);
  assert.equal(await card.locator('.comment-coding').textContent(), said);
});

test('what is corrected of one comment leaves the others of the response as they are', async () => {
  const texts = ['why', 'else'].map((id) => ({id, kind: 'text', text: {en: id}}));
  await define('two', {questions: texts, analysis: {topics: {loyalty: {en: ['stamps']}}}});
  const id = await answer('two', {answers: {why: 'Slow delivery', else: 'Слушам музика'}, locale: 'en'});
  const page = await stage.open('?survey=two&view=voices');
  const comment = (text) => page.locator('.comment').filter({hasText: text});
  for (const [text, sentiment] of [
    ['Slow delivery', 'mixed'],
    ['Слушам музика', 'positive'],
  ]) {
    await comment(text).getByRole('button', {name: 'Correct this'}).click();
    await comment(text).getByLabel('The whole comment').selectOption(sentiment);
    await comment(text).getByLabel('Another topic').selectOption('loyalty');
    await comment(text).getByRole('button', {name: 'Add'}).click();
    await comment(text).getByRole('button', {name: 'Save'}).click();
    await comment(text).getByText('Saved.').waitFor();
  }
  const coded = async () => {
    const {comments} = await stage.api(`v1/surveys/two/responses/${id}`);
    return ['why', 'else'].map((each) => comments[each]?.corrected && [comments[each].sentiment, comments[each].topics.at(-1).topic]);
  };
  assert.deepEqual(await coded(), [
    ['mixed', 'loyalty'],
    ['positive', 'loyalty'],
  ]);
  await comment('Slow delivery').getByRole('button', {name: 'Correct this'}).click();
  await comment('Slow delivery').getByRole('button', {name: 'Back to the rules'}).click();
  await comment('Slow delivery').getByText('Saved.').waitFor();
  assert.deepEqual(await coded(), [undefined, ['positive', 'loyalty']]);
});

test('what was changed meanwhile is read again before it is corrected', async () => {
  await define('changing');
  const id = await answer('changing', {answers: {recommend: 3, why: 'The delivery was late'}, locale: 'en'});
  const page = await stage.open('?survey=changing&view=voices');
  const card = page.locator(`#voice-${id}`);
  const correct = async () => {
    await card.getByRole('button', {name: 'Correct this'}).click();
    await card.getByLabel('The whole comment').selectOption('mixed');
    await card.getByRole('button', {name: 'Save'}).click();
  };
  await card.getByText('The delivery was late').waitFor();
  const changed = {id, revision: 1, complete: true, answers: {recommend: 9, why: 'The prices are great'}, locale: 'en'};
  await stage.api('v1/surveys/changing/responses', {method: 'POST', body: changed});
  await correct();
  await card.getByText('nothing was saved').waitFor();
  await card.getByText('The prices are great').waitFor();
  await card.getByText('9 of 10').waitFor();
  const path = `v1/surveys/changing/responses/${id}`;
  assert.ok(!(await stage.api(path)).comments.why.corrected);
  await correct();
  await card.getByText('Saved.').waitFor();
  assert.equal(await card.getByText('nothing was saved').count(), 0);
  assert.equal((await stage.api(path)).comments.why.sentiment, 'mixed');
});

test('a reader reads everything and corrects nothing', async () => {
  const page = await openVoices('', {token: stage.edge.readerToken});
  await cards(page).first().getByRole('link', {name: 'Whole response'}).click();
  await page.getByRole('dialog').getByText('About this response').waitFor();
  assert.equal(await page.getByRole('button', {name: 'Correct this', includeHidden: true}).count(), 0);
});

test('a response has an address of its own, with all its answers', async () => {
  const {responses} = await find('order=newest');
  const whole = ({answers}) => answers.ease && answers.aspects?.delivery && answers.reason;
  const {id, answers, attributes, touchpoint} = responses.find(whole);
  const page = await openVoices(`&response=${id}`);
  const dialog = page.getByRole('dialog');
  await dialog.getByText('About this response').waitFor();
  const text = await dialog.textContent();
  for (const part of [`${answers.recommend} of 10`, `${answers.ease} of 7`, answers.why, `Delivery: ${answers.aspects.delivery} of 5`, attributes.country, touchpoint, id]) {
    assert.ok(text.includes(part), part);
  }
  await page.keyboard.press('Escape');
  await dialog.waitFor({state: 'detached'});
  assert.equal(new URL(page.url()).searchParams.get('response'), null);

  const link = cards(page).nth(2).getByRole('link', {name: 'Whole response'});
  const name = await link.getAttribute('id');
  await link.focus();
  await page.keyboard.press('Enter');
  await dialog.getByText('About this response').waitFor();
  await page.goBack();
  await dialog.waitFor({state: 'detached'});
  await page.waitForFunction((wanted) => document.activeElement.id === wanted, name);

  const lost = await openVoices('&response=01a20437-3db0-74b8-8da2-6722a4c9f199');
  await lost.getByRole('dialog').getByText('This is not here.').waitFor();
});

test('a new comment is announced, and moves nothing until it is asked for', async () => {
  await define('arrivals');
  for (let count = 0; count < 12; count += 1) await answer('arrivals', {answers: {recommend: 8, why: `Comment ${count}`}}, Date.now() - 60_000 - count * 1000);
  const page = await stage.open('?survey=arrivals&view=voices');
  await page.getByText('Comment 11').waitFor();
  // What arrives after the list would move it.
  await visible(page);
  await cards(page).first().getByRole('button', {name: 'Correct this'}).waitFor();
  await page.evaluate(() => scrollTo(0, 700));
  const place = () => page.getByText('Comment 7', {exact: true}).evaluate((element) => element.getBoundingClientRect().top);
  const before = await place();
  const id = await answer('arrivals', {answers: {recommend: 2, why: 'Something new'}, locale: 'en'});
  const button = page.getByRole('button', {name: '1 new comment'});
  // It is looked for every 10 seconds.
  await button.waitFor({timeout: 30_000});
  assert.equal(await place(), before);
  assert.equal(await page.getByText('Something new').count(), 0);
  await button.click();
  assert.equal((await idsOf(page))[0], id);
  await page.waitForFunction((wanted) => document.activeElement.id === wanted, `voice-${id}`);
  await page.getByRole('heading', {name: '13 comments'}).waitFor();
  await button.waitFor({state: 'detached'});

  // More than are asked for at once leave no gap.
  for (let count = 0; count < 51; count += 1) await answer('arrivals', {answers: {recommend: 8, why: `Another ${count}`}});
  await page.getByRole('button', {name: '50 new comments or more'}).click({timeout: 30_000});
  const {responses} = await find('order=newest', 'arrivals');
  await listed(page, responses);
});

test('what was read stays while there is no connection, and the rest comes with it', async () => {
  const page = await openVoices();
  const all = (await idsOf(page)).map((id) => ({id}));
  await page.route('**/v1/surveys/shop/responses?**', (route) => route.abort());
  await page.getByRole('button', {name: 'Show more'}).click();
  await page.locator('.voices').getByText('No connection.').waitFor();
  await listed(page, all);
  await page.getByLabel('Sentiment').selectOption('mixed');
  await listed(page, []);
  await page.locator('.voices').getByText('No connection.').waitFor();
  await page.unroute('**/v1/surveys/shop/responses?**');
  await page.locator('.voices').getByRole('button', {name: 'Try again'}).click();
  await page.locator('.voices[aria-busy=false]').waitFor();
  assert.deepEqual([...new Set(await page.locator('.comment-coding > .sentiment').allTextContents())], ['Mixed']);

  await page.goto(`${page.url()}&topic=nothing-of-the-kind`);
  await page.locator('.voices').getByRole('button', {name: 'Remove all filters'}).click();
  await listed(page, all);
});

const PAYLOADS = [
  '<script>fault()</script>',
  '<img src=x onerror=fault()>',
  '"><svg onload=fault()>',
  "'-fault()-'",
  'javascript:fault()',
  '</blockquote><iframe srcdoc="<script>parent.fault()</script>">',
  '{{constructor.constructor("fault()")()}}',
  '\u202eltr <b>late delivery</b>',
];

test('what customers typed is text everywhere', async () => {
  await define('payloads', {
    name: '<img src=x onerror=fault()>',
    questions: [
      {id: 'recommend', kind: 'nps', text: {en: '<img src=x onerror=fault()>'}},
      {id: 'reason', kind: 'choice', multiple: true, other: true, options: [{id: 'price', text: {en: '<b onclick=fault()>price</b>'}}], text: {en: '"><script>fault()</script>'}},
      {id: 'why', kind: 'text', text: {en: '<img src=x onerror=fault()>'}},
      {id: 'else', kind: 'text', text: {en: '<svg onload=fault()>'}},
    ],
    attributes: {plan: []},
  });
  const now = Date.now();
  for (const [index, payload] of PAYLOADS.entries()) {
    const place = {touchpoint: payload.slice(0, 60), page: `/${payload}`, attributes: {plan: payload.slice(0, 60)}};
    await answer('payloads', {answers: {recommend: index, reason: ['price', {other: payload}], why: payload, else: payload}, ...place}, now - index * 1000);
  }
  const page = await stage.open('?survey=payloads&view=voices', {options: {permissions: ['clipboard-read', 'clipboard-write']}});
  const dialogs = [];
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message());
    dialog.dismiss();
  });
  await cards(page).nth(PAYLOADS.length - 1).waitFor();
  assert.deepEqual(
    await page.locator('.comment-text').allTextContents(),
    PAYLOADS.flatMap((payload) => [payload, payload]),
  );
  for (const index of PAYLOADS.keys()) {
    const card = cards(page).nth(index);
    assert.equal(await card.locator('script, img, svg, iframe, b:not(.rating b)').count(), 0);
    await card.getByRole('button', {name: 'Copy with context'}).click();
    await card.getByRole('button', {name: 'Copied'}).waitFor();
    const types = await page.evaluate(async () => (await navigator.clipboard.read()).flatMap(({types}) => types));
    assert.deepEqual(types, ['text/plain']);
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.ok(copied.includes(PAYLOADS[index]) && copied.includes('response='), copied);
    await card.getByRole('link', {name: 'Whole response'}).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('About this response').waitFor();
    assert.ok((await dialog.textContent()).includes(PAYLOADS[index]));
    assert.equal(await dialog.locator('script, img, svg, iframe').count(), 0);
    await page.keyboard.press('Escape');
  }
  for (const payload of PAYLOADS) {
    const parameter = encodeURIComponent(payload);
    await page.goto(`${stage.edge.url}/dashboard?survey=payloads&view=voices&q=${parameter}&sentiment=${parameter}&score=${parameter}&order=${parameter}`);
    await page.locator('.voices[aria-busy=false]').waitFor();
    assert.equal(await page.locator('main').locator('script, img, iframe').count(), 0);
  }
  assert.deepEqual(dialogs, []);
  assert.deepEqual(page.faults, []);
});

test('a comment is written in the direction of its language', async () => {
  await define('directions');
  const now = Date.now();
  await answer('directions', {answers: {recommend: 9, why: 'التوصيل سريع جدا'}, locale: 'ar'}, now);
  await answer('directions', {answers: {recommend: 3, why: 'Počasna dostava'}, locale: 'sl'}, now - 1000);
  const page = await stage.open('?survey=directions&view=voices');
  await cards(page).nth(1).waitFor();
  const seen = await page.locator('.comment-text').evaluateAll((all) => all.map((element) => [element.lang, getComputedStyle(element).direction]));
  assert.deepEqual(seen, [
    ['ar', 'rtl'],
    ['sl', 'ltr'],
  ]);
  await page.getByText('No rules for this language').waitFor();
});

test('a survey without comments says so', async () => {
  await define('speechless', {questions: [{id: 'recommend', kind: 'nps', text: {en: 'Would you recommend us?'}}]});
  const page = await stage.open('?survey=speechless&view=voices');
  await page.getByText('This survey does not ask for comments').waitFor();
  await define('unheard');
  await page.goto(`${stage.edge.url}/dashboard?survey=unheard&view=voices`);
  await page.getByText('No comments in these days').waitFor();
  await assertAccessible(page, 'a survey without comments');
});

test('all of it is accessible, in light and dark, and fits a phone', async () => {
  for (const colorScheme of ['light', 'dark']) {
    const page = await openVoices('&q=delivery&topic=delivery', {options: {colorScheme}});
    await visible(page);
    const card = cards(page).first();
    await card.locator('button.chip').first().click();
    await card.getByRole('button', {name: 'Correct this'}).click();
    await assertAccessible(page, `the list, ${colorScheme}`);
    await card.getByRole('link', {name: 'Whole response'}).click();
    await page.getByRole('dialog').getByText('About this response').waitFor();
    await assertAccessible(page, `a response, ${colorScheme}`);
  }
  for (const width of [320, 375]) {
    const page = await openVoices('&q=delivery', {options: {viewport: {width, height: 700}, hasTouch: true, isMobile: true}});
    await visible(page);
    const card = cards(page).first();
    // A tap becomes a click a moment later.
    await card.locator('button.chip').first().tap();
    await card.locator('.matched-words').waitFor();
    await card.getByRole('button', {name: 'Correct this'}).tap();
    await card.locator('form').waitFor();
    const fits = () => page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
    assert.ok(await fits(), `the list at ${width}`);
    await card.getByRole('link', {name: 'Whole response'}).tap();
    await page.getByRole('dialog').getByText('About this response').waitFor();
    assert.ok(await fits(), `a response at ${width}`);
  }
});

test('comments are searched, read and corrected without a pointer', async () => {
  const page = await openVoices();
  await visible(page);
  const [id] = await idsOf(page);
  const path = `v1/surveys/shop/responses/${id}`;
  const to = async (wanted) => {
    for (let presses = 0; !(await page.evaluate((selector) => document.activeElement.matches(selector), wanted)); presses += 1) {
      assert.ok(presses < 80, `${wanted} is not reached`);
      await page.keyboard.press('Tab');
    }
  };
  await to('input[type=search]');
  await page.keyboard.type('e');
  await page.waitForFunction(() => location.search.includes('q=e'));
  await page.keyboard.press('Backspace');
  await page.waitForFunction(() => !location.search.includes('q='));
  const {responses} = await find(`order=newest&from=${new Date(Date.parse(today()) - 27 * DAY_MS).toISOString().slice(0, 10)}`);
  await listed(page, responses);
  await to(`#voice-${id} .comment-coding > button`);
  await page.keyboard.press('Enter');
  // The focus is already where the choice is made.
  await page.waitForFunction((form) => document.activeElement === document.querySelector(`${form} select`), `#voice-${id} form`);
  const was = (await stage.api(path)).comments.why.sentiment;
  await page.keyboard.press(was === 'positive' ? 'n' : 'p');
  await to(`#voice-${id} form .primary`);
  await page.keyboard.press('Enter');
  await page.locator(`#voice-${id}`).getByText('Saved.').waitFor();
  assert.notEqual((await stage.api(path)).comments.why.sentiment, was);
  await to(`#voice-${id} .kept button`);
  await page.keyboard.press('Enter');
  await until(async () => (await stage.api(path)).comments.why.sentiment, was);
});
