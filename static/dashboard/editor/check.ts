import {useEffect, useState} from 'preact/hooks';
import {ask, Problem, type Fault} from '../lib/api.js';
import type {Members} from './json.js';

const PAUSE_MS = 400;
const AGAIN_MS = 5000;
const MOST_MS = 5 * 60_000;

const NOTHING: Checked = {embedded: null, faults: [], problem: null, behind: false};

export interface Checked {
  /** What the script would embed of the last draft without faults. */
  embedded: Members | null;
  faults: Fault[];
  /** Why the edge could not say. */
  problem: Problem | null;
  /** What is shown is of an earlier draft. */
  behind: boolean;
}

/** Has the edge check a definition once nothing has changed for a moment. */
export const useChecked = (survey: string, definition: Members): Checked => {
  const [checked, setChecked] = useState<Checked & {of: Members | null; survey: string}>({...NOTHING, of: null, survey});
  useEffect(() => {
    const leaving = new AbortController();
    let timer = 0;
    let pause = AGAIN_MS;
    const check = async () => {
      try {
        const embedded = await ask<Members>(`v1/surveys/${survey}/draft`, {method: 'POST', body: definition, signal: leaving.signal});
        setChecked({...NOTHING, embedded, of: definition, survey});
      } catch (problem) {
        if (leaving.signal.aborted) return;
        if (!(problem instanceof Problem)) throw problem;
        const rejected = problem.errors.length > 0;
        // What is refused for what it is stays refused.
        const passing = problem.status === 0 || problem.status === 429 || problem.status >= 500;
        if (!rejected && passing) timer = setTimeout(check, Math.max(pause, problem.retryAfter * 1000));
        pause = Math.min(pause * 2, MOST_MS);
        setChecked((was) => ({...was, faults: rejected ? problem.errors : was.faults, problem: rejected ? null : problem, behind: was.embedded !== null, of: definition, survey}));
      }
    };
    timer = setTimeout(check, checked.of === null || checked.survey !== survey ? 0 : PAUSE_MS);
    return () => {
      clearTimeout(timer);
      leaving.abort();
    };
  }, [survey, definition]);
  return checked.survey === survey ? checked : NOTHING;
};
