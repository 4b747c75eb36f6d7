import {copyFile, mkdir} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';
import {startBrowser} from './lib/browser.mjs';
import {startEdge} from './lib/edge.mjs';
import {everyKind} from './lib/everyKind.mjs';
import {startSite} from './lib/site.mjs';
import {defineSurvey} from './lib/surveys.mjs';
import {widgetOn} from './lib/widget.mjs';

const folder = fileURLToPath(new URL('screenshots/', import.meta.url));
const desktop = {viewport: {width: 1280, height: 800}};
const phone = {viewport: {width: 375, height: 720}, deviceScaleFactor: 2, hasTouch: true, isMobile: true};
const narrow = {...phone, viewport: {width: 320, height: 568}};

await mkdir(folder, {recursive: true});
const edge = await startEdge();
const site = await startSite();
const browser = await startBrowser();

const shoot = async (name, url, options, act, whole = false) => {
  const context = await browser.newContext({reducedMotion: 'reduce', ...options});
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  await page.goto(url);
  await act?.(page);
  await page.screenshot({path: `${folder}${name}.png`, fullPage: whole});
  await context.close();
  console.log(`${name}.png`);
};

try {
  const arabic = await defineSurvey(edge, {
    questions: [{id: 'recommend', kind: 'nps', required: true, text: {en: 'Would you?', ar: 'ما مدى احتمال أن توصي بنا لصديق؟'}}],
  });
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
    await shoot(`widget-phone-${colorScheme}`, edge.shop, {...phone, colorScheme}, shown);
    await shoot(`hosted-${colorScheme}`, long.page, {...desktop, colorScheme}, filled, true);
    await shoot(`hosted-errors-${colorScheme}`, long.page, {...desktop, colorScheme}, refused);
    await shoot(`hosted-phone-${colorScheme}`, long.page, {...phone, colorScheme}, undefined, true);
    await shoot(`shop-${colorScheme}`, edge.shop, {...desktop, colorScheme}, undefined, true);
  }
  await shoot('widget-phone-text', edge.shop, phone, followUp);
  await shoot('widget-phone-thanks', edge.shop, phone, thanked);
  await shoot('widget-narrow', edge.shop, narrow, shown);
  for (const lang of ['sl', 'bg', 'be']) {
    await shoot(`widget-${lang}`, site.embed(`${edge.url}/s/demo.js`, {html: `lang="${lang}"`}), phone, shown);
  }
  await shoot('widget-rtl', site.embed(arabic.script, {html: 'lang="ar" dir="rtl"'}), desktop, shown);
  await shoot('widget-forced-colors', edge.shop, {...desktop, forcedColors: 'active'}, hovered);
  await shoot('hosted-narrow', long.page, narrow, undefined, true);
  await shoot('hosted-rtl', `${arabic.page}?lang=ar`, desktop);
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
