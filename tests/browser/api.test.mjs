import assert from 'node:assert/strict';
import {test} from 'node:test';
import {useStage} from './lib/stage.mjs';
import {counted, defineSurvey} from './lib/surveys.mjs';
import {decided, go, pass, settled, submissionsOf} from './lib/visit.mjs';
import {widgetOn} from './lib/widget.mjs';

const stage = useStage();
const STUB = 'window.glas = window.glas || function () { (glas.q = glas.q || []).push(arguments) };';
const call = (page, ...args) => page.evaluate((args) => void window.glas(...args), args);

test('calls made before the script has loaded are carried out in their order', async () => {
  const survey = await defineSurvey(stage.edge, {attributes: {plan: []}, display: {placement: 'none'}});
  const head = `<script>${STUB}
    glas('on', 'shown', () => document.title = 'Told');
    glas('set', {plan: 'free'}); glas('set', {plan: 'pro'}); glas('identify', 'visitor-7'); glas('open');
  </script>`;
  const page = await stage.open(stage.site.embed(survey.script, {head}));
  const sent = submissionsOf(page);
  await widgetOn(page).answer(9, '');
  assert.equal(await page.title(), 'Told');
  assert.deepEqual([sent.at(-1).attributes, sent.at(-1).respondent], [{plan: 'pro'}, 'visitor-7']);
  assert.deepEqual(page.faults, []);
});

test('a page that defines nothing finds the function when the script has loaded', async () => {
  const survey = await defineSurvey(stage.edge, {display: {placement: 'none'}});
  const page = await stage.open(stage.site.embed());
  await page.evaluate(
    (src) =>
      new Promise((done) => {
        const script = document.createElement('script');
        script.src = src;
        script.onload = () => done(window.glas('open'));
        document.head.append(script);
      }),
    survey.script,
  );
  await widgetOn(page).dialog.waitFor();
});

test('open always works, also on a visitor who has completed the survey, and begins a new response', async () => {
  const survey = await defineSurvey(stage.edge, {display: {urls: ['/nowhere'], sample: 0}});
  const page = await stage.open(stage.site.embed(survey.script));
  const sent = submissionsOf(page);
  await decided(page);
  await call(page, 'open');
  await widgetOn(page).answer(9, '');
  await call(page, 'open', survey.id);
  await widgetOn(page).answer(2, '');
  await call(page, 'close');
  await widgetOn(page).dialog.waitFor({state: 'detached'});
  await call(page, 'open');
  await widgetOn(page).dialog.waitFor();
  assert.deepEqual((await counted(stage.edge, survey.id, 2)).counts.recommend, {2: 1, 9: 1});
  assert.equal(new Set(sent.map(({id}) => id)).size, 2);
});

test('open leaves a survey that is being answered alone', async () => {
  const survey = await defineSurvey(stage.edge);
  const page = await stage.open(stage.site.embed(survey.script));
  await widgetOn(page).point(9).click();
  await widgetOn(page).field.fill('half a thought');
  await call(page, 'open');
  assert.equal(await widgetOn(page).field.inputValue(), 'half a thought');
});

test('open takes the focus if the visitor has just pressed something, and not otherwise', async () => {
  const survey = await defineSurvey(stage.edge, {display: {placement: 'none'}});
  const focused = (page) => page.evaluate(() => document.activeElement.localName);
  const page = await stage.open(stage.site.embed(survey.script, {body: '<button onclick="glas(\'open\')">Tell us</button>'}));
  await decided(page);
  await page.getByRole('button', {name: 'Tell us'}).click();
  await widgetOn(page).dialog.waitFor();
  assert.equal(await focused(page), 'glas-popover');
  await page.keyboard.press('Escape');
  assert.equal(await focused(page), 'button');

  // What a test evaluates counts as pressed.
  const idle = (page) => page.addInitScript(() => Object.defineProperty(navigator, 'userActivation', {value: {isActive: false}}));
  const quiet = await stage.open(stage.site.embed(survey.script), {prepare: idle});
  await decided(quiet);
  await call(quiet, 'open');
  await widgetOn(quiet).dialog.waitFor();
  assert.equal(await focused(quiet), 'body');
});

