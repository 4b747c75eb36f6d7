import {holds} from './holds.js';
import type {Answer, Answers, Question} from '../types.js';

/** The questions that the answers so far call for. An answer to a question that is not asked counts for nothing. */
export const visibleQuestions = (questions: Question[], answers: Answers) => {
  const counted = new Map<string, Answer>();
  return questions.filter(({id, show_if}) => {
    if (!holds(show_if, counted)) return false;
    const answer = answers.get(id);
    if (answer !== undefined) counted.set(id, answer);
    return true;
  });
};
