import {mark} from './frequency.js';
import {countImpression, reportImpressions} from './impressions.js';
import {emit} from './lib/emit.js';
import {pickLocale} from './lib/pickLocale.js';
import {stringsFor} from './lib/stringsFor.js';
import type {Turn} from './lib/takeTurn.js';
import {send} from './outbox.js';
import {container, survey} from './page.js';
import {openPlace, type Placed} from './placements/place.js';
import {openResponse, readDraft, type Response} from './response.js';
import {runSurvey} from './runSurvey.js';
import {settings} from './settings.js';
import type {Submission} from './types.js';

/** What is on the page. */
export let placed: Placed | undefined;
/** What is being answered: nothing any more while thanks are said. */
export let response: Response | undefined;
let turn: Turn | undefined;

// Neither who tests a page nor a program is a visitor.
const counts = !settings.preview && !navigator.webdriver;

const post = (submission: Submission) => {
  if (settings.preview) return;
  send(submission);
  reportImpressions();
};

const finish = (event: 'completed' | 'dismissed') => {
  response!.close(event === 'completed');
  response = undefined;
  if (counts) mark(event);
  emit(event);
};

const draw = () => {
  const locale = pickLocale(survey, settings.lang);
  response ??= openResponse(post);
  response.locale = locale;
  placed = openPlace(locale, stringsFor(survey, locale), dismiss);
  runSurvey(survey, locale, response, placed.panel, {
    onAnswered: (question, answer) => emit('answered', {question, answer}),
    onComplete: () => finish('completed'),
  });
};

const remove = () => {
  placed?.remove();
  placed = undefined;
  turn?.then((release) => release?.());
};

/** Shows the survey, with a turn that is given back when it goes. */
export const show = (held?: Turn) => {
  turn = held;
  if (counts && !readDraft()) {
    countImpression();
    // What is part of the page interrupts nobody.
    if (!container()) mark('shown');
  }
  draw();
  emit('shown');
};

/** Takes it away from a visitor who wants no more of it. */
export const dismiss = () => {
  if (response) finish('dismissed');
  remove();
};

/** Takes it away with its page. What was answered is sent, and can be gone on with. */
export const withdraw = () => {
  leave();
  response = undefined;
  remove();
};

/** Shows what is left to answer in the language that is set by now. */
export const redraw = () => {
  if (!response) return;
  placed!.remove();
  draw();
};

/** Sends what there is to send; the visitor may not come back. */
export const leave = () => {
  response?.send();
  reportImpressions();
};
