import assert from 'node:assert/strict';
import {test} from 'node:test';
import {useStage} from './lib/stage.mjs';
import {defineSurvey} from './lib/surveys.mjs';
import {widgetOn} from './lib/widget.mjs';

const stage = useStage();

const hostile = `
  html { font-size: 44px; overflow: hidden; color-scheme: only dark; }
  body { transform: scale(0.4) rotate(4deg); filter: blur(3px); opacity: 0.3; position: relative; z-index: 0; }
  body * {
    all: unset !important; display: none !important; position: static !important; visibility: hidden !important;
    width: 9px !important; height: 9px !important; margin: 40px !important; padding: 40px !important;
    border: 9px solid red !important; background: red !important; color: red !important; opacity: 0.1 !important;
    font: 60px/3 fantasy !important; letter-spacing: 1em !important; text-transform: uppercase !important;
    direction: rtl !important; zoom: 2 !important; pointer-events: none !important; clip-path: circle(3px) !important;
  }
  * { box-sizing: content-box !important; --accent: red; --surface: red; }`;

test('a page with hostile styles changes neither the box nor the look of the widget', async () => {
  const survey = await defineSurvey(stage.edge);
  const look = async (css) => {
    const page = await stage.open(stage.site.embed(survey.script, {css}));
    const {panel, point, heading} = widgetOn(page);
    await panel.waitFor();
    const style = (locator) =>
      locator.evaluate((element) => {
        const {font, color, backgroundColor, direction, letterSpacing, textTransform} = getComputedStyle(element);
        return {font, color, backgroundColor, direction, letterSpacing, textTransform};
      });
    const seen = {
      panel: await panel.boundingBox(),
      point: await point(5).boundingBox(),
      styles: [await style(panel), await style(heading)],
    };
    await point(5).click();
    await widgetOn(page).field.waitFor();
    return seen;
  };
  assert.deepEqual(await look(hostile), await look(''));
});

test('the widget leaves the page as it was', async () => {
  const survey = await defineSurvey(stage.edge);
  const page = await stage.open(stage.site.embed(survey.script), {
    prepare: (page) =>
      page.addInitScript(() => {
        window.globals = Object.keys(window).length;
        window.shift = 0;
        new PerformanceObserver((list) => list.getEntries().forEach(({value}) => (window.shift += value))).observe({type: 'layout-shift'});
      }),
  });
  await widgetOn(page).dialog.waitFor();
  const found = await page.evaluate(() => ({
    globals: Object.keys(window).length - window.globals,
    shift: window.shift,
    cookie: document.cookie,
    styles: document.querySelectorAll('style, [style]').length + document.adoptedStyleSheets.length,
  }));
  assert.deepEqual(found, {globals: 3, shift: 0, cookie: '', styles: 0});
});

test('in a language written from right to left everything is mirrored', async () => {
  const survey = await defineSurvey(stage.edge, {
    questions: [{id: 'recommend', kind: 'nps', text: {en: 'Would you?', ar: 'ما مدى احتمال أن توصي بنا لصديق؟'}}],
  });
  const page = await stage.open(stage.site.embed(survey.script, {html: 'lang="ar" dir="rtl"'}));
  const {panel, point} = widgetOn(page);
  const box = await panel.boundingBox();
  assert.equal(box.x, 16);
  assert.ok((await point(0).boundingBox()).x > (await point(10).boundingBox()).x);
  assert.ok((await page.getByRole('button', {name: 'إغلاق'}).boundingBox()).x < box.x + 60);
  await page.setViewportSize({width: 375, height: 700});
  await page.waitForFunction(() => innerWidth === 375);
  const sheet = await panel.boundingBox();
  assert.deepEqual([sheet.x, sheet.width], [0, 375]);
});

test('a page that runs from right to left does not turn a survey that does not', async () => {
  const survey = await defineSurvey(stage.edge);
  const page = await stage.open(stage.site.embed(survey.script, {html: 'dir="rtl"'}));
  const {panel, point} = widgetOn(page);
  assert.ok((await panel.boundingBox()).x > 800);
  assert.ok((await point(0).boundingBox()).x < (await point(10).boundingBox()).x);
});

test('every point is large enough to touch on a narrow phone, and nothing runs over the edge', async () => {
  const survey = await defineSurvey(stage.edge);
  const page = await stage.open(stage.site.embed(survey.script), {options: {viewport: {width: 320, height: 568}}});
  const {panel, point} = widgetOn(page);
  const box = await panel.boundingBox();
  assert.deepEqual([box.x, box.width, box.y + box.height], [0, 320, 568]);
  for (let value = 0; value <= 10; value++) {
    const {width, height} = await point(value).boundingBox();
    assert.ok(width >= 24 && height >= 24, `${value} is ${width} × ${height}`);
  }
  assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
});

test('what the survey says is never markup', async () => {
  const text = `<img src=x onerror="window.ran=1"></script><script>window.ran=1</script><!--<script>\u2028 {{7*7}} "'&amp;`;
  const survey = await defineSurvey(stage.edge, {
    name: text,
    questions: [
      {id: 'recommend', kind: 'nps', required: true, text: {en: text}},
      {id: 'reason', kind: 'choice', text: {en: text}, options: [{id: 'one', text: {en: text}}]},
      {id: 'why', kind: 'text', text: {en: text}},
    ],
  });
  const page = await stage.open(stage.site.embed(survey.script));
  const {heading, point, field, button} = widgetOn(page);
  assert.equal(await heading.textContent(), text);
  await point(5).click();
  await page.getByRole('radio', {name: text}).waitFor();
  await button('Next').click();
  await field.waitFor();
  assert.ok((await heading.textContent()).startsWith(text));

  await page.goto(survey.page);
  const asks = await page.locator('legend, label[for]').allTextContents();
  assert.ok(asks.length === 3 && asks.every((asked) => asked.includes('<img src=x onerror="window.ran=1"></script>')), asks);
  assert.equal(await page.locator('main img, main script').count(), 0);
  assert.equal(await page.evaluate(() => window.ran), undefined);
});
