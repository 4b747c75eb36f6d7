import {copyFile} from 'node:fs/promises';
import {startBrowser} from '../lib/browser.mjs';
import {loadSample} from '../lib/dashboard.mjs';
import {startEdge} from '../lib/edge.mjs';
import {desktop, folder, phone, shooter} from '../lib/shoot.mjs';
import {defineSurvey} from '../lib/surveys.mjs';

const edge = await startEdge();
const browser = await startBrowser();

/** Waits until everything has arrived and charts are drawn. */
const settled = async (page) => {
  await page.waitForLoadState('networkidle').catch(() => {});
  await page.locator('.skeleton').first().waitFor({state: 'detached'});
  await page.waitForTimeout(500);
};

const wall = {viewport: {width: 1920, height: 1080}};

try {
  await loadSample(edge, 20_000);
  await defineSurvey(edge, {name: 'Nobody has answered this yet'});
  const shoot = await shooter(browser);
  const token = edge.adminToken;
  const variants = {
    desktop: {...desktop, colorScheme: 'light'},
    dark: {...desktop, colorScheme: 'dark'},
    phone: {...phone, colorScheme: 'light'},
    'phone-dark': {...phone, colorScheme: 'dark'},
    wall: {...wall, colorScheme: 'dark'},
    print: {...desktop, media: 'print'},
  };
  const views = {
    overview: '',
    scores: '?survey=shop',
    'scores-filtered': '?survey=shop&period=91d&touchpoint=checkout&compare=year',
    insights: '?survey=shop&view=insights&period=364d',
    voices: '?survey=shop&view=voices&topic=delivery&sentiment=negative',
    share: '?survey=shop&view=share',
    edit: '?survey=shop&view=edit',
    new: '?view=new',
    'on-a-wall': '?survey=shop&wall',
  };
  for (const [view, address] of Object.entries(views)) {
    for (const [variant, options] of Object.entries(variants)) {
      await shoot(`dashboard-${view}-${variant}`, `${edge.url}/dashboard${address}`, {...options, token}, settled, variant !== 'wall');
    }
  }
  for (const lang of ['sl', 'bg', 'be']) {
    for (const view of ['overview', 'scores', 'insights']) {
      const address = views[view] ? `${views[view]}&lang=${lang}` : `?lang=${lang}`;
      await shoot(`dashboard-${view}-${lang}`, `${edge.url}/dashboard${address}`, {...desktop, token}, settled, true);
    }
  }
  await shoot('dashboard-sign-in', `${edge.url}/dashboard`, desktop, settled);
  await shoot('dashboard-sign-in-phone', `${edge.url}/dashboard`, {...phone, colorScheme: 'dark'}, settled);
  const {surveys} = await (await fetch(`${edge.url}/v1/surveys`, {headers: {authorization: `Bearer ${token}`}})).json();
  const empty = surveys.find(({survey}) => survey.startsWith('test-')).survey;
  for (const view of ['scores', 'insights', 'voices']) {
    await shoot(`dashboard-${view}-empty`, `${edge.url}/dashboard?survey=${empty}&view=${view}`, {...desktop, token}, settled, true);
  }
  await shoot('dashboard-missing', `${edge.url}/dashboard?survey=nothing-here`, {...desktop, token}, settled);
  // The README's pictures.
  await shoot('dashboard', `${edge.url}/dashboard?survey=shop`, {viewport: {width: 1280, height: 1000}, colorScheme: 'light', token}, settled);
  const drivers = async (page) => {
    await settled(page);
    await page.locator('#drivers').scrollIntoViewIfNeeded();
    await page.evaluate(() => document.querySelector('#drivers').scrollIntoView({block: 'start'}));
    await page.waitForTimeout(300);
  };
  await shoot('dashboard-why', `${edge.url}/dashboard?survey=shop&view=insights`, {viewport: {width: 1280, height: 900}, colorScheme: 'light', token}, drivers);
  for (const name of ['dashboard', 'dashboard-why']) await copyFile(`${folder}${name}.png`, new URL(`../../../docs/${name}.png`, import.meta.url));
} finally {
  await browser.close();
  await edge.stop();
}
