import assert from 'node:assert/strict';
import {readFile} from 'node:fs/promises';
import {test} from 'node:test';
import {useDashboard} from '../lib/dashboard.mjs';
import {counted} from '../lib/surveys.mjs';

const stage = useDashboard({sample: false});

const LABEL = '"><img src=x onerror=alert(1)>';
const TEXT = `${LABEL}<script>alert(2)</script><svg onload=alert(3)><a href="javascript:alert(4)">x</a>{{7*7}}`;
const FORMULA = '=HYPERLINK("http://evil.example","x")';

const texts = {en: TEXT, sl: TEXT};
const survey = {
  name: TEXT.slice(0, 100),
  default_locale: 'en',
  publish_scores: true,
  origins: ['*'],
  questions: [
    {id: 'recommend', kind: 'nps', required: true, text: texts},
    {id: 'aspects', kind: 'drivers', text: texts, aspects: [{id: 'price', text: texts}, {id: 'delivery', text: texts}]},
    {id: 'reason', kind: 'choice', multiple: true, other: true, text: texts, options: [{id: 'a', text: texts}, {id: 'b', text: texts}]},
    {id: 'why', kind: 'text', text: texts},
  ],
  thanks: [{title: texts, text: texts}],
  attributes: {plan: [LABEL, FORMULA]},
  analysis: {
    touchpoints: [LABEL],
    pages: [{name: LABEL, path: '/<img*'}],
    goals: [{question: 'recommend', target: 50, by: '2030-01-01'}],
    references: [{question: 'recommend', value: 40, source: TEXT}],
    annotations: [{day: new Date().toISOString().slice(0, 10), kind: 'release', text: TEXT}],
  },
};

/** Answers of which every text is an attack. */
const answer = (index) => ({
  answers: {
    recommend: index % 11,
    aspects: {price: 1 + (index % 5), delivery: 1 + ((index * 3) % 5)},
    reason: ['a', {other: index % 2 ? TEXT : FORMULA}],
    why: index % 2 ? `${FORMULA} the delivery was slow` : `The delivery was terrible ${TEXT}`,
  },
  touchpoint: LABEL,
  channel: '<b>web</b>',
  locale: 'en',
  attributes: {plan: index % 2 ? LABEL : FORMULA},
  page: `/<img src=x onerror=alert(5)>?${index}`,
});

test('what anybody typed is text in every view, in print and in exports', async () => {
  await stage.api('v1/surveys/hostile', {method: 'PUT', body: survey});
  for (let index = 0; index < 40; index++) await stage.api('v1/surveys/hostile/responses', {method: 'POST', body: answer(index)});
  await counted(stage.edge, 'hostile', 40);
  const enc = encodeURIComponent;
  const views = [
    '',
    '?survey=hostile',
    `?survey=hostile&touchpoint=${enc(LABEL)}`,
    `?survey=hostile&attribute.plan=${enc(FORMULA)}&page=${enc(LABEL)}`,
    '?survey=hostile&view=insights',
    `?survey=hostile&view=insights&touchpoint=${enc(LABEL)}`,
    '?survey=hostile&view=voices',
    `?survey=hostile&view=voices&q=${enc('"><img src=x onerror=alert(6)>')}`,
    '?survey=hostile&view=share',
    '?survey=hostile&view=edit',
    '?survey=hostile&wall',
    // The address itself is anybody's.
    `?survey=${enc(LABEL)}`,
    `?survey=hostile&view=${enc(LABEL)}&period=${enc(LABEL)}&compare=${enc(`survey:${LABEL}`)}&question=${enc(LABEL)}&topic=${enc(LABEL)}&lang=${enc(LABEL)}&${enc(LABEL)}=1`,
  ];
  const page = await stage.open('', {
    prepare: (page) =>
      page.addInitScript(() => {
        window.attacked = [];
        for (const name of ['alert', 'confirm', 'prompt']) window[name] = (text) => window.attacked.push(text);
      }),
  });
  page.on('dialog', (dialog) => assert.fail(`a dialog: ${dialog.message()}`));
  for (const view of views) {
    await page.goto(`${stage.edge.url}/dashboard${view}`);
    await page.waitForLoadState('networkidle');
    await page.locator('.skeleton').first().waitFor({state: 'detached'});
    // It is there to be read.
    const isRead = () => document.body.innerText.includes('<img src=x');
    if (!view.includes(enc('<'))) await page.waitForFunction(isRead).catch(() => assert.fail(view));
    const found = await page.evaluate(() => ({
      attacked: window.attacked,
      markup: [...document.querySelectorAll('img[src="x"],[onerror],[onload],a[href^="javascript:" i],body script:not([src])')].map((element) => element.outerHTML),
    }));
    assert.deepEqual(found, {attacked: [], markup: []}, view);
    await page.emulateMedia({media: 'print'});
    await page.pdf();
    await page.emulateMedia({media: 'screen'});
  }
  const allowed = /status of 4\d\d/;
  assert.deepEqual(page.faults.filter((fault) => !allowed.test(fault)), []);
});

test('an export that a spreadsheet opens holds no formula', async () => {
  const page = await stage.open('?survey=hostile');
  await page.getByRole('button', {name: 'Export'}).click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', {name: /CSV/}).first().click()]);
  const csv = await readFile(await download.path(), 'utf8');
  assert.ok(csv.includes('HYPERLINK'));
  assert.doesNotMatch(csv, /(^|[,\n])"?=/);
});
