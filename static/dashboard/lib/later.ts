import {speakOfViews} from './words.js';

/** Whether the edge has another build by now: the files that this page names are not there any more. */
const isOutdated = async () => {
  const page = await fetch(location.pathname, {cache: 'no-cache', credentials: 'omit'}).catch(() => undefined);
  const main = document.querySelector('script[type="module"]')?.getAttribute('src');
  return Boolean(page?.ok && main && !(await page.text()).includes(main));
};

/** Loads a part of the page that is not in the first view, with its words. */
export const later = async <T>(load: () => Promise<T>): Promise<T> => {
  try {
    const [part] = await Promise.all([load(), speakOfViews()]);
    return part;
  } catch (error) {
    if (await isOutdated()) location.reload();
    throw error;
  }
};
