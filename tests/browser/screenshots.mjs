import {copyFile} from 'node:fs/promises';
import {startBrowser} from './lib/browser.mjs';
import {startEdge} from './lib/edge.mjs';
import {drivers, everyKind, withOther} from './lib/everyKind.mjs';
import {desktop, folder, narrow, phone, shooter, tablet} from './lib/shoot.mjs';
import {startSite} from './lib/site.mjs';
import {defineSurvey} from './lib/surveys.mjs';
import {widgetOn} from './lib/widget.mjs';

const edge = await startEdge();
const site = await startSite();
const browser = await startBrowser();

const shoot = await shooter(browser);

try {
  const long = await defineSurvey(edge, {questions: everyKind, name: 'Lipa & Kamen'});
  const shown = (page) => widgetOn(page).dialog.waitFor();
  const hovered = async (page) => {
    await shown(page);
    await page.keyboard.press('Tab');
    await widgetOn(page).point(0).focus();
    await page.keyboard.press('Space');
    for (let i = 0; i < 8; i++) await page.keyboard.press('ArrowRight');
  };
  const followUp = async (page) => {
    await widgetOn(page).point(7).click();
    await widgetOn(page).field.fill('The parcel came a day late, but the bowls are lovely.');
  };
  const thanked = async (page) => widgetOn(page).answer(9, 'Fast delivery');
  /** Takes the fourth answer, or the last, by the keyboard, which does not move on. */
  const chosen = async (page) => {
    const group = page.locator('.points, .options').first();
    await page.locator('.panel').waitFor();
    if (!(await group.count())) return page.getByRole('textbox').fill('The parcel came a day late, but the bowls are lovely.');
    const inputs = await group.locator('label input').all();
    await (inputs[3] ?? inputs.at(-1)).focus();
    await page.keyboard.press('Space');
  };
  const refused = async (page) => {
    await page.getByRole('button').click();
    await page.getByRole('alert').waitFor();
  };
  const filled = async (page) => {
    for (const group of await page.getByRole('radiogroup').all()) await group.getByRole('radio').nth(1).check();
    await page.getByRole('checkbox').first().check();
    await page.getByRole('textbox').fill('The glaze is lovely.');
  };

  for (const colorScheme of ['light', 'dark']) {
    await shoot(`widget-${colorScheme}`, edge.shop, {...desktop, colorScheme}, shown);
    await shoot(`widget-chosen-${colorScheme}`, edge.shop, {...desktop, colorScheme}, hovered);
    await shoot(`widget-text-${colorScheme}`, edge.shop, {...desktop, colorScheme}, followUp);
    await shoot(`widget-thanks-${colorScheme}`, edge.shop, {...desktop, colorScheme}, thanked);
    await shoot(`hosted-${colorScheme}`, long.page, {...desktop, colorScheme}, filled, true);
    await shoot(`hosted-errors-${colorScheme}`, long.page, {...desktop, colorScheme}, refused);
    await shoot(`hosted-phone-${colorScheme}`, long.page, {...phone, colorScheme}, undefined, true);
    await shoot(`shop-${colorScheme}`, edge.shop, {...desktop, colorScheme}, undefined, true);
  }

  const variants = {
    light: {...desktop, colorScheme: 'light'},
    dark: {...desktop, colorScheme: 'dark'},
    rtl: desktop,
    phone,
    'phone-dark': {...phone, colorScheme: 'dark'},
    narrow,
  };
  const html = (variant) => (variant === 'rtl' ? 'lang="ar" dir="rtl"' : 'lang="en"');
  const last = {id: 'last', kind: 'text', text: {en: 'Anything else?', ar: 'هل من شيء آخر؟'}};
  for (const question of [...everyKind, withOther, drivers]) {
    const survey = await defineSurvey(edge, {questions: [question, last]});
    for (const [variant, options] of Object.entries(variants)) {
      await shoot(`kind-${question.id}-${variant}`, site.embed(survey.script, {html: html(variant)}), options, chosen);
    }
    await shoot(`kind-${question.id}-kiosk`, `${survey.page}?mode=kiosk`, tablet, chosen);
    await shoot(`kind-${question.id}-kiosk-dark`, `${survey.page}?mode=kiosk`, {...tablet, colorScheme: 'dark'}, chosen);
  }
  await shoot('phone-view', `${long.page}?channel=phone`, desktop, undefined, true);
  const grateful = await defineSurvey(edge, {
    questions: [everyKind[0]],
    thanks: [
      {
        title: {en: 'Wonderful, thank you', ar: 'رائع، شكرًا لك'},
        text: {en: 'Would you tell others what you liked?', ar: 'هل تخبر الآخرين بما أعجبك؟'},
        link: {url: 'https://reviews.example/', text: {en: 'Leave a review', ar: 'اكتب تقييمًا'}},
      },
    ],
  });
  const led = async (page) => {
    await page.getByRole('radio').last().click();
    await page.getByRole('link', {name: /review|تقييم/}).waitFor();
  };
  for (const [variant, options] of Object.entries(variants)) {
    await shoot(`thanks-${variant}`, site.embed(grateful.script, {html: html(variant)}), options, led);
  }

  const strict = await defineSurvey(edge, {questions: [{...drivers, required: true}]});
  const halfDone = async (page) => {
    await chosen(page);
    await widgetOn(page).button('Send').click();
    await page.getByRole('alert').filter({hasText: /./}).waitFor();
  };
  await shoot('widget-refused', site.embed(strict.script), desktop, halfDone);
  const themes = {
    green: {accent: '#0a7d5a', radius: 4, font: 'Georgia, serif'},
    yellow: {accent: '#ffdd00', radius: 28},
    square: {accent: '#111111', radius: 0},
  };
  for (const [name, theme] of Object.entries(themes)) {
    const survey = await defineSurvey(edge, {questions: [drivers, everyKind[0]], theme});
    for (const scheme of ['light', 'dark']) {
      await shoot(`theme-${name}-${scheme}`, site.embed(survey.script, {attributes: `data-scheme="${scheme}"`}), desktop, chosen);
    }
  }
  const navy = ':root { --glas-surface: navy; --glas-accent: gold; --glas-scale: 1.5 }';
  await shoot('theme-of-the-page', site.embed(long.script, {css: navy}), desktop, chosen);
  const place = `<glas-survey survey="${long.id}" style="display: block; max-width: 600px"></glas-survey>`;
  await shoot('placed-inline', site.embed(long.script, {body: place}), desktop, chosen);
  await shoot('placed-inline-phone', site.embed(long.script, {body: place}), phone, chosen);
  const tabbed = (page) => page.getByRole('button', {name: 'Feedback'}).waitFor();
  const tab = {attributes: 'data-placement="tab"'};
  await shoot('placed-tab', site.embed(long.script, tab), desktop, tabbed);
  await shoot('placed-tab-dark', site.embed(long.script, tab), {...desktop, colorScheme: 'dark'}, tabbed);
  for (const lang of ['sl', 'bg', 'be']) {
    await shoot(`widget-${lang}`, site.embed(`${edge.url}/s/demo.js`, {html: `lang="${lang}"`}), phone, shown);
  }
  await shoot('widget-more-contrast', edge.shop, {...desktop, contrast: 'more'}, hovered);
  await shoot('widget-forced-colors', edge.shop, {...desktop, forcedColors: 'active'}, hovered);
  await shoot('hosted-narrow', long.page, narrow, undefined, true);
  await shoot('hosted-rtl', `${long.page}?lang=ar`, desktop);
  await shoot('hosted-forced-colors', long.page, {...desktop, forcedColors: 'active'}, filled, true);
  await shoot('hosted-missing', `${edge.url}/s/nothing-here`, desktop);
  await shoot('hosted-thanks', `${edge.url}/s/demo`, desktop, async (page) => {
    await page.getByRole('radio').last().check();
    await page.getByRole('button').click();
    await page.getByRole('heading', {name: 'Thank you'}).waitFor();
  });
  await shoot('shop-phone', edge.shop, {...phone, colorScheme: 'light'}, undefined, true);
  // The README's picture.
  await copyFile(`${folder}widget-light.png`, new URL('../../docs/shop.png', import.meta.url));
} finally {
  await browser.close();
  await site.stop();
  await edge.stop();
}