test('close ends what was begun: it is sent, and not gone on with', async () => {
  const survey = await defineSurvey(stage.edge);
  const page = await stage.open(stage.site.embed(survey.script, {body: `<div data-glas="${survey.id}"></div>`}));
  const inline = page.locator('glas-inline');
  await inline.getByRole('radio', {name: /^3 /}).click();
  await inline.getByRole('textbox').waitFor();
  await call(page, 'close', 'another');
  assert.equal(await inline.count(), 1);
  await call(page, 'close', survey.id);
  assert.equal(await inline.count(), 0);
  assert.deepEqual((await counted(stage.edge, survey.id, 1)).counts.recommend, {3: 1});
  // A change of the page does not bring it back.
  await page.evaluate(() => document.body.append('a change'));
  await settled(page);
  assert.equal(await inline.count(), 0);
  await call(page, 'open');
  await inline.getByRole('radio', {name: /^5 /}).waitFor();
  assert.equal(await inline.getByRole('radio', {checked: true}).count(), 0);
});

test('close drops what waits for its moment on this page', async () => {
  const survey = await defineSurvey(stage.edge, {display: {delay: 30}});
  const page = await stage.open(stage.site.embed(survey.script), {clock: true});
  await decided(page);
  await call(page, 'close');
  await pass(page, 60);
  assert.equal(await page.locator('glas-popover').count(), 0);
  await go(page, '/another');
  await pass(page, 31);
  await widgetOn(page).dialog.waitFor();
});

test('only declared attributes with declared values are sent, and a respondent that can be', async () => {
  const survey = await defineSurvey(stage.edge, {attributes: {plan: ['free', 'pro'], age: []}, display: {placement: 'none'}});
  const page = await stage.open(stage.site.embed(survey.script));
  const sent = submissionsOf(page);
  await decided(page);
  const answer = async (attributes, respondent) => {
    await call(page, 'set', attributes);
    await call(page, 'identify', respondent);
    await call(page, 'open');
    await widgetOn(page).answer(9, '');
    return [sent.at(-1).attributes, sent.at(-1).respondent];
  };
  assert.deepEqual(await answer({plan: 'gold', age: 30, email: 'a@b.example'}, 'x'.repeat(64)), [{age: '30'}, 'x'.repeat(64)]);
  assert.deepEqual(await answer({plan: 'pro', age: null}, 'x'.repeat(65)), [{plan: 'pro'}, undefined]);
  assert.deepEqual(await answer(null, 7), [{plan: 'pro'}, '7']);
  assert.deepEqual(await answer({plan: 'a\nb'}, null), [{}, undefined]);
  await counted(stage.edge, survey.id, 4);
});

test('the page is told what happens, by handlers and by events on the document, until it wants no more of it', async () => {
  const survey = await defineSurvey(stage.edge);
  const head = `<script>${STUB}
    window.told = [];
    const tell = ({type, detail}) => told.push([type, detail]);
    for (const name of ['shown', 'answered', 'completed', 'dismissed', 'failed']) {
      document.addEventListener('glas:' + name, tell);
      glas('on', name, ({detail}) => told.push([name, detail]));
    }
    const never = () => told.push('never');
    glas('on', 'completed', never);
    glas('off', 'completed', never);
  </script>`;
  const page = await stage.open(stage.site.embed(survey.script, {head}));
  await widgetOn(page).answer(6, 'Slow');
  await widgetOn(page).button('Close').click();
  await call(page, 'open');
  await widgetOn(page).button('Close').click();
  const detail = {survey: survey.id};
  const twice = (name, more) => [[`glas:${name}`, {...detail, ...more}], [name, {...detail, ...more}]];
  assert.deepEqual(await page.evaluate(() => told), [
    ...twice('shown'),
    ...twice('answered', {question: 'recommend', answer: 6}),
    ...twice('answered', {question: 'why', answer: 'Slow'}),
    ...twice('completed'),
    ...twice('shown'),
    ...twice('dismissed'),
  ]);
});

