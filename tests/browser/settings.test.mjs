import assert from 'node:assert/strict';
import {test} from 'node:test';
import {useStage} from './lib/stage.mjs';
import {defineSurvey} from './lib/surveys.mjs';
import {submissionsOf} from './lib/visit.mjs';
import {widgetOn} from './lib/widget.mjs';

const stage = useStage();

const corner = async (page) => {
  const {x, y} = await widgetOn(page).panel.boundingBox();
  return `${y < 100 ? 'top' : 'bottom'}-${x < 100 ? 'start' : 'end'}`;
};

test('a setting on the tag goes before one in the URL, and that before the definition; one that makes no sense is as if it were absent', async () => {
  const survey = await defineSurvey(stage.edge, {display: {position: 'top-start'}});
  const cases = [
    {expected: 'top-start'},
    {query: '?position=top-end', expected: 'top-end'},
    {query: '?position=top-end', attributes: 'data-position="bottom-start"', expected: 'bottom-start'},
    {attributes: 'data-position="middle"', expected: 'top-start'},
    {query: '?position=', expected: 'top-start'},
    {query: '?position=top-end', attributes: 'data-position="left"', expected: 'top-end'},
    {attributes: 'data-delay="soon" data-sample="many" data-max-shows="-1" data-urls=" " data-exit-intent="maybe"', expected: 'top-start'},
  ];
  for (const {query = '', expected, ...embed} of cases) {
    const page = await stage.open(stage.site.embed(survey.script + query, embed));
    await widgetOn(page).dialog.waitFor();
    assert.equal(await corner(page), expected, JSON.stringify({query, ...embed}));
    await page.context().close();
  }
});

test('where a response comes from is set on the tag or in the URL, and what the survey does not declare is not sent', async () => {
  const survey = await defineSurvey(stage.edge, {attributes: {plan: ['free', 'pro'], shop: [], team: []}});
  const cases = [
    {
      query: '?touchpoint=cart&channel=chat&attr-plan=pro&attr-shop=ljubljana&attr-secret=1',
      expected: {touchpoint: 'cart', channel: 'chat', attributes: {plan: 'pro', shop: 'ljubljana'}},
    },
    {
      query: '?touchpoint=cart&attr-plan=pro',
      attributes: `data-touchpoint=" checkout " data-attr-plan="gold" data-attr-shop="${'x'.repeat(65)}" data-attr-team="a b"`,
      expected: {touchpoint: 'checkout', channel: 'web', attributes: {team: 'a b'}},
    },
    {attributes: `data-touchpoint="${'x'.repeat(65)}"`, expected: {touchpoint: undefined, channel: 'web', attributes: {}}},
  ];
  for (const {query = '', expected, ...embed} of cases) {
    const page = await stage.open(stage.site.embed(survey.script + query, embed));
    const sent = submissionsOf(page);
    const answered = page.waitForResponse((response) => response.request().method() === 'POST' && response.url().endsWith('/responses'));
    await widgetOn(page).answer(9, '');
    assert.equal((await answered).status(), 201);
    const {touchpoint, channel, attributes} = sent.at(-1);
    assert.deepEqual({touchpoint, channel, attributes}, expected);
    await page.context().close();
  }
});

for (const [how, insert] of Object.entries({
  'whose attributes are stripped': (src) => {
    const script = document.createElement('script');
    script.src = src;
    document.head.append(script);
  },
  'as a module, which has no currentScript': (src) => {
    const script = document.createElement('script');
    script.type = 'module';
    script.src = src;
    document.head.append(script);
  },
  'evaluated by another script': async (src) => {
    const script = document.createElement('script');
    script.src = src;
    script.type = 'text/plain';
    document.head.append(script);
    const text = await (await fetch(src)).text();
    const inline = document.createElement('script');
    inline.textContent = text;
    document.head.append(inline);
  },
})) {
  test(`a tag manager inserts the script ${how}`, async () => {
    const survey = await defineSurvey(stage.edge);
    const page = await stage.open(stage.site.embed());
    await page.evaluate(insert, `${survey.script}?position=top-start&touchpoint=tagged`);
    await widgetOn(page).dialog.waitFor();
    assert.equal(await corner(page), 'top-start');
    const sent = submissionsOf(page);
    await widgetOn(page).answer(7, '');
    assert.equal(sent.at(-1).touchpoint, 'tagged');
    assert.deepEqual(page.faults, []);
  });
}
