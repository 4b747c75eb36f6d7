import assert from 'node:assert/strict';
import {test} from 'node:test';
import {assertAccessible} from './lib/axe.mjs';
import {drivers, everyKind, withOther} from './lib/everyKind.mjs';
import {useStage} from './lib/stage.mjs';
import {counted, countedStill, defineSurvey} from './lib/surveys.mjs';
import {widgetOn} from './lib/widget.mjs';

const stage = useStage();
const withoutScript = {options: {javaScriptEnabled: false}};
const asked = (page, name) => page.getByRole('radiogroup', {name});
const thanked = (page, title = 'Thank you') => page.getByRole('heading', {name: title}).waitFor();
const press = (page, name) => page.getByRole('button', {name, exact: true}).click();

/** Of who would not recommend: `reason`, and of who has another one `box`; `overall` of everybody. */
const branching = [
  {id: 'recommend', kind: 'nps', required: true, text: {en: 'Would you recommend us?'}},
  {
    id: 'reason',
    kind: 'choice',
    other: true,
    required: true,
    text: {en: 'Why not?'},
    options: [{id: 'price', text: {en: 'Price'}}, {id: 'delivery', text: {en: 'Delivery'}}],
    show_if: {question: 'recommend', at_most: 6},
  },
  {id: 'box', kind: 'stars', text: {en: 'And the box?'}, show_if: {question: 'reason', includes: 'other'}},
  {id: 'overall', kind: 'csat', required: true, text: {en: 'And all in all?'}},
];

