import {el} from './lib/el.js';
import {stringsFor} from './lib/stringsFor.js';
import {textIn} from './lib/textIn.js';
import {visibleQuestions} from './lib/visibleQuestions.js';
import {HEADING, type Panel} from './panel.js';
import {askable, drawControl} from './questions/index.js';
import type {Response} from './response.js';
import type {Answer, Question, Survey} from './types.js';

/** Long enough to see one's choice before the next question takes its place. */
const CHOICE_SHOWN_MS = 250;

export interface Hooks {
  /** The visitor has moved on from a question. */
  onAnswered?: (question: string, answer: Answer) => void;
  onComplete: () => void;
}

/** Asks one question after another, then says thanks. */
export const runSurvey = (survey: Survey, locale: string, response: Response, panel: Panel, {onAnswered, onComplete}: Hooks) => {
  const strings = stringsFor(survey, locale);
  /** The questions gone through to the present one, for the way back. */
  const path: Question[] = [];

  const questionAfter = (question?: Question) => {
    const asked = visibleQuestions(survey.questions, response.answers).filter(askable);
    return asked[question ? asked.indexOf(question) + 1 : 0];
  };

  const thank = () => {
    panel.show(el('h2', {}, strings.thanks_title), el('p', {}, strings.thanks_text));
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
    const required = !!question.required;
    // What is chosen counts at once. What is typed counts when the visitor moves on: a sentence given up half-way is
    // nobody's answer.
    let typed: Answer | undefined = response.answers.get(question.id);
    /** No button need flash up for the moment until the next question. */
    let movingOn = false;

    const send = el('button', {type: 'submit', class: 'send'});
    const update = () => {
      send.textContent = questionAfter(question) ? strings.next : strings.send;
      if (!movingOn) send.hidden = required && typed === undefined;
    };
    const submit = () => {
      // The visitor may have gone back or closed the survey within the moment that a choice is shown.
      if (!form.isConnected || (required && typed === undefined)) return;
      response.set(question.id, typed);
      if (typed !== undefined) onAnswered?.(question.id, typed);
      goOn();
    };

    const heading = el('h2', {}, textIn(question.text, locale, survey));
    if (!required) heading.append(' ', el('small', {}, strings.optional));

    const back = el('button', {type: 'button', class: 'back'}, strings.back);
    back.hidden = path.length < 2;
    back.addEventListener('click', () => {
      response.set(question.id, typed);
      path.pop();
      ask(path[path.length - 1]!);
    });

    const form = el(
      'form',
      {},
      drawControl(question, {
        strings,
        required,
        labelledBy: HEADING,
        answer: typed,
        onAnswer: (answer) => {
          typed = answer;
          if (question.kind !== 'text') response.set(question.id, answer);
          update();
        },
        onChosen: () => {
          movingOn = true;
          setTimeout(submit, CHOICE_SHOWN_MS);
        },
      }),
      el('div', {class: 'actions'}, back, send),
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      submit();
    });
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
