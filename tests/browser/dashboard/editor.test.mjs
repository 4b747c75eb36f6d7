import assert from 'node:assert/strict';
import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath, pathToFileURL} from 'node:url';
import {after, before, test} from 'node:test';
import {build} from '../../../static/node_modules/esbuild/lib/main.js';
import {assertAccessible} from '../lib/axe.mjs';
import {useDashboard} from '../lib/dashboard.mjs';
import {startSite} from '../lib/site.mjs';

const stage = useDashboard({sample: false});
let site;
before(async () => (site = await startSite()));
after(() => site?.stop());

const TEMPLATES = {
  nps: 'Customer relationship',
  csat: 'After a purchase',
  ces: 'Support',
  delivery: 'Delivery',
  kiosk: 'In the shop',
  thumbs: 'Product page',
  empty: 'Start empty',
};
const SECTIONS = ['Questions', 'Thank you', 'Where and when', 'Look', 'Name and languages', 'Who may answer', 'Analysis', 'Status', 'Versions', 'As JSON'];

const WHOLE = {
  name: 'Whole',
  status: 'live',
  default_locale: 'en',
  questions: [
    {id: 'score', kind: 'nps', required: true, text: {en: 'Would you recommend us?', sl: 'Bi nas priporočili?'}},
    {id: 'reason', kind: 'choice', multiple: true, other: true, text: {en: 'Why is that?'}, options: [{id: 'price', text: {en: 'Price'}}, {id: 'speed', text: {en: 'Speed'}}], show_if: {question: 'score', at_most: 6}},
    {id: 'aspects', kind: 'drivers', text: {en: 'How did we do?'}, aspects: [{id: 'price', text: {en: 'Price'}}]},
    {id: 'why', kind: 'text', text: {en: 'Anything else?'}, show_if: [{question: 'score', at_least: 3}, {question: 'reason', includes: 'price'}]},
  ],
  thanks: [{show_if: {question: 'score', at_least: 9}, title: {en: 'Oh!'}, text: {en: 'Thank you.'}, link: {url: 'https://reviews.example/us?a=b', text: {en: 'Review us'}}}],
  display: {placement: 'tab', position: 'top-start', urls: ['/thanks*', '!/x'], delay: 5, scroll: 50, exit_intent: true, event: 'purchase', sample: 0.25, after_shown: 1, after_dismissed: 30, after_completed: 180, max_shows: 3, quiet: 1, impression_weight: 10},
  theme: {accent: '#0a7d5a', radius: 12, font: 'Inter, sans-serif', scheme: 'auto'},
  analysis: {
    touchpoints: ['checkout'],
    pages: [{name: 'product', path: '/p/*'}],
    utc_offset: '+01:00',
    weights: {score: 2.5},
    topics: {loyalty: {en: ['points', 'loyalty card*']}},
    goals: [{question: 'score', target: 50, by: '2026-12-31', baseline: -5.5}],
    references: [{question: 'score', value: 38, source: 'Retail, 2025'}],
    annotations: [{day: '2026-10-01', kind: 'campaign', text: 'Autumn sale'}],
  },
  attributes: {plan: ['free', 'pro']},
  origins: ['https://shop.example'],
  publish_scores: true,
  require_token: true,
  opens_at: '2026-01-01T00:00:00Z',
  max_responses: 5000,
};

/** High enough to have all of the preview above the bar at the bottom. */
const ROOMY = {viewport: {width: 1280, height: 1000}};

let count = 0;
const define = async (definition = WHOLE) => {
  const id = `edited-${count++}`;
  await stage.api(`v1/surveys/${id}`, {method: 'PUT', body: definition});
  return id;
};

/** A survey as it is defined, without what describes it. */
const defined = async (id) => {
  const {survey, version, updated_at, ...definition} = await stage.api(`v1/surveys/${id}`);
  return definition;
};

const openEditor = async (id, options) => {
  const page = await stage.open(`?survey=${id}&view=edit`, {options: {...ROOMY, ...options}});
  await page.getByRole('navigation', {name: 'Parts of the settings'}).waitFor();
  return page;
};

const go = (page, section) => page.getByRole('navigation', {name: 'Parts of the settings'}).getByRole('button', {name: section}).click();
const save = async (page) => {
  await page.getByRole('button', {name: 'Save', exact: true}).click();
  await page.getByText('Saved. Your pages').waitFor();
};
const preview = (page) => page.frameLocator('iframe[title="Preview"]');

/** What is added gets the focus with the next frame: before that, it would take it from the field that is filled in. */
const focused = (page, id) => page.waitForFunction((id) => document.activeElement.id === id, id);

