import assert from 'node:assert/strict';
import {test} from 'node:test';
import {everyKind} from './lib/everyKind.mjs';
import {useStage} from './lib/stage.mjs';
import {counted, countedStill, defineSurvey} from './lib/surveys.mjs';
import {widgetOn} from './lib/widget.mjs';

const stage = useStage();
const withoutScript = {options: {javaScriptEnabled: false}};
const asked = (page, name) => page.getByRole('radiogroup', {name});

test('every kind of question is answered without JavaScript and counted once', async () => {
  const survey = await defineSurvey(stage.edge, {questions: everyKind});
  const page = await stage.open(`${survey.page}?touchpoint=parcel&channel=qr`, withoutScript);
  await asked(page, /recommend us/).getByRole('radio', {name: /^10 /}).check();
  await asked(page, /satisfied/).getByRole('radio', {name: /^4 /}).check();
  await asked(page, /easy/).getByRole('radio', {name: /^7 /}).check();
  await asked(page, /bowl/).getByRole('radio', {name: /^5 /}).check();
  await asked(page, /talking/).getByRole('radio').nth(3).check();
  await asked(page, /help/).getByRole('radio', {name: 'Thumbs up'}).check();
  await page.getByRole('radio', {name: 'At the Saturday market'}).check();
  await page.getByRole('checkbox', {name: 'Price'}).check();
  await page.getByRole('checkbox', {name: 'Delivery'}).check();
  await page.getByRole('textbox').fill('Lovely <b>glaze</b>');
  await page.getByRole('button', {name: 'Send'}).click();
  await page.getByRole('heading', {name: 'Thank you'}).waitFor();

  const {counts} = await counted(stage.edge, survey.id, 1);
  assert.deepEqual(counts.recommend, {10: 1});
  assert.deepEqual(counts.overall, {4: 1});
  assert.deepEqual(counts.ease, {7: 1});
  assert.deepEqual(counts.bowl, {5: 1});
  assert.deepEqual(counts.mood, {4: 1});
  assert.deepEqual(counts.helped, {1: 1});
  assert.deepEqual(page.faults, [], 'the page kept to its own policy');
});

test('a form sent twice is counted once', async () => {
  const survey = await defineSurvey(stage.edge);
  const page = await stage.open(survey.page, withoutScript);
  await page.getByRole('radio', {name: /^3 /}).check();
  const sent = page.waitForRequest((request) => request.method() === 'POST');
  await page.getByRole('button', {name: 'Send'}).dblclick();
  const form = (await sent).postData();
  await page.getByRole('heading', {name: 'Thank you'}).waitFor();
  const again = await fetch(survey.page, {
    method: 'POST',
    headers: {'content-type': 'application/x-www-form-urlencoded', origin: stage.edge.url},
    body: form,
  });
  assert.equal(again.status, 200);
  assert.deepEqual((await counted(stage.edge, survey.id, 1)).counts.recommend, {3: 1});
  await countedStill(stage.edge, survey.id, 1);
});

test('a required answer that is missing is asked for again, and what was given is kept', async () => {
  const survey = await defineSurvey(stage.edge);
  const page = await stage.open(survey.page, withoutScript);
  await page.getByRole('textbox').fill('I said why already');
  await page.getByRole('button', {name: 'Send'}).click();

  const errors = page.getByRole('alert');
  await errors.getByRole('link').click();
  const question = asked(page, /recommend/);
  assert.equal(await question.getAttribute('aria-invalid'), 'true');
  assert.ok(await page.getByText('Please answer this question.').last().isVisible());
  assert.equal(await page.getByRole('textbox').inputValue(), 'I said why already');
  await countedStill(stage.edge, survey.id, 0);

  await question.getByRole('radio', {name: /^6 /}).check();
  await page.getByRole('button', {name: 'Send'}).click();
  await page.getByRole('heading', {name: 'Thank you'}).waitFor();
  assert.deepEqual((await counted(stage.edge, survey.id, 1)).counts.recommend, {6: 1});
});

test('opening every link records nothing', async () => {
  const survey = await defineSurvey(stage.edge);
  const links = [survey.page, survey.script, `${survey.page}?a.recommend=9&recommend=9&channel=email&touchpoint=x`, `${survey.page}?lang=sl`];
  for (const link of links) {
    const page = await stage.open(link);
    const more = await page.locator('a[href], link[href], area[href]').evaluateAll((all) => all.map(({href}) => href));
    for (const href of more) await fetch(href);
    await page.context().close();
  }
  const embedding = await stage.open(stage.site.embed(survey.script));
  await widgetOn(embedding).dialog.waitFor();
  await embedding.context().close();
  await countedStill(stage.edge, survey.id, 0);
});

test('the hosted page asks in the language and direction of its link', async () => {
  const survey = await defineSurvey(stage.edge, {
    questions: [{id: 'recommend', kind: 'nps', text: {en: 'Would you?', sl: 'Ali bi?', ar: 'هل توصي بنا؟'}}],
  });
  const cases = [
    {query: '?lang=sl', lang: 'sl', dir: 'ltr', asks: 'Ali bi?'},
    {query: '?lang=ar', lang: 'ar', dir: 'rtl', asks: 'هل توصي بنا؟'},
    {query: '?lang=fi', lang: 'en', dir: 'ltr', asks: 'Would you?'},
  ];
  for (const {query, lang, dir, asks} of cases) {
    const page = await stage.open(survey.page + query, withoutScript);
    assert.deepEqual([await page.locator('html').getAttribute('lang'), await page.locator('html').getAttribute('dir')], [lang, dir]);
    assert.ok((await page.locator('legend').textContent()).startsWith(asks));
    await page.context().close();
  }
});

test('the hosted page fits a narrow phone and enlarged text', async () => {
  const survey = await defineSurvey(stage.edge, {questions: everyKind});
  for (const [width, fontSize] of [[320, '100%'], [320, '200%'], [640, '200%']]) {
    const page = await stage.open(survey.page, {options: {viewport: {width, height: 700}}});
    // `style` set through the CSSOM is not the page's policy's business.
    await page.evaluate((size) => (document.documentElement.style.fontSize = size), fontSize);
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), width, `${width} px at ${fontSize}`);
    for (const point of await page.locator('.point').all()) {
      const {width, height} = await point.boundingBox();
      assert.ok(width >= 24 && height >= 24, `a point is ${width} × ${height}`);
    }
    await page.context().close();
  }
});
