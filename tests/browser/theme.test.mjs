import assert from 'node:assert/strict';
import {test} from 'node:test';
import {drivers, everyKind, withOther} from './lib/everyKind.mjs';
import {useStage} from './lib/stage.mjs';
import {defineSurvey} from './lib/surveys.mjs';
import {widgetOn} from './lib/widget.mjs';

const stage = useStage();

const open = async ({questions = everyKind, theme, css, html, ...options} = {}) => {
  const survey = await defineSurvey(stage.edge, {questions, ...(theme && {theme})});
  const page = await stage.open(stage.site.embed(survey.script, {css, html}), {options});
  const widget = widgetOn(page);
  await widget.panel.waitFor();
  return {page, widget};
};

const styleOf = (locator, property) => locator.evaluate((element, property) => getComputedStyle(element)[property], property);

/** Changes what the visitor prefers, and waits until the page knows. */
const prefer = async (page, colorScheme) => {
  await page.evaluate(() => {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    window.known = new Promise((done) => dark.addEventListener('change', () => setTimeout(done), {once: true}));
  });
  await page.emulateMedia({colorScheme});
  await page.evaluate(() => window.known);
};

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
const contrast = (...colors) => {
  const luminance = (color) => {
    const [r, g, b] = color.match(/[\d.]+/g).map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [dark, light] = colors.map(luminance).sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
};

const accents = [
  '#2b4fd3', 'white', 'black', '#777', 'yellow', '#ff8080', 'rebeccapurple', 'hsl(90 100% 50%)', 'oklch(95% 0.1 110)',
  'color(display-p3 0 1 0)', 'color-mix(in oklab, tan, teal)', 'rgb(0 0 255 / 20%)', 'no colour',
];

for (const surface of ['', '#777', 'navy', 'papayawhip']) {
  test(`everything can be told apart whatever the accent, on ${surface || 'its own ground'} in light and dark`, async () => {
    const {page, widget} = await open({css: surface && `:root { --glas-surface: ${surface} }`});
    await widget.point(3).focus();
    await page.keyboard.press('Space');
    for (const accent of accents) {
      await page.evaluate((accent) => document.documentElement.style.setProperty('--glas-accent', accent), accent);
      for (const colorScheme of ['dark', 'light']) {
        await prefer(page, colorScheme);
        const ground = await styleOf(widget.panel, 'backgroundColor');
        const cell = widget.point(3).locator('+ span');
        const look = async (locator) => [await styleOf(locator, 'color'), await styleOf(locator, 'backgroundColor')];
        const variable = (name) => widget.panel.evaluate((panel, name) => panel.style.getPropertyValue(name), `--${name}`);
        const ratios = {
          'text on the button': [4.5, ...(await look(widget.button('Next')))],
          'the chosen number': [4.5, ...(await look(cell))],
          'the chosen point': [3, await styleOf(cell, 'backgroundColor'), ground],
          'the question': [4.5, await styleOf(widget.heading, 'color'), ground],
          'a number': [4.5, await styleOf(widget.point(5).locator('+ span'), 'color'), ground],
          'the ends': [4.5, await styleOf(widget.dialog.getByText('Not at all likely'), 'color'), ground],
          'the edge of a field': [3, await variable('field'), ground],
          'a star': [3, await variable('star'), ground],
        };
        for (const [what, [least, ...colors]] of Object.entries(ratios)) {
          assert.ok(contrast(...colors) >= least, `${what} with ${accent} in ${colorScheme}: ${colors} is ${contrast(...colors)}`);
        }
      }
    }
  });
}

test('an accent that stands out is taken as it is, and one that is no colour is as if absent', async () => {
  const accented = async (theme, css) => styleOf((await open({theme, css})).widget.dialog.locator('#progress'), 'borderTopColor');
  const own = await accented();
  assert.equal(await accented({accent: '#0a7d5a'}), 'rgb(10, 125, 90)');
  assert.equal(await accented({accent: '#0a7d5a'}, ':root { --glas-accent: rgb(120 0 120) }'), 'rgb(120, 0, 120)');
  assert.equal(await accented(undefined, ':root { --glas-accent: 12px }'), own);
  assert.equal(await accented({accent: '#0a7d5a'}, ':root { --glas-accent: 12px }'), 'rgb(10, 125, 90)');
});

test('the page\'s properties win over the theme of the survey', async () => {
  const theme = {accent: '#0a7d5a', radius: 4, font: 'monospace', scheme: 'light'};
  const looks = async (css) => {
    const {widget} = await open({theme, css, colorScheme: 'dark'});
    const style = await Promise.all(['borderTopLeftRadius', 'fontFamily', 'backgroundColor', 'color', 'fontSize'].map((name) => styleOf(widget.panel, name)));
    return style.join(' | ');
  };
  assert.equal(await looks(''), '4px | monospace | rgb(255, 255, 255) | rgb(22, 24, 29) | 16px');
  assert.equal(
    await looks('body { --glas-radius: 1px; --glas-font: cursive; --glas-surface: #101; --glas-text: #fee; --glas-scale: 1.5 }'),
    '1px | cursive | rgb(17, 0, 17) | rgb(255, 238, 238) | 24px',
  );
});

test('on a dark ground of the page the text is light', async () => {
  const {widget} = await open({css: ':root { --glas-surface: navy }'});
  assert.equal(await styleOf(widget.heading, 'color'), 'rgb(241, 242, 246)');
  assert.equal(await styleOf(widget.panel, 'colorScheme'), 'dark');
});

test('what a field asks for can be read before it is filled, in light and dark', async () => {
  for (const colorScheme of ['light', 'dark']) {
    const {widget} = await open({questions: [withOther], colorScheme});
    await widget.radio('Other').check();
    const color = await widget.field.evaluate((field) => getComputedStyle(field, '::placeholder').color);
    assert.ok(contrast(color, await styleOf(widget.panel, 'backgroundColor')) >= 4.5, color);
  }
});

test('"inherit" is the font of the page', async () => {
  const {widget} = await open({theme: {font: 'inherit'}, css: 'body { font-family: fantasy }'});
  assert.equal(await styleOf(widget.panel, 'fontFamily'), 'fantasy');
});

test('the survey is light or dark as the visitor prefers, or as it is told', async () => {
  const drawn = async (scheme, colorScheme) => {
    const {widget} = await open({colorScheme, ...(scheme && {theme: {scheme}})});
    return [await styleOf(widget.panel, 'backgroundColor'), await styleOf(widget.panel, 'colorScheme')].join();
  };
  const light = 'rgb(255, 255, 255),light';
  const dark = 'rgb(28, 30, 36),dark';
  assert.deepEqual([await drawn('', 'light'), await drawn('', 'dark')], [light, dark]);
  assert.deepEqual([await drawn('light', 'dark'), await drawn('dark', 'light')], [light, dark]);
  assert.deepEqual([await drawn('auto', 'light'), await drawn('auto', 'dark')], [light, dark]);
});

test('a survey that is open follows the visitor into the dark', async () => {
  const {page, widget} = await open({colorScheme: 'light'});
  await prefer(page, 'dark');
  assert.equal(await styleOf(widget.panel, 'backgroundColor'), 'rgb(28, 30, 36)');
  await widget.button('Close').click();
  await prefer(page, 'light');
  assert.deepEqual(page.faults, []);
});

test('whoever prefers more contrast gets it', async () => {
  const {widget} = await open({contrast: 'more'});
  const text = await styleOf(widget.heading, 'color');
  assert.equal(await styleOf(widget.dialog.getByText('Not at all likely'), 'color'), text);
  assert.equal(await styleOf(widget.point(5).locator('+ span'), 'borderTopColor'), text);
});

test('in forced colours the chosen point still stands out', async () => {
  const {page, widget} = await open({forcedColors: 'active'});
  await widget.point(3).focus();
  await page.keyboard.press('Space');
  const [chosen, other] = await Promise.all([3, 4].map((value) => styleOf(widget.point(value).locator('+ span'), 'borderTopWidth')));
  assert.deepEqual([chosen, other], ['3px', '1px']);
  assert.equal(await styleOf(widget.button('Next'), 'borderTopStyle'), 'solid');
});

test('what has the focus is seen to have it', async () => {
  const {page, widget} = await open();
  const outlined = () => widget.dialog.evaluate((dialog) => {
    const {activeElement} = dialog.getRootNode();
    const shown = activeElement.matches('.points input') ? activeElement.nextElementSibling : activeElement;
    const {outlineStyle, outlineWidth} = getComputedStyle(shown);
    return [activeElement.localName, outlineStyle, outlineWidth].join(' ');
  });
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  assert.equal(await outlined(), 'input solid 2px');
  await page.keyboard.press('Tab');
  assert.equal(await outlined(), 'button solid 2px');
});

const phone = {hasTouch: true, isMobile: true, viewport: {width: 320, height: 568}};

/** Goes through every kind and calls back on each. */
const everyScreen = async (options, callback) => {
  const questions = [...everyKind, withOther, drivers].map((question) => ({...question, required: false}));
  const {page, widget} = await open({questions, ...options});
  for (const {id, text} of questions) {
    await widget.heading.filter({hasText: text.en}).waitFor();
    const other = widget.radio('Other');
    if (await other.count()) await other.check();
    await callback(id, page, widget);
    await widget.dialog.locator('form').evaluate((form) => form.requestSubmit());
  }
};

test('whatever is to be touched is large enough for a finger, on the narrowest phone too', async () => {
  for (const width of [320, 375, 430]) {
    await everyScreen({...phone, viewport: {width, height: 568}}, async (id, page, widget) => {
      for (const target of await widget.dialog.locator('label:visible, button:visible, textarea:visible, .field:visible').all()) {
        const box = await target.boundingBox();
        assert.ok(box.width >= 44 && box.height >= 44, `${id} at ${width}: ${await target.textContent()} is ${box.width} × ${box.height}`);
      }
    });
  }
});

test('whatever is to be clicked is large enough for a mouse', async () => {
  await everyScreen({viewport: {width: 320, height: 568}}, async (id, page, widget) => {
    for (const target of await widget.dialog.locator('label:visible, button:visible').all()) {
      const box = await target.boundingBox();
      assert.ok(box.width >= 24 && box.height >= 24, `${id}: ${await target.textContent()} is ${box.width} × ${box.height}`);
    }
  });
});

test('nothing has to be scrolled sideways: on a narrow phone, enlarged, right to left, or with long words', async () => {
  const long = (question) => ({...question, text: {...question.text, en: `${question.text.en} ${'Donaudampfschifffahrtsgesellschaft'.repeat(2)}`}});
  const cases = [
    {...phone},
    {...phone, css: ':root { --glas-scale: 2 }'},
    {viewport: {width: 640, height: 400}, css: ':root { --glas-scale: 2 }'},
    {...phone, html: 'lang="en" dir="rtl"'},
  ];
  for (const options of cases) {
    await everyScreen(options, async (id, page, widget) => {
      const {left, right, overflow} = await widget.panel.evaluate((panel) => {
        const boxes = [...panel.querySelectorAll('*')].filter((element) => element.checkVisibility() && !element.matches('.unseen, input')).map((element) => element.getBoundingClientRect());
        const box = panel.getBoundingClientRect();
        return {
          left: Math.min(...boxes.map(({left}) => left)) - box.left,
          right: box.right - Math.max(...boxes.map(({right}) => right)),
          overflow: panel.scrollWidth - panel.clientWidth,
        };
      });
      assert.ok(left >= 0 && right >= 0 && overflow === 0, `${id}: ${left}, ${right}, ${overflow}`);
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), options.viewport.width);
    });
  }
  const {widget} = await open({...phone, questions: everyKind.slice(0, 1).map(long)});
  assert.equal(await widget.panel.evaluate((panel) => panel.scrollWidth - panel.clientWidth), 0);
});