/** Goes through a survey with the worst answers, to the thanks. */
const answerAll = async (scope) => {
  const panel = scope.locator('.panel');
  const heading = panel.getByRole('heading');
  for (;;) {
    const asked = await heading.textContent();
    if (asked.includes('Thank you')) return asked;
    const next = panel.getByRole('button', {name: /^(Next|Send)$/});
    const gone = () => heading.filter({hasNotText: asked}).waitFor();
    const groups = panel.getByRole('radiogroup');
    if ((await groups.count()) > 1) {
      for (const group of await groups.all()) await group.getByRole('radio').first().click();
      await next.click();
    } else if (await panel.getByRole('textbox').count()) {
      await panel.getByRole('textbox').fill('Too slow');
      await next.click();
    } else if (await panel.getByRole('checkbox').count()) {
      await panel.getByRole('checkbox').first().click();
      await next.click();
    } else {
      // A drawing lies over what is clicked. It goes on by itself.
      await panel.getByRole('radio').first().click({force: true});
    }
    await gone();
  }
};

const responsesOf = async (id) => (await stage.api(`v1/surveys/${id}/scores`)).responses;

const countedUp = async (id, wanted) => {
  const deadline = Date.now() + 15_000;
  let responses = await responsesOf(id);
  // Asked once more, another instance might not know of it yet.
  while (responses !== wanted && Date.now() < deadline) {
    await new Promise((done) => setTimeout(done, 200));
    responses = await responsesOf(id);
  }
  assert.equal(responses, wanted, `responses of ${id}`);
};

for (const [template, title] of Object.entries(TEMPLATES)) {
  test(`a survey made from the template ${template} is answered in the preview and on a page`, async () => {
    const page = await stage.open('?view=new', {options: ROOMY});
    await page.getByRole('radio', {name: title}).check();
    const id = `made-${template}`;
    await page.getByLabel('Name', {exact: true}).fill(`Made ${template}`);
    assert.equal(await page.getByLabel('Id', {exact: true}).inputValue(), id);
    for (const language of ['Slovenian', 'Bulgarian', 'Belarusian']) await page.getByLabel(language).check();
    await page.getByRole('button', {name: 'Create survey'}).click();
    await page.getByText('The survey is there.').waitFor();
    assert.equal((await defined(id)).name, `Made ${template}`);

    await answerAll(preview(page));
    await page.getByLabel('Language of the preview').selectOption('sl');
    await preview(page).locator('.panel').getByText('ni obvezno').or(preview(page).locator('[lang="sl"] .panel')).first().waitFor();
    assert.deepEqual(page.faults, []);
    await new Promise((done) => setTimeout(done, 2500));
    assert.equal(await responsesOf(id), 0, 'the preview records nothing');

    const context = await stage.browser.newContext({reducedMotion: 'reduce', locale: 'en-GB'});
    const visit = await context.newPage();
    visit.setDefaultTimeout(10_000);
    if (template === 'kiosk') {
      // No site may embed it.
      await visit.goto(`${stage.edge.url}/s/${id}?lang=en`);
      for (const button of ['Next', 'Send']) {
        await visit.getByRole('radio').first().check({force: true});
        await visit.getByRole('button', {name: button}).click();
      }
      await visit.getByRole('heading', {name: 'Thank you'}).waitFor();
    } else {
      const body = template === 'thumbs' ? `<glas-survey survey="${id}"></glas-survey>` : '';
      await visit.goto(site.embed(`${stage.edge.url}/s/${id}.js`, {body}));
      await visit.waitForFunction(() => Object.hasOwn(window.glas?.q ?? {}, 'push'));
      if (template !== 'thumbs') await visit.evaluate(() => window.glas('open'));
      await answerAll(visit);
    }
    await countedUp(id, 1);
    await context.close();
  });
}

test('a survey is copied with all its settings, under a free id only', async () => {
  const id = await define();
  const page = await stage.open('?view=new&template=copy');
  await page.getByLabel('Copy of', {exact: true}).selectOption(id);
  // The names are proposed once the survey has arrived.
  await page.waitForFunction(() => document.getElementById('new-id').value === 'whole-copy');
  await page.getByLabel('Id', {exact: true}).fill(id);
  await page.getByText('Another survey has this id.').waitFor();
  await page.getByLabel('Id', {exact: true}).fill('Not An Id');
  await page.getByText('1 to 64 of a–z, 0–9 and -.').waitFor();
  await page.getByRole('button', {name: 'Create survey'}).click();
  assert.equal(await page.getByLabel('Id', {exact: true}).evaluate((field) => field === document.activeElement), true);
  await page.getByLabel('Id', {exact: true}).fill(`${id}-copy`);
  await page.getByRole('button', {name: 'Create survey'}).click();
  await page.getByText('The survey is there.').waitFor();
  assert.deepEqual(await defined(`${id}-copy`), {...(await defined(id)), name: 'Whole (copy)'});
});