test('every kind of question is answered without JavaScript and counted once', async () => {
  const survey = await defineSurvey(stage.edge, {questions: [...everyKind, withOther, drivers]});
  const page = await stage.open(`${survey.page}?touchpoint=parcel&channel=qr`, withoutScript);
  await asked(page, /recommend us/).getByRole('radio', {name: /^10 /}).check();
  await asked(page, /satisfied/).getByRole('radio', {name: /^4 /}).check();
  await asked(page, /easy/).getByRole('radio', {name: /^7 /}).check();
  await asked(page, /bowl/).getByRole('radio', {name: /^5 /}).check();
  await asked(page, /talking/).getByRole('radio').nth(3).check();
  await asked(page, /help/).getByRole('radio', {name: 'Thumbs up'}).check();
  await page.getByRole('radio', {name: 'At the Saturday market'}).first().check();
  await page.getByRole('checkbox', {name: 'Price'}).check();
  await page.getByRole('checkbox', {name: 'Delivery'}).check();
  await page.getByRole('textbox', {name: /reason/}).fill('Lovely <b>glaze</b>');
  // Typed, not ticked.
  await page.getByRole('textbox', {name: 'Please say what'}).fill('A poster');
  await asked(page, 'Quality').getByRole('radio', {name: '5 out of 5: Excellent'}).check();
  await asked(page, /goes wrong/).getByRole('radio', {name: '1 out of 5: Poor'}).check();
  await press(page, 'Send');
  await thanked(page);

  const {counts} = await counted(stage.edge, survey.id, 1);
  assert.deepEqual(counts.recommend, {10: 1});
  assert.deepEqual(counts.overall, {4: 1});
  assert.deepEqual(counts.ease, {7: 1});
  assert.deepEqual(counts.bowl, {5: 1});
  assert.deepEqual(counts.mood, {4: 1});
  assert.deepEqual(counts.helped, {1: 1});
  assert.deepEqual(counts.heard, {other: 1});
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

test('a survey is asked page after page, back and forth, without JavaScript and counted once', async () => {
  const survey = await defineSurvey(stage.edge, {questions: branching});
  const page = await stage.open(survey.page, withoutScript);
  await asked(page, /recommend/).getByRole('radio', {name: /^3 /}).check();
  await press(page, 'Next');
  const second = page.getByRole('progressbar', {name: /^Question 2 /});
  await second.waitFor();
  assert.equal(await page.title(), 'Question 2 of 3 – Browser test');
  assert.deepEqual((await counted(stage.edge, survey.id, 1)).counts.recommend, {3: 1}, 'who leaves here is heard');

  // Enter in a field goes on, not back.
  await page.getByRole('textbox', {name: 'Please say what'}).fill('The tape');
  await page.keyboard.press('Enter');
  await asked(page, /box/).getByRole('radio', {name: /^2 /}).check();
  await press(page, 'Back');
  assert.equal(await page.getByRole('textbox').inputValue(), 'The tape');
  await press(page, 'Back');
  assert.ok(await asked(page, /recommend/).getByRole('radio', {name: /^3 /}).isChecked());
  await press(page, 'Next');
  await second.waitFor();
  await press(page, 'Next');
  assert.ok(await asked(page, /box/).getByRole('radio', {name: /^2 /}).isChecked());
  await asked(page, /all in all/).getByRole('radio', {name: /^4 /}).check();
  await press(page, 'Send');
  await thanked(page);
  const {counts} = await countedStill(stage.edge, survey.id, 1);
  assert.deepEqual([counts.reason, counts.box, counts.overall], [{other: 1}, {2: 1}, {4: 1}]);
  assert.deepEqual(page.faults, []);
});

test('who goes back with the browser and answers otherwise is still one respondent', async () => {
  const survey = await defineSurvey(stage.edge, {questions: branching});
  const page = await stage.open(survey.page, withoutScript);
  await asked(page, /recommend/).getByRole('radio', {name: /^10 /}).check();
  await press(page, 'Next');
  await asked(page, /all in all/).waitFor();
  await page.goBack();
  await asked(page, /recommend/).getByRole('radio', {name: /^9 /}).check();
  await press(page, 'Next');
  await asked(page, /all in all/).getByRole('radio', {name: /^5 /}).check();
  await press(page, 'Send');
  await thanked(page);
  await page.goBack();
  await asked(page, /all in all/).waitFor();
  await page.reload();
  const {counts} = await countedStill(stage.edge, survey.id, 1);
  assert.deepEqual([counts.recommend, counts.overall], [{9: 1}, {5: 1}]);
});

test('a link chooses the score, and the visitor sends it', async () => {
  const survey = await defineSurvey(stage.edge);
  const page = await stage.open(`${survey.page}?a.recommend=7&a.why=x%22%3E`, withoutScript);
  assert.ok(await page.getByRole('radio', {name: /^7 /}).isChecked());
  assert.equal(await page.getByRole('textbox').inputValue(), 'x">');
  await press(page, 'Send');
  await thanked(page);
  assert.deepEqual((await counted(stage.edge, survey.id, 1)).counts.recommend, {7: 1});
});

test('thanks lead promoters on', async () => {
  const reviews = stage.site.embed('');
  const survey = await defineSurvey(stage.edge, {
    thanks: [
      {
        show_if: {question: 'recommend', at_least: 9},
        title: {en: 'That makes our day'},
        link: {url: reviews, text: {en: 'Leave a review'}},
      },
    ],
  });
  const page = await stage.open(`${survey.page}?a.recommend=9`, withoutScript);
  await press(page, 'Send');
  await thanked(page, 'That makes our day');
  await page.getByRole('link', {name: 'Leave a review'}).click();
  await page.waitForURL(reviews);
});

for (const accent of ['#ffff00', '#ffffff', '#000000', '#808080']) {
  for (const colorScheme of ['light', 'dark']) {
    test(`with the accent ${accent} all can be read in ${colorScheme}`, async () => {
      const theme = {accent, radius: 0, font: "Georgia, 'serif"};
      const survey = await defineSurvey(stage.edge, {questions: [...branching, drivers], theme});
      const page = await stage.open(`${survey.page}?a.recommend=3`, {options: {colorScheme}});
      await assertAccessible(page, 'the first page');
      await press(page, 'Next');
      await page.getByRole('radio', {name: 'Price', exact: true}).check();
      await assertAccessible(page, 'the second page');
      const style = (selector) => page.locator(selector).first().evaluate((element) => {
        const {backgroundColor, borderRadius, fontFamily} = getComputedStyle(element);
        return {backgroundColor, borderRadius, fontFamily};
      });
      const [button, surface] = [await style('button'), await style('main')];
      assert.ok(contrast(button.backgroundColor, surface.backgroundColor) >= 3, `${button.backgroundColor} on ${surface.backgroundColor}`);
      assert.equal(button.borderRadius, '0px');
      // A quotation mark too many costs the font, and nothing else.
      assert.match(button.fontFamily, /system-ui/);
      assert.deepEqual(page.faults, []);
    });
  }
}

/** How well two colours can be told apart: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
const contrast = (...colors) => {
  const luminance = (color) => {
    const [r, g, b] = color.match(/[\d.]+/g).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [dark, light] = colors.map(luminance).sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
};

test('a survey is drawn in the scheme of its theme', async () => {
  for (const [scheme, colorScheme, background] of [
    ['dark', 'light', 'rgb(28, 30, 36)'],
    ['light', 'dark', 'rgb(255, 255, 255)'],
  ]) {
    const survey = await defineSurvey(stage.edge, {theme: {scheme}});
    const page = await stage.open(survey.page, {options: {colorScheme}});
    assert.equal(await page.locator('main').evaluate((main) => getComputedStyle(main).backgroundColor), background);
    await assertAccessible(page, scheme);
  }
});

test('every page satisfies axe from right to left', async () => {
  const questions = [...everyKind, withOther, drivers].map((question) => ({...question, required: true}));
  const survey = await defineSurvey(stage.edge, {questions: [{...questions[8], show_if: undefined}, questions[0], {...questions[9], show_if: {question: 'recommend', at_most: 6}}, ...questions.slice(1, 8), drivers]});
  const page = await stage.open(`${survey.page}?lang=ar&a.recommend=3&a.why=x`);
  await assertAccessible(page, 'the first page');
  await page.locator('button[type=submit]').first().click();
  // The first page has a `progress` too.
  await page.locator('#q-heard').waitFor();
  await page.waitForLoadState();
  await assertAccessible(page, 'the second page');
  await page.locator('button[type=submit]').first().click();
  await page.getByRole('alert').waitFor();
  // Who cannot see is told. The browser moves the focus when it first draws the page.
  await page.waitForFunction(() => document.activeElement?.role === 'alert');
  await assertAccessible(page, 'the errors');
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
  const survey = await defineSurvey(stage.edge, {questions: [...everyKind, withOther, {...withOther, id: 'several', multiple: true}, drivers]});
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
