import {el} from './lib/el.js';
import {holds} from './lib/holds.js';
import type {Strings} from './lib/stringsFor.js';
import type {Answers, Survey, Texts} from './types.js';

/** Says thanks as the answers call for, perhaps with somewhere to go on to. */
export const drawThanks = (
  {thanks = []}: Survey,
  answers: Answers,
  strings: Strings,
  textIn: (texts: Texts) => string,
): [HTMLElement, ...HTMLElement[]] => {
  const {title, text, link} = thanks.find(({show_if}) => holds(show_if, answers)) ?? {};
  const heading = el('h2', {}, title ? textIn(title) : strings.thanks_title);
  const note = el('p', {}, text ? textIn(text) : strings.thanks_text);
  if (!link) return [heading, note];
  const anchor = el('a', {class: 'send', href: link.url}, textIn(link.text));
  if (link.url.startsWith('http')) {
    anchor.target = '_blank';
    anchor.rel = 'noopener';
    anchor.append(el('span', {class: 'unseen'}, ` ${strings.opens_new}`));
  }
  return [heading, note, el('div', {class: 'actions'}, anchor)];
};
