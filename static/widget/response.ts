import {label} from './lib/label.js';
import {storage} from './lib/storage.js';
import {uuidTime} from './lib/uuidTime.js';
import {uuidv7} from './lib/uuidv7.js';
import {visibleQuestions} from './lib/visibleQuestions.js';
import {name, survey} from './page.js';
import {settings} from './settings.js';
import type {Answer, Answers, Submission} from './types.js';

/** How long a response that was left can be taken up again. The service would take it for seven days. */
const DRAFT_MAX_AGE = 24 * 60 * 60 * 1000;

/** The longest path that the service takes. */
const MAX_PAGE = 1024;

type Draft = Pick<Submission, 'id' | 'revision' | 'answers'>;

export interface Response {
  answers: Answers;
  /** The question on the screen. */
  at?: string;
  locale: string;
  set: (question: string, answer: Answer | undefined) => void;
  /** Sends what was answered since it was last sent. */
  send: () => void;
  /** Sends the answers for the last time: the visitor has finished, or wants no more of it. */
  close: (finished: boolean) => void;
}

const KEY = `glas.draft.${name}`;

/** What the visitor began to answer not long ago. */
export const readDraft = () => {
  const draft = storage.read<Draft>(KEY);
  return draft && Date.now() - uuidTime(draft.id) < DRAFT_MAX_AGE ? draft : undefined;
};

/** One visitor's answers. Each state of them that is sent is a revision of the same response. */
export const openResponse = (post: (submission: Submission) => void): Response => {
  const draft = readDraft();
  const id = draft?.id ?? uuidv7();
  const answers = new Map(Object.entries(draft?.answers ?? {}));
  const page = location.pathname.slice(0, MAX_PAGE);
  let revision = draft ? draft.revision + 1 : 0;
  let sent = JSON.stringify(draft?.answers ?? {});

  const declared = ([name, values]: [string, string[]]) => {
    const value = label(settings.attributes[name]);
    return [name, value && (!values[0] || values.includes(value)) ? value : undefined];
  };

  const send = (finished: boolean) => {
    const asked = visibleQuestions(survey.questions, answers);
    const given = Object.fromEntries(asked.map(({id}) => [id, answers.get(id)!]));
    const state = JSON.stringify(given);
    // The service takes no response without an answer.
    if (state === '{}' || (!finished && state === sent)) return;
    sent = state;

    // https://www.w3.org/TR/gpc/
    const {globalPrivacyControl} = navigator;
    const left: Draft = {id, revision, answers: given};
    storage.set(KEY, JSON.stringify(left));
    post({
      ...left,
      // The service refuses a complete response that lacks a required answer, and this widget may not know how to
      // ask for one.
      complete: finished && asked.every(({id, required}) => !required || answers.has(id)),
      touchpoint: label(settings.touchpoint),
      channel: label(settings.channel),
      locale: response.locale,
      attributes: Object.fromEntries(Object.entries(survey.attributes ?? {}).map(declared)),
      page: globalPrivacyControl ? undefined : page,
      respondent: globalPrivacyControl ? undefined : label(settings.respondent),
      at: finished ? undefined : response.at,
      token: survey.token,
    });
    revision++;
  };

  const response: Response = {
    answers,
    locale: survey.default_locale,
    set: (question, answer) => (answer === undefined ? answers.delete(question) : answers.set(question, answer)),
    send: () => send(false),
    close(finished) {
      send(finished);
      storage.remove(KEY);
    },
  };
  return response;
};