test('what is changed is saved, and all else stays as it was', async () => {
  const id = await define();
  const before = await defined(id);
  const page = await openEditor(id);
  const fill = (label, text) => page.getByLabel(label, {exact: true}).fill(text);

  await page.getByRole('group', {name: 'The question'}).getByLabel('Slovenian').fill('Nas priporočate?');
  await page.getByRole('button', {name: /Why is that/}).click();
  await page.getByRole('button', {name: 'Add option'}).click();
  await focused(page, 'at-/questions/1/options/2/text/en');
  await page.getByRole('group', {name: 'Option 3'}).getByLabel('English').fill('Friendly staff');
  await page.getByRole('group', {name: 'Option 3'}).getByLabel('Slovenian').fill('Prijazno osebje');
  await page.getByLabel('One more: “Other”').uncheck();
  await page.getByLabel('To', {exact: true}).selectOption('5');
  await go(page, 'Thank you');
  await fill('Address', 'https://reviews.example/you');
  await go(page, 'Where and when');
  await page.getByRole('radio', {name: 'Box in a corner'}).check();
  await fill('% of visitors', '40');
  await fill('Addresses, one a line', '/thanks*\n\n /order/*\n');
  await page.getByLabel('Days after it was answered').fill('');
  await go(page, 'Look');
  await fill('Colour', '#aa0000');
  await go(page, 'Name and languages');
  await fill('Name', 'Wholly');
  await go(page, 'Who may answer');
  await page.getByLabel('Its values, one a line').fill('free\npro\nteam');
  await go(page, 'Analysis');
  await page.getByRole('button', {name: 'Add note: Notes in the trend'}).click();
  await page.getByLabel('Day').last().fill('2026-11-05');
  await page.getByLabel('What it was').last().selectOption('release');
  await page.getByLabel('Text', {exact: true}).last().fill('New checkout');
  await go(page, 'Status');
  await page.getByLabel('Anybody may see the scores').uncheck();
  await save(page);

  const expected = structuredClone(before);
  expected.questions[0].text.sl = 'Nas priporočate?';
  expected.questions[1].options.push({id: 'friendly-staff', text: {en: 'Friendly staff', sl: 'Prijazno osebje'}});
  delete expected.questions[1].other;
  expected.questions[1].show_if.at_most = 5;
  expected.thanks[0].link.url = 'https://reviews.example/you';
  Object.assign(expected.display, {placement: 'popover', sample: 0.4, urls: ['/thanks*', '/order/*']});
  delete expected.display.after_completed;
  expected.theme.accent = '#aa0000';
  expected.name = 'Wholly';
  expected.attributes.plan = ['free', 'pro', 'team'];
  expected.analysis.annotations.push({day: '2026-11-05', kind: 'release', text: 'New checkout'});
  expected.publish_scores = false;
  assert.deepEqual(await defined(id), expected);
  // The edge may be asked about an option or a note before its text is typed.
  assert.deepEqual(page.faults.filter((fault) => !fault.includes('status of 422')), []);
});

test('a question of another kind, another order and another id go along with what names them', async () => {
  const id = await define();
  const page = await openEditor(id);
  await page.getByLabel('Kind of the next question').selectOption('stars');
  await page.getByRole('button', {name: 'Add question'}).click();
  await focused(page, 'at-/questions/4/text/en');
  await page.getByRole('group', {name: 'The question'}).getByLabel('English').fill('How many stars?');
  await page.getByLabel('Kind', {exact: true}).selectOption('csat');
  const field = page.getByLabel('Id', {exact: true});
  await field.fill('satisfaction');
  await field.blur();
  await page.getByLabel('Kind of the next question').selectOption('text');
  await page.getByRole('button', {name: 'Add question'}).click();
  await focused(page, 'at-/questions/5/text/en');
  await page.getByRole('group', {name: 'The question'}).getByLabel('English').fill('What was wrong?');
  await page.getByRole('button', {name: 'Only those who answered'}).click();
  // What is saved keeps its kind and its id.
  await page.getByRole('button', {name: /Would you recommend us/}).click();
  assert.equal(await page.getByLabel('Kind', {exact: true}).isDisabled(), true);
  assert.equal(await page.getByLabel('Id', {exact: true}).getAttribute('readonly'), '');
  // Another id takes the condition with it.
  await page.getByRole('button', {name: /How many stars/}).click();
  await page.getByLabel('Id', {exact: true}).fill('stars');
  await page.getByLabel('Id', {exact: true}).press('Enter');
  await save(page);
  const {questions} = await defined(id);
  assert.deepEqual(questions.slice(4), [
    {id: 'stars', kind: 'csat', text: {en: 'How many stars?'}},
    {id: 'why-2', kind: 'text', text: {en: 'What was wrong?'}, show_if: {question: 'stars', at_most: 3}},
  ]);
});

