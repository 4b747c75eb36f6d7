import {mkdir} from 'node:fs/promises';
import {fileURLToPath} from 'node:url';

export const folder = fileURLToPath(new URL('../screenshots/', import.meta.url));

export const desktop = {viewport: {width: 1280, height: 800}};
export const phone = {viewport: {width: 375, height: 720}, deviceScaleFactor: 2, hasTouch: true, isMobile: true};
export const tablet = {viewport: {width: 1024, height: 768}, hasTouch: true};
export const narrow = {...phone, viewport: {width: 320, height: 568}};

/** Takes pictures with a browser: `act` brings the page into the state that is wanted; `whole` is more than what the window shows. */
export const shooter = async (browser) => {
  await mkdir(folder, {recursive: true});
  return async (name, url, options, act, whole = false) => {
    const {token, media, ...rest} = options;
    const context = await browser.newContext({reducedMotion: 'reduce', ...rest});
    if (token) await context.addInitScript((value) => sessionStorage.setItem('glas-token', value), token);
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    await page.goto(url);
    await act?.(page);
    if (media) await page.emulateMedia({media});
    await page.screenshot({path: `${folder}${name}.png`, fullPage: whole});
    await context.close();
    console.log(`${name}.png`);
  };
};
