import assert from 'node:assert/strict';
import {test} from 'node:test';
import {useStage} from './lib/stage.mjs';
import {counted, defineSurvey} from './lib/surveys.mjs';
import {widgetOn} from './lib/widget.mjs';

const stage = useStage();

const hostile = {
  'everything unset': '* { all: unset !important; }',
  'a small root': 'html { font-size: 62.5%; } body { font: 3em/3 cursive; letter-spacing: 1em; word-spacing: 1em; text-align: right; }',
  'a body of its own world': 'body { transform: rotate(3deg); perspective: 10px; contain: paint; position: fixed; z-index: 2147483647; }',
  'rules for custom elements': `
    glas-popover, glas-tab, glas-inline { display: none !important; width: 10px !important; position: static !important; inset: 0 !important;
      translate: 50px !important; margin: 99px !important; transform: scale(3) !important; opacity: 0.2 !important; direction: rtl !important; }
    glas-popover *, glas-tab *, button, input, label { color: red !important; display: none !important; }`,
  'a page from right to left': 'html { direction: rtl; } * { direction: rtl !important; unicode-bidi: bidi-override !important; }',
};

const look = (locator) =>
  locator.evaluate((element) => {
    const {font, color, backgroundColor, direction, letterSpacing, textAlign, display, opacity} = getComputedStyle(element);
    return {font, color, backgroundColor, direction, letterSpacing, textAlign, display, opacity};
  });

const cases = {
  popover: async (page) => [await widgetOn(page).panel.boundingBox(), await look(widgetOn(page).panel), await look(page.locator('glas-popover h2'))],
  tab: async (page) => [await page.locator('glas-tab button').boundingBox(), await look(page.locator('glas-tab button'))],
  inline: async (page) => [await look(page.locator('glas-inline .panel')), await look(page.locator('glas-inline h2'))],
};

for (const [placement, see] of Object.entries(cases)) {
  test(`hostile styles change nothing about a ${placement}`, async () => {
    const survey = await defineSurvey(stage.edge);
    const open = async (css) => {
      const page = await stage.open(stage.site.embed(survey.script, {attributes: `data-placement="${placement}"`, css, body: '<div>SCRIPT</div>'}));
      await page.locator(`glas-${placement}`).waitFor({state: 'attached'});
      const seen = await see(page);
      await page.context().close();
      return seen;
    };
    const expected = await open('');
    for (const [what, css] of Object.entries(hostile)) assert.deepEqual(await open(css), expected, what);
  });

  test(`a ${placement} works under a policy that allows next to nothing`, async () => {
    const survey = await defineSurvey(stage.edge);
    const {url} = stage.edge;
    const csp = `default-src 'none'; script-src ${url}; connect-src ${url}; style-src ${stage.site.url}; require-trusted-types-for 'script'; trusted-types 'none'`;
    const page = await stage.open(stage.site.embed(survey.script, {attributes: `data-placement="${placement}"`, csp, body: '<div>SCRIPT</div>'}));
    if (placement === 'tab') await page.getByRole('button', {name: 'Feedback'}).click();
    const place = page.locator(placement === 'inline' ? 'glas-inline' : 'glas-popover');
    await place.getByRole('radio', {name: /^9 /}).click();
    await place.getByRole('button', {name: 'Send'}).click();
    assert.deepEqual((await counted(stage.edge, survey.id, 1)).counts.recommend, {9: 1});
    assert.deepEqual(page.faults, []);
  });

  test(`a ${placement} changes nothing about the page`, async () => {
    const survey = await defineSurvey(stage.edge);
    const body = '<button>Buy</button><label>Name <input></label><div class="panel send content points">Mine</div>SCRIPT';
    const page = await stage.open(stage.site.embed(survey.script, {attributes: 'data-placement="none"', body}));
    const styles = () =>
      page.evaluate(() => [...document.querySelectorAll('h1, a, button, label, input, .panel')].map((element) => ({...getComputedStyle(element)})));
    const before = await styles();
    await page.goto(stage.site.embed(survey.script, {attributes: `data-placement="${placement}"`, body}));
    await page.locator(`glas-${placement}`).waitFor();
    const ignored = ([name]) => !/^(perspectiveOrigin|transformOrigin)$/.test(name);
    const comparable = (list) => list.map((style) => Object.fromEntries(Object.entries(style).filter(ignored)));
    assert.deepEqual(comparable(await styles()), comparable(before));
  });
}

test('a survey is seen, and can be used, above a page that covers everything', async () => {
  const survey = await defineSurvey(stage.edge);
  const body = '<div style="position: fixed; inset: 0; z-index: 2147483647; background: #fff">Cookies?</div>';
  const page = await stage.open(stage.site.embed(survey.script, {body}));
  await widgetOn(page).answer(9, 'Above all');
  await counted(stage.edge, survey.id, 1);
});

test('where there is no top layer the survey is a fixed box', async () => {
  const survey = await defineSurvey(stage.edge);
  const page = await stage.open(stage.site.embed(survey.script), {
    prepare: (page) => page.addInitScript(() => delete HTMLElement.prototype.showPopover),
  });
  const {x, y, width, height} = await widgetOn(page).panel.boundingBox();
  assert.deepEqual([x + width, y + height], [1280 - 16, 720 - 16]);
});