test('questions are moved by keyboard, and what was removed comes back', async () => {
  const id = await define({...WHOLE, questions: WHOLE.questions.map(({show_if, ...question}) => question), thanks: undefined});
  const page = await openEditor(id);
  const order = () => page.locator('.question-text').allTextContents();
  const [first, second, ...rest] = WHOLE.questions.map(({text}) => text.en);
  await page.getByRole('button', {name: 'Move down: Question 1'}).focus();
  await page.keyboard.press('Enter');
  assert.deepEqual(await order(), [second, first, ...rest]);
  await page.getByText('Question 1 is now in place 2 of 4.').waitFor();
  // The focus has gone along: it can be moved on.
  await page.waitForFunction(() => document.activeElement.ariaLabel === 'Move down: Question 2');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement.ariaLabel === 'Move down: Question 3');
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement.ariaLabel === 'Move up: Question 4');
  assert.deepEqual(await order(), [second, ...rest, first]);

  await page.getByRole('button', {name: 'Remove: Question 2'}).click();
  await page.getByText('Removed: Question 2.').waitFor();
  await page.waitForFunction(() => document.activeElement.id === 'undo-removed');
  assert.equal((await order()).length, 3);
  await page.keyboard.press('Enter');
  assert.deepEqual(await order(), [second, ...rest, first]);
  await save(page);
  assert.deepEqual((await defined(id)).questions.map(({id}) => id), ['reason', 'aspects', 'why', 'score']);
});

test('faults stand beside their fields and lead there', async () => {
  const id = await define();
  const page = await openEditor(id);
  // There is no preview of before until there was one.
  await preview(page).locator('.panel').waitFor();
  const question = page.getByRole('group', {name: 'The question'}).getByLabel('English');
  await question.fill('');
  await page.getByRole('heading', {name: '1 thing to put right', exact: true}).waitFor();
  assert.equal(await question.getAttribute('aria-invalid'), 'true');
  const describing = await question.getAttribute('aria-describedby');
  assert.match(await page.locator(`[id="${describing}"]`).textContent(), /main language/);
  await page.getByText('The preview shows it as it was before').waitFor();

  await go(page, 'Look');
  await page.getByLabel('Colour', {exact: true}).fill('red');
  await go(page, 'Who may answer');
  await page.getByLabel(/^Sites, one a line/).fill('https://shop.example\nshop.example');
  await page.locator('.field-faults q').filter({hasText: 'shop.example'}).waitFor();
  await go(page, 'As JSON');
  const json = page.getByLabel('The definition', {exact: true});
  const changed = {...JSON.parse(await json.inputValue()), future: {kept: ['as', 'it', 'is']}};
  await json.fill(JSON.stringify(changed));
  await page.getByRole('heading', {name: '4 things to put right', exact: true}).waitFor();
  await assertAccessible(page, 'faults');

  const summary = page.locator('#fault-summary');
  await summary.getByRole('button', {name: 'Look › Colour'}).click();
  await page.waitForFunction(() => document.activeElement.id === 'at-/theme/accent');
  await summary.getByRole('button', {name: /English/}).click();
  await page.waitForFunction(() => document.activeElement.id === 'at-/questions/0/text/en');
  await page.keyboard.type('Would you?');
  await page.getByRole('heading', {name: '3 things to put right', exact: true}).waitFor();
  await page.getByRole('button', {name: 'Save', exact: true}).click();
  await page.waitForFunction(() => document.activeElement.id === 'fault-summary');
  // What the form has no field for is still there.
  await go(page, 'As JSON');
  assert.deepEqual(JSON.parse(await json.inputValue()).future, changed.future);
  await json.fill('{"name": ');
  await page.getByText('This is not yet JSON that can be used').waitFor();
  await page.getByRole('button', {name: 'Discard changes'}).click();
  await summary.waitFor({state: 'detached'});
  assert.deepEqual(await defined(id), {...WHOLE});
});

test('versions are compared and restored', async () => {
  const id = await define({...WHOLE, name: 'First'});
  await stage.api(`v1/surveys/${id}`, {method: 'PUT', body: {...WHOLE, name: 'Second', questions: WHOLE.questions.slice(0, 3)}});
  const page = await openEditor(id);
  await go(page, 'Versions');
  const versions = page.locator('.versions li');
  await versions.nth(1).waitFor();
  assert.match(await versions.first().textContent(), /Second.*In force/);
  await versions.filter({hasText: 'First'}).getByRole('button').click();
  await page.getByText('2 differences').waitFor();
  const rows = await page.locator('.changes tbody tr').allTextContents();
  assert.match(rows[0], /^Name changedFirstSecond/);
  assert.match(rows[1], /^Questions › why removed/);
  await page.getByRole('button', {name: 'Restore this version'}).click();
  await page.getByText('Loaded the version of').waitFor();
  assert.equal((await defined(id)).name, 'Second', 'nothing is saved yet');
  await save(page);
  assert.deepEqual(await defined(id), {...WHOLE, name: 'First'});
  await page.locator('.versions li').nth(2).waitFor();
});

