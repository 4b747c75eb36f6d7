// A script of its own: pages that show a score ask nobody anything. It comes by a tag of its own, or the widget imports
// it where its tag says `data-glas-score`.

import {whenVisible} from './lib/whenVisible.js';

const POLL_MS = 30_000;
const LAST_POLL_MS = 5 * 60_000;

interface Score {
  question: string;
  metric: string;
  value: number | null;
}

/** The upper end of the scales whose score is a mean. */
const MAX: Record<string, number> = {ces: 7, stars: 5};

const say = ({metric, value}: Score, locale: string) => {
  const number = (options?: Intl.NumberFormatOptions) => value!.toLocaleString(locale, options);
  if (metric === 'nps') return `NPS ${number({maximumFractionDigits: 0})}`;
  const max = MAX[metric];
  if (max) return `${number({maximumFractionDigits: 1})} / ${max}`;
  return (value! / 100).toLocaleString(locale, {style: 'percent'});
};

/** Puts the score of a question in the place of the tag, and keeps it up to date for as long as it is looked at. */
const show = async (tag: HTMLScriptElement) => {
  const [, edge, survey] = /^(.*)\/s\/([a-z0-9-]+)(?:\.js|\/score\.js)/.exec(tag.src)!;
  const {question: wanted, lang} = tag.dataset;
  const locale = lang || document.documentElement.lang || navigator.language;
  const place = document.createElement('glas-score');
  place.setAttribute('aria-live', 'off');
  tag.replaceWith(place);
  let pause = POLL_MS;
  while (place.isConnected) {
    try {
      // The browser's cache sends the ETag along.
      const response = await fetch(`${edge}/v1/surveys/${survey}/scores`);
      if (!response.ok) throw response;
      const {scores}: {scores: Score[]} = await response.json();
      const score = scores.find(({question, value}) => value != null && (wanted || question) === question);
      place.textContent = score ? say(score, locale) : '';
      pause = POLL_MS;
    } catch {
      pause = Math.min(pause * 2, LAST_POLL_MS);
    }
    await new Promise((done) => setTimeout(done, pause));
    await whenVisible();
  }
};

const tags = document.querySelectorAll<HTMLScriptElement>('script[data-glas-score],script[src*="/score.js"]');
for (const tag of tags) if (/\/s\/[a-z0-9-]+(\.js|\/score\.js)/.test(tag.src)) show(tag);
