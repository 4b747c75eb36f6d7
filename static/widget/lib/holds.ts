import type {Answers, Condition} from '../types.js';

/** Whether the answers that the conditions name exist and meet all that they say. */
export const holds = (conditions: Condition | Condition[] | undefined, answers: Answers) =>
  [conditions ?? []].flat().every(({question, at_most, at_least, includes}) => {
    const answer = answers.get(question);
    if (answer === undefined) return false;
    return (
      (at_most === undefined || Number(answer) <= at_most) &&
      (at_least === undefined || Number(answer) >= at_least) &&
      (includes === undefined || (Array.isArray(answer) && answer.some((choice) => choice === includes || (includes === 'other' && typeof choice === 'object'))))
    );
  });