test('a paused survey is not shown, nor a closed one', async () => {
  const id = await define({name: 'Asked', default_locale: 'en', questions: [{id: 'score', kind: 'nps', text: {en: 'Would you recommend us?'}}], display: {after_shown: 0, quiet: 0}});
  const page = await openEditor(id);
  const isShown = async (wanted) => {
    const context = await stage.browser.newContext();
    const visit = await context.newPage();
    await visit.goto(site.embed(`${stage.edge.url}/s/${id}.js?${Math.random()}`));
    const shown = await visit.locator('glas-popover').waitFor({timeout: wanted ? 30_000 : 3000}).then(() => true, () => false);
    await context.close();
    return shown;
  };
  assert.equal(await isShown(true), true);
  for (const [status, shown] of [['Paused', false], ['Closed', false], ['Live', true]]) {
    await go(page, 'Status');
    await page.getByRole('radio', {name: status}).check();
    await save(page);
    await new Promise((done) => setTimeout(done, 1500));
    assert.equal(await isShown(shown), shown, status);
  }
});

test('a survey is deleted only once its id was typed', async () => {
  const id = await define();
  const page = await openEditor(id);
  await go(page, 'Status');
  await page.getByRole('button', {name: 'Delete the survey'}).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('0 responses').waitFor();
  await assertAccessible(page, 'the question whether to delete');
  await dialog.getByRole('textbox').fill('whole');
  await dialog.getByRole('button', {name: 'Delete for good'}).click();
  await dialog.getByText('This is not the survey’s id.').waitFor();
  assert.equal((await defined(id)).name, 'Whole');
  await dialog.getByRole('textbox').fill(id);
  await dialog.getByRole('button', {name: 'Delete for good'}).click();
  await page.getByRole('heading', {name: 'Surveys', level: 1}).waitFor();
  await assert.rejects(defined(id), /404/);
});

test('what somebody else saved meanwhile is not overwritten unseen', async () => {
  const id = await define();
  const page = await openEditor(id);
  await go(page, 'Name and languages');
  await page.getByLabel('Name', {exact: true}).fill('Mine');
  await stage.api(`v1/surveys/${id}`, {method: 'PUT', body: {...WHOLE, name: 'Theirs'}});
  await page.getByRole('button', {name: 'Save', exact: true}).click();
  await page.getByText('Somebody saved another version meanwhile').waitFor();
  assert.equal((await defined(id)).name, 'Theirs');
  await page.getByRole('button', {name: 'Compare', exact: true}).click();
  assert.match(await page.locator('.changes tbody tr').textContent(), /Name changedTheirsMine/);
  await page.getByRole('button', {name: 'Keep mine'}).click();
  await save(page);
  assert.equal((await defined(id)).name, 'Mine');

  await page.getByLabel('Name', {exact: true}).fill('Mine again');
  await stage.api(`v1/surveys/${id}`, {method: 'PUT', body: {...WHOLE, name: 'Theirs again'}});
  await page.getByRole('button', {name: 'Save', exact: true}).click();
  await page.getByRole('button', {name: 'Take the other'}).click();
  await go(page, 'Name and languages');
  assert.equal(await page.getByLabel('Name', {exact: true}).inputValue(), 'Theirs again');
});

test('what respondents may see is never edited, whatever a cache hands out', async () => {
  const id = await define();
  const {updated_at, origins, display, ...seen} = await stage.api(`v1/surveys/${id}`);
  const path = `**/v1/surveys/${id}`;
  let asked = 0;
  const prepare = (page) => page.route(path, (route) => (asked++ === 0 ? route.fulfill({json: seen}) : route.fallback()));
  const page = await stage.open(`?survey=${id}&view=edit`, {prepare});
  await page.getByRole('navigation', {name: 'Parts of the settings'}).waitFor();
  await go(page, 'Name and languages');
  const name = page.getByLabel('Name', {exact: true});
  await name.fill('Changed');
  await save(page);
  assert.deepEqual(await defined(id), {...WHOLE, name: 'Changed'});

  await page.unroute(path);
  let puts = 0;
  await page.route(path, (route) => (route.request().method() === 'PUT' ? ++puts && route.abort() : route.fulfill({json: {...seen, version: '9'}})));
  await name.fill('Changed again');
  await page.getByRole('button', {name: 'Save', exact: true}).click();
  await page.getByText('You are not signed in.').first().waitFor();
  assert.equal(puts, 0);
  assert.equal(await name.inputValue(), 'Changed again');
  await page.reload();
  await page.getByText('You are not signed in.').waitFor();
  assert.equal(await page.getByRole('navigation', {name: 'Parts of the settings'}).count(), 0);
  await page.context().close();
});