test('the scale enlarges type and targets', async () => {
  const sizes = async (scale) => {
    const size = {css: `:root { --glas-scale: ${scale} }`, viewport: {width: 1280, height: 1400}};
    const {widget: rated} = await open({...size, questions: [everyKind[0]]});
    const {widget: ticked} = await open({...size, questions: [everyKind[7]]});
    const heights = [rated.point(5), ticked.checkbox('Price'), ticked.button('Send')].map(async (target) => (await target.boundingBox()).height);
    return [parseFloat(await styleOf(rated.heading, 'fontSize')), ...(await Promise.all(heights))];
  };
  const large = await sizes(2);
  (await sizes(1)).forEach((size, i) => assert.ok(large[i] > 1.9 * size, `${size} became ${large[i]}`));
});

test('right to left, the stars, the faces and the bar run from the right', async () => {
  const {page, widget} = await open({html: 'lang="ar" dir="rtl"', questions: [everyKind[3], everyKind[4]]});
  const first = widget.dialog.getByRole('radio').first();
  const last = widget.dialog.getByRole('radio').last();
  const bar = widget.dialog.locator('#progress');
  const x = async (locator) => (await locator.boundingBox()).x;
  assert.ok((await x(first)) > (await x(last)));
  const [box, panel] = [await bar.boundingBox(), await widget.panel.boundingBox()];
  assert.ok(Math.abs(box.x + box.width - (panel.x + panel.width)) <= 2);
  await first.click();
  await page.keyboard.press('Escape');
});

test('the stars up to the chosen one are filled', async () => {
  const {page, widget} = await open({questions: [everyKind[3]]});
  await widget.point(3).focus();
  await page.keyboard.press('Space');
  const fills = await widget.dialog.locator('.points svg').evaluateAll((all) => all.map((star) => getComputedStyle(star).fill !== 'none'));
  assert.deepEqual(fills, [true, true, true, false, false]);
});
