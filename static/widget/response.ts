import {storage} from './lib/storage.js';
import {uuidTime} from './lib/uuidTime.js';
import {uuidv7} from './lib/uuidv7.js';
import {visibleQuestions} from './lib/visibleQuestions.js';
import {whenLeaving} from './lib/whenLeaving.js';
import type {Outbox} from './outbox.js';
import type {Answer, Answers, Context, Submission, Survey} from './types.js';

/** How long a response that was left can be taken up again. The service would take it for seven days. */
const DRAFT_MAX_AGE = 24 * 60 * 60 * 1000;

/** The longest path that the service takes. */
const MAX_PAGE = 1024;

type Draft = Pick<Submission, 'id' | 'revision' | 'answers'>;

export interface Response {
  answers: Answers;
  /** The question on the screen. */
  at?: string;
  set: (question: string, answer: Answer | undefined) => void;
  /** Sends the answers for the last time: the visitor has finished, or wants no more of it. */
  close: (finished: boolean) => void;
}

/**
 * One visitor's answers. Each state of them that is sent is a revision of the same response. They are sent when the
 * visitor leaves the page too, and taken up again on the next one.
 */
export const openResponse = (survey: Survey, context: Context, outbox: Outbox): Response => {
  const draftKey = `glas.draft.${survey.survey}`;
  const draft = readDraft(draftKey);
  const id = draft?.id ?? uuidv7();
  const answers = new Map(Object.entries(draft?.answers ?? {}));
  let revision = draft ? draft.revision + 1 : 0;
  let sent = JSON.stringify(draft?.answers ?? {});
  let closed = false;

  const send = (finished: boolean) => {
    if (closed) return;
    const asked = visibleQuestions(survey.questions, answers);
    const given = Object.fromEntries(asked.flatMap(({id}) => (answers.has(id) ? [[id, answers.get(id)!]] : [])));
    const state = JSON.stringify(given);
    // The service takes no response without an answer.
    if (state === '{}' || (!finished && state === sent)) return;
    sent = state;

    const submission: Submission = {
      id,
      revision: revision++,
      // The service refuses a complete response that lacks a required answer, and this widget may not know how to
      // ask for one.
      complete: finished && asked.every(({id, required}) => !required || answers.has(id)),
      answers: given,
      channel: 'web',
      locale: context.locale,
      page: location.pathname.slice(0, MAX_PAGE),
      ...(context.touchpoint ? {touchpoint: context.touchpoint} : {}),
    };
    const left: Draft = {id, revision: submission.revision, answers: given};
    storage.set(draftKey, JSON.stringify(left));
    outbox.post(survey.survey, submission);
  };

  whenLeaving(() => send(false));

  return {
    answers,
    set: (question, answer) => (answer === undefined ? answers.delete(question) : answers.set(question, answer)),
    close: (finished) => {
      send(finished);
      closed = true;
      storage.remove(draftKey);
    },
  };
};

const readDraft = (key: string) => {
  const draft = JSON.parse(storage.get(key) ?? 'null') as Draft | null;
  return draft && Date.now() - uuidTime(draft.id) < DRAFT_MAX_AGE ? draft : null;
};