test('unsaved changes are not lost by leaving', async () => {
  const id = await define();
  const page = await stage.open(`?survey=${id}&view=share`);
  await page.getByRole('link', {name: 'Edit'}).click();
  await go(page, 'Name and languages');
  const name = page.getByLabel('Name', {exact: true});
  await name.fill('Changed');
  const dialog = page.getByRole('dialog', {name: 'Leave without saving?'});
  await page.getByRole('link', {name: 'Scores'}).click();
  await dialog.getByRole('button', {name: 'Stay here'}).click();
  await dialog.waitFor({state: 'detached'});
  assert.equal(await name.inputValue(), 'Changed');
  await page.goBack();
  await dialog.waitFor();
  assert.match(page.url(), /view=edit/);
  await page.keyboard.press('Escape');
  // Another language of the page changes nothing of it.
  await page.locator('.languages select').selectOption('sl');
  await page.getByRole('navigation', {name: 'Deli nastavitev'}).waitFor();
  assert.equal(await page.getByLabel('Ime', {exact: true}).inputValue(), 'Changed');
  await page.locator('.languages select').selectOption('en');
  await page.getByRole('navigation', {name: 'Parts of the settings'}).waitFor();

  const asks = () => !dispatchEvent(new Event('beforeunload', {cancelable: true}));
  // It listens once it is drawn.
  await page.waitForFunction(asks);
  await page.getByRole('link', {name: 'Share'}).click();
  await dialog.getByRole('button', {name: 'Save and leave'}).click();
  await page.waitForURL(/view=share/);
  assert.equal((await defined(id)).name, 'Changed');
  assert.equal(await page.evaluate(asks), false);
  await page.getByRole('link', {name: 'Edit'}).click();
  await go(page, 'Name and languages');
  await name.fill('Changed again');
  await page.getByRole('link', {name: 'Scores'}).click();
  await dialog.getByRole('button', {name: 'Leave without saving'}).click();
  await dialog.waitFor({state: 'detached'});
  assert.equal((await defined(id)).name, 'Changed');
});

test('texts that look like markup stay texts, in the editor and in the preview', async () => {
  const evil = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';
  const texts = {en: evil, sl: evil};
  const id = await define({
    ...WHOLE,
    name: evil,
    questions: [
      {id: 'pick', kind: 'choice', text: texts, options: [{id: 'a', text: texts}]},
      {id: 'why', kind: 'text', text: texts, show_if: {question: 'pick', includes: 'a'}},
    ],
    thanks: [{title: texts, text: texts, link: {url: 'https://shop.example/"><b>', text: texts}}],
    attributes: {plan: [evil.slice(0, 60)]},
    display: {},
    analysis: {touchpoints: [evil.slice(0, 60)], annotations: [{day: '2026-10-01', kind: 'campaign', text: evil}]},
  });
  await stage.api(`v1/surveys/${id}`, {method: 'PUT', body: {...(await defined(id)), name: `${evil}2`}});
  const page = await openEditor(id);
  for (const section of SECTIONS) await go(page, section);
  await go(page, 'Versions');
  await page.locator('.versions li').nth(1).getByRole('button').click();
  await page.locator('.changes').waitFor();
  const panel = preview(page).locator('.panel');
  await panel.getByRole('radio').first().click();
  await panel.getByRole('textbox').fill(evil);
  await panel.getByRole('button', {name: 'Send'}).click();
  await panel.getByRole('link').waitFor();
  for (const frame of page.frames()) {
    assert.equal(await frame.evaluate(() => window.hacked), undefined);
    assert.equal(await frame.evaluate(() => document.querySelectorAll('img, b').length), 0);
  }
  assert.deepEqual(page.faults, []);
});

