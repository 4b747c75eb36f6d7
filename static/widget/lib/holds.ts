import type {Answers, Condition} from '../types.js';

/** Whether the answer that a condition names exists and meets all that it says. */
export const holds = ({question, at_most, at_least, includes}: Condition, answers: Answers) => {
  const answer = answers.get(question);
  if (answer === undefined) return false;
  return (
    (at_most === undefined || Number(answer) <= at_most) &&
    (at_least === undefined || Number(answer) >= at_least) &&
    (includes === undefined || (Array.isArray(answer) && answer.includes(includes)))
  );
};
