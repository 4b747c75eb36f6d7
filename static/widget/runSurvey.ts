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
const MISSING = 'textarea, [type=checkbox], [role=radiogroup]:not(:has(:checked)) input';

export interface Hooks {
  /** The visitor has moved on from a question. */
  onAnswered?: (question: string, answer: Answer) => void;
  onComplete: () => void;
}

/** Asks one question after another, then says thanks. */
export const runSurvey = (survey: Survey, locale: string, response: Response, panel: Panel, {onAnswered, onComplete}: Hooks) => {
  const strings = stringsFor(survey, locale);
  const text = (texts: Texts) => textIn(texts, locale, survey);
  /** The questions gone through to the present one, for the way back. */
  const path: Question[] = [];

  const asked = () => visibleQuestions(survey.questions, response.answers).filter(askable);
  const questionAfter = (question?: Question) => {
    const all = asked();
    return all[question ? all.indexOf(question) + 1 : 0];
  };

  const thank = () => {
    panel.progress(1, 1);
    panel.show(...drawThanks(survey, response.answers, strings, text));
    onComplete();
  };

  const goOn = () => {
    const next = questionAfter(path[path.length - 1]);
    if (!next) return thank();
    path.push(next);
    ask(next);
  };

  const ask = (question: Question) => {
    response.at = question.id;
    // What is chosen counts at once. What is typed counts when the visitor moves on: a sentence given up half-way is
    // nobody's answer.
    let answer: Answer | undefined = response.answers.get(question.id);

    /** No button need flash up for the moment until the next question. */
    let movingOn = false;

    const send = el('button', {class: 'send'});
    const update = () => {
      const all = asked();
      const step = all.indexOf(question) + 1;
      panel.progress(step, all.length);
      send.textContent = all[step] ? strings.next : strings.send;
      // Where a click goes on by itself, the button is for those who leave the question out or use the keyboard.
      if (!movingOn) send.hidden = goesOn(question) && !!question.required && answer === undefined;
    };
    const submit = () => {
      // The visitor may have gone back or closed the survey within the moment that a choice is shown.
      if (!form.isConnected) return;
      if (question.required && !isAnswered(question, answer)) {
        error.textContent = strings.error_required;
        return form.querySelector<HTMLElement>(MISSING)?.focus();
      }
      response.set(question.id, answer);
      if (answer !== undefined) onAnswered?.(question.id, answer);
      goOn();
    };

    const heading = el('h2', {}, text(question.text));
    if (!question.required) heading.append(' ', el('small', {}, strings.optional));
    if (question.multiple) heading.append(' ', el('small', {}, strings.choose_many));

    const back = el('button', {type: 'button', class: 'back'}, strings.back);
    back.hidden = path.length < 2;
    back.onclick = () => {
      response.set(question.id, answer);
      path.pop();
      ask(path[path.length - 1]!);
    };

    const control = drawControl({
      question,
      strings,
      textIn: text,
      labelledBy: HEADING,
      answer,
      onAnswer: (given, typing) => {
        answer = given;
        if (!typing) response.set(question.id, given);
        update();
      },
      onChosen: () => {
        movingOn = true;
        setTimeout(submit, CHOICE_SHOWN_MS);
      },
    });
    const error = el('p', {role: 'alert'});
    const form = el('form', {}, control, error, el('div', {class: 'actions'}, back, send));
    form.onsubmit = (event) => {
      event.preventDefault();
      submit();
    };
    update();
    panel.show(heading, form);
  };

  // A response that was begun on an earlier page goes on where it was left, with its last question at the latest.
  for (let question = questionAfter(); question && response.answers.has(question.id); ) {
    const next = questionAfter(question);
    if (next) path.push(question);
    question = next;
  }
  goOn();
};