test('the preview shows what is edited, on each device, dark and in each language', async () => {
  const id = await define({...WHOLE, display: {}});
  const page = await openEditor(id);
  const heading = preview(page).locator('.panel').getByRole('heading');
  await heading.filter({hasText: 'Would you recommend us?'}).waitFor();
  await page.getByRole('group', {name: 'The question'}).getByLabel('English').fill('Would you tell friends?');
  await heading.filter({hasText: 'Would you tell friends?'}).waitFor();
  await page.getByLabel('Language of the preview').selectOption('sl');
  await heading.filter({hasText: 'Bi nas priporočili?'}).waitFor();
  const width = () => preview(page).locator('html').evaluate(() => innerWidth);
  assert.equal(await width(), 860);
  await page.getByRole('button', {name: 'Phone'}).click();
  assert.equal(await width(), 375);
  const scheme = () => preview(page).locator('.panel').evaluate((panel) => panel.style.colorScheme);
  assert.equal(await scheme(), 'light');
  await page.getByRole('button', {name: 'Dark'}).click();
  await preview(page).locator('html[data-scheme="dark"] .panel').waitFor();
  assert.equal(await scheme(), 'dark');
  await go(page, 'Where and when');
  await page.getByRole('radio', {name: 'In the page'}).check();
  await preview(page).locator('glas-inline .panel').waitFor();
  await page.getByRole('radio', {name: 'Button at the edge'}).check();
  await preview(page).locator('glas-tab').waitFor();
  assert.deepEqual(page.faults, []);
});

for (const colorScheme of ['light', 'dark']) {
  test(`all parts can be used by everybody, in ${colorScheme}`, async () => {
    const id = await define();
    const page = await openEditor(id, {colorScheme});
    for (const section of SECTIONS) {
      await go(page, section);
      await page.getByRole('heading', {name: section, level: 2}).waitFor();
      if (section === 'Versions') await page.locator('.versions li').first().waitFor();
      await assertAccessible(page, section);
    }
    for (const each of [1, 2, 3]) {
      await go(page, 'Questions');
      await page.locator('.question-toggle').nth(each).click();
      await assertAccessible(page, `question ${each}`);
    }
    const made = await stage.open('?view=new', {options: {colorScheme}});
    await preview(made).locator('.panel').waitFor();
    await assertAccessible(made, 'a new survey');
  });
}

test('everything fits a phone, in four languages', async () => {
  const id = await define();
  for (const lang of ['en', 'sl', 'bg', 'be']) {
    const page = await stage.open(`?survey=${id}&view=edit&lang=${lang}`, {options: {viewport: {width: 375, height: 720}}});
    const parts = page.locator('.sections button');
    await parts.first().waitFor();
    const said = new Set();
    for (const part of await parts.all()) {
      await part.click();
      said.add(await part.textContent());
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 375, `${lang}: ${await part.textContent()}`);
    }
    assert.equal(said.size, SECTIONS.length);
    assert.equal([...said].join() === SECTIONS.join(), lang === 'en');
    assert.deepEqual(page.faults, []);
    await page.context().close();
  }
});

test('a reader changes nothing', async () => {
  const id = await define();
  const page = await stage.open(`?survey=${id}&view=edit`, {token: stage.edge.readerToken});
  await page.getByText('Your token does not allow this.').waitFor();
  await page.goto(`${stage.edge.url}/dashboard?view=new`);
  await page.getByText('Your token does not allow this.').waitFor();
});

/** The functions of the editor that need no browser. */
const pure = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'glas-editor-'));
  after(() => rm(folder, {recursive: true, force: true}));
  const source = (name) => `export * from ${JSON.stringify(fileURLToPath(new URL(`../../../static/dashboard/editor/${name}`, import.meta.url)))};`;
  const names = ['json.ts', 'slug.ts', 'compare.ts', 'rename.ts', 'locales.ts', 'faults.ts', 'contrast.ts'];
  const outfile = join(folder, 'pure.mjs');
  await build({stdin: {contents: names.map(source).join('\n'), resolveDir: folder, loader: 'ts'}, outfile, bundle: true, format: 'esm'});
  return import(pathToFileURL(outfile));
};
const functions = pure();

test('a name becomes an id', async () => {
  const {slugOf, freeId} = await functions;
  for (const [name, slug] of [
    ['Checkout', 'checkout'],
    ['  Customer relationship (2026)! ', 'customer-relationship-2026'],
    ['Čevlji & žabe', 'cevlji-zabe'],
    ['Обслужване след покупка', 'obsluzhvane-sled-pokupka'],
    ['Апытанне пра дастаўку', 'apytanne-pra-dastauku'],
    ['日本', ''],
    ['x'.repeat(80), 'x'.repeat(64)],
  ]) {
    assert.equal(slugOf(name), slug);
  }
  assert.equal(freeId('a', ['b']), 'a');
  assert.equal(freeId('a', ['a', 'a-2']), 'a-3');
});

