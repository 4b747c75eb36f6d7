import type {Answers, Choice, Condition} from '../types.js';

/** Whether the answers that the conditions name exist and meet all that they say. */
export const holds = (conditions: Condition | Condition[] | undefined, answers: Answers) =>
  [conditions ?? []].flat().every(({question, at_most = Infinity, at_least = 0, includes}) => {
    const answer = answers.get(question);
    if (includes) return [answer as Choice[]].flat().some((choice) => choice === includes || (includes === 'other' && typeof choice === 'object'));
    return (answer as number) >= at_least && (answer as number) <= at_most;
  });