test('a handler that throws, and a call that makes no sense, break nothing', async () => {
  const survey = await defineSurvey(stage.edge);
  const head = `<script>${STUB}
    for (const name of ['shown', 'answered', 'completed']) glas('on', name, () => { throw new Error('of the page') });
    glas(); glas('no such thing'); glas('toString'); glas('on'); glas('set'); glas('event'); glas('lang'); glas('close', 7);
  </script>`;
  const page = await stage.open(stage.site.embed(survey.script, {head}));
  await widgetOn(page).answer(6, 'Fine');
  assert.deepEqual((await counted(stage.edge, survey.id, 1)).counts.recommend, {6: 1});
  assert.ok(page.faults.length >= 4 && page.faults.every((fault) => fault.includes('of the page')), page.faults);
});

test('the language can be changed while the survey is shown, and what was answered stays', async () => {
  const survey = await defineSurvey(stage.edge, {
    questions: [
      {id: 'recommend', kind: 'nps', text: {en: 'Would you?', sl: 'Ali bi?'}},
      {id: 'why', kind: 'text', text: {en: 'Why?', sl: 'Zakaj?'}},
    ],
  });
  const page = await stage.open(stage.site.embed(`${survey.script}?lang=en`));
  const sent = submissionsOf(page);
  await widgetOn(page).point(9).click();
  await widgetOn(page).field.waitFor();
  await call(page, 'lang', 'sl');
  await widgetOn(page).heading.filter({hasText: 'Zakaj?'}).waitFor();
  assert.equal(await page.locator('glas-popover').getAttribute('lang'), 'sl');
  await widgetOn(page).button('Pošlji').click();
  await counted(stage.edge, survey.id, 1);
  assert.deepEqual([sent.at(-1).answers, sent.at(-1).locale], [{recommend: 9}, 'sl']);
});

test('several surveys on a page are told apart, and calls from before either was there reach both', async () => {
  const display = {placement: 'none'};
  const attributes = {plan: []};
  const [one, two] = [await defineSurvey(stage.edge, {display, attributes}), await defineSurvey(stage.edge, {display, attributes})];
  const page = await stage.open(stage.site.embed(one.script, {head: `<script>${STUB} glas('set', {plan: 'pro'}); glas('open', '${two.id}')</script>`}));
  const sent = submissionsOf(page);
  await decided(page);
  assert.equal(await page.locator('glas-popover').count(), 0);
  await page.evaluate((src) => document.head.append(Object.assign(document.createElement('script'), {src})), two.script);
  await widgetOn(page).answer(1, '');
  await counted(stage.edge, two.id, 1);

  await call(page, 'open', one.id);
  await widgetOn(page).answer(2, '');
  await counted(stage.edge, one.id, 1);
  assert.equal(await page.locator('glas-popover').count(), 1);
  assert.deepEqual(sent.map(({attributes}) => attributes), [{plan: 'pro'}, {plan: 'pro'}]);
});

test('an open that names no survey is for one, and not for those that come later', async () => {
  const display = {placement: 'none', quiet: 0};
  const [one, two, three] = [await defineSurvey(stage.edge, {display}), await defineSurvey(stage.edge, {display}), await defineSurvey(stage.edge, {display})];
  const page = await stage.open(stage.site.embed(one.script, {head: `<script>${STUB} glas('open')</script>`}));
  const load = async (survey) => {
    await page.evaluate(
      (src) => new Promise((onload) => document.head.append(Object.assign(document.createElement('script'), {src, onload}))),
      survey.script,
    );
    await settled(page);
  };
  await widgetOn(page).dialog.waitFor();
  await load(two);
  assert.equal(await page.locator('glas-popover').count(), 1);
  await call(page, 'close');
  await call(page, 'open');
  await widgetOn(page).dialog.waitFor();
  await load(three);
  assert.equal(await page.locator('glas-popover').count(), 1);
});