test('a value is set without a trace elsewhere', async () => {
  const {setIn, getIn, same} = await functions;
  const document = {a: {b: [{c: 1, unknown: [null]}, {c: 2}], d: 'x'}, e: {f: true}};
  const untouched = structuredClone(document);
  assert.deepEqual(setIn(document, ['a', 'b', 0, 'c'], 3), {a: {b: [{c: 3, unknown: [null]}, {c: 2}], d: 'x'}, e: {f: true}});
  assert.deepEqual(setIn(document, ['a', 'b', 1], undefined).a.b, [{c: 1, unknown: [null]}]);
  assert.deepEqual(setIn(document, ['e', 'f'], undefined), {a: document.a}, 'an object with nothing left goes');
  assert.deepEqual(setIn(document, ['a', 'b', 1, 'c'], undefined).a.b[1], {}, 'an item stays');
  assert.deepEqual(setIn(document, ['g', 0, 'h'], 1).g, [{h: 1}]);
  assert.deepEqual(document, untouched);
  assert.equal(getIn(document, ['a', 'toString']), undefined);
  assert.equal(same({a: 1, b: [2]}, {b: [2], a: 1}), true);
  assert.equal(same({a: 1}, {a: 1, b: undefined}), false);
});

test('a pointer is read as it is written', async () => {
  const {pathOf, pointerOf, sectionOf, outwards, faultsAt} = await functions;
  for (const path of [[], ['a'], ['questions', 3, 'text', 'pt-BR'], ['a/b', 'c~d', '~1']]) assert.deepEqual(pathOf(pointerOf(path)), path);
  assert.equal(sectionOf('/theme/accent'), 'look');
  assert.equal(sectionOf('/future'), 'json');
  assert.equal(sectionOf(''), 'json');
  assert.deepEqual(outwards('/a/0/b'), ['/a/0/b', '/a/0', '/a']);
  const faults = [{pointer: '/a'}, {pointer: '/a/0'}, {pointer: '/ab'}];
  assert.deepEqual(faultsAt(faults, '/a'), [faults[0]]);
  assert.deepEqual(faultsAt(faults, '/a', true), faults.slice(0, 2));
});

test('two definitions are compared item by item', async () => {
  const {compare} = await functions;
  const question = (id, text) => ({id, text: {en: text}});
  const before = {name: 'A', status: 'live', questions: [question('a', '?'), question('b', '?'), question('c', '?')], urls: ['/a']};
  const after = {name: 'B', questions: [question('d', 'new'), question('c', '?'), question('a', '!')], urls: ['/a', '/b']};
  assert.deepEqual(compare(before, after), [
    {path: ['name'], kind: 'changed', before: 'A', after: 'B'},
    {path: ['status'], kind: 'removed', before: 'live'},
    {path: ['questions', 'b'], kind: 'removed', before: question('b', '?')},
    {path: ['questions', 'd'], kind: 'added', after: question('d', 'new')},
    {path: ['questions', 'a', 'text', 'en'], kind: 'changed', before: '?', after: '!'},
    {path: ['questions'], kind: 'moved', before: ['a', 'c'], after: ['c', 'a']},
    {path: ['urls'], kind: 'changed', before: ['/a'], after: ['/a', '/b']},
  ]);
  assert.deepEqual(compare(before, structuredClone(before)), []);
  assert.deepEqual(compare({goals: [{by: 1}]}, {goals: [{by: 2}, {by: 3}]}), [
    {path: ['goals', 0, 'by'], kind: 'changed', before: 1, after: 2},
    {path: ['goals', 1], kind: 'added', after: {by: 3}},
  ]);
});

test('all that names a question follows it', async () => {
  const {renameQuestion, renameOption} = await functions;
  const renamedAll = renameQuestion(WHOLE, 0, 'nps');
  assert.deepEqual(JSON.parse(JSON.stringify(WHOLE).replaceAll('"question":"score"', '"question":"nps"').replace('"id":"score"', '"id":"nps"').replace('"weights":{"score"', '"weights":{"nps"')), renamedAll);
  const option = renameOption(WHOLE, 1, 0, 'cost');
  assert.equal(option.questions[1].options[0].id, 'cost');
  assert.equal(option.questions[3].show_if[1].includes, 'cost');
  assert.equal(option.questions[2].aspects[0].id, 'price');
});

test('a definition is cut down to some languages', async () => {
  const {localesOf, onlyLocales, withoutLocale} = await functions;
  assert.deepEqual(localesOf(WHOLE), ['en', 'sl']);
  const left = withoutLocale(WHOLE, 'sl');
  assert.deepEqual(left.questions[0].text, {en: 'Would you recommend us?'});
  assert.deepEqual(left.analysis, WHOLE.analysis);
  assert.equal(onlyLocales(WHOLE, ['sl', 'en']).default_locale, 'sl');
});

test('a colour that cannot be seen is told', async () => {
  const {seen} = await functions;
  const [light, dark] = seen('#ffff00');
  assert.ok(light.becomes && light.ratio < 1.2);
  assert.equal(dark.becomes, null);
  assert.deepEqual(seen('yellow'), []);
});
