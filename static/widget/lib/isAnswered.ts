import type {Answer, Question} from '../types.js';

/** Whether an answer is all that a required question asks for. */
export const isAnswered = ({aspects = []}: Question, answer: Answer | undefined) =>
  answer !== undefined && aspects.every(({id}) => id in (answer as Record<string, number>));
