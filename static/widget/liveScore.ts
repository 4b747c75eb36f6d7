import {el} from './lib/el.js';
import {fill} from './lib/fill.js';
import {pickLocale} from './lib/pickLocale.js';
import {stringsFor} from './lib/stringsFor.js';
import {whenVisible} from './lib/whenVisible.js';
import {api, script, survey} from './page.js';
import {settings} from './settings.js';

const POLL_MS = 30_000;
const LAST_POLL_MS = 5 * 60_000;

interface Score {
  question: string;
  metric: string;
  value: number | null;
}

/** Puts the score of a question in the place of the script, and keeps it current for as long as it is looked at. */
export const showScore = async () => {
  const locale = pickLocale(survey, settings.lang);
  const place = el('glas-score' as 'div', {'aria-live': 'off'});
  let pause = POLL_MS;

  const say = ({metric, value}: Score) => {
    if (metric === 'nps') return `NPS ${Math.round(value!).toLocaleString(locale)}`;
    const max = {ces: 7, stars: 5}[metric];
    if (!max) return (value! / 100).toLocaleString(locale, {style: 'percent'});
    return fill(stringsFor(survey, locale).point, {value: value!.toLocaleString(locale, {maximumFractionDigits: 1}), max});
  };

  script.replaceWith(place);
  while (place.isConnected) {
    try {
      // The browser's cache sends the ETag along.
      const {scores}: {scores: Score[]} = await (await fetch(`${api}/scores`)).json();
      const score = scores.find(({question, value}) => value != null && (settings.question || question) === question);
      place.textContent = score ? say(score) : '';
      pause = POLL_MS;
    } catch {
      pause = Math.min(pause * 2, LAST_POLL_MS);
    }
    await new Promise((done) => setTimeout(done, pause));
    await whenVisible();
  }
};
