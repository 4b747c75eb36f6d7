import {el} from './lib/el.js';
import {isAnswered} from './lib/isAnswered.js';
import {stringsFor} from './lib/stringsFor.js';
import {textIn} from './lib/textIn.js';
import {visibleQuestions} from './lib/visibleQuestions.js';
import {HEADING, type Panel} from './panel.js';
import {askable, drawControl, goesOn} from './questions/index.js';
import type {Response} from './response.js';
import {drawThanks} from './thanks.js';
import type {Answer, Question, Survey, Texts} from './types.js';

/** Long enough to see one's choice before the next question takes its place. */
const CHOICE_SHOWN_MS = 250;

/** What the focus goes to when a required answer is missing. */
const MISSING = 'textarea, :not(:has(:checked)) > label > input';

export interface Hooks {
  /** The visitor has moved on from a question. */
  onAnswered?: (question: string, answer: Answer) => void;
  onComplete: () => void;
}

/** Asks one question after another, then says thanks. */
export const runSurvey = (survey: Survey, locale: string, response: Response, panel: Panel, {onAnswered, onComplete}: Hooks) => {
  const strings = stringsFor(survey, locale);
  const text = (texts: Texts) => textIn(texts, locale, survey);
  const asked = () => visibleQuestions(survey.questions, response.answers).filter(askable);

  const ask = (question: Question | undefined) => {
    if (!question) {
      panel.show(...drawThanks(survey, response.answers, strings, text));
      return onComplete();
    }
    const {id, required} = question;
    response.at = id;
    // What is chosen counts at once. What is typed counts when the visitor moves on: a sentence given up half-way is
    // nobody's answer.
    let answer = response.answers.get(id);
    /** No button need flash up for the moment until the next question. */
    let movingOn = false;

    const away = (steps: number) => {
      const all = asked();
      return all[all.indexOf(question) + steps];
    };
    const update = () => {
      const all = asked();
      panel.progress(all.indexOf(question) + 1, all.length);
      send.textContent = away(1) ? strings.next : strings.send;
      // Where a click goes on by itself, the button is for those who leave the question out or use the keyboard.
      if (!movingOn) send.hidden = goesOn(question) && !!required && answer === undefined;
    };
    const submit = (event?: Event) => {
      event?.preventDefault();
      // The visitor may have gone back or closed the survey within the moment that a choice is shown.
      if (!form.isConnected) return;
      if (required && !isAnswered(question, answer)) {
        error.textContent = strings.error_required;
        return form.querySelector<HTMLElement>(MISSING)?.focus();
      }
      response.set(id, answer);
      if (answer !== undefined) onAnswered?.(id, answer);
      ask(away(1));
    };
    const goBack = () => {
      response.set(id, answer);
      ask(away(-1));
    };

    const control = drawControl({
      question,
      strings,
      textIn: text,
      labelledBy: HEADING,
      answer,
      onAnswer: (given, typing) => {
        answer = given;
        if (!typing) response.set(id, given);
        update();
      },
      onChosen: () => {
        movingOn = true;
        setTimeout(submit, CHOICE_SHOWN_MS);
      },
    });
    const error = el('p', {role: 'alert'});
    const back = el('button', {type: 'button', class: 'back', hidden: !away(-1), onclick: goBack}, strings.back);
    const send = el('button', {class: 'send'});
    const form = el('form', {onsubmit: submit}, control, error, el('div', {class: 'actions'}, back, send));
    const heading = el('h2', {}, text(question.text));
    if (!required) heading.append(' ', el('small', {}, strings.optional));
    panel.show(heading, form);
    update();
  };

  // A response that was begun on an earlier page goes on where it was left, with its last question at the latest.
  const all = asked();
  ask(all.find(({id}) => !response.answers.has(id)) ?? all[all.length - 1]);
};
