import {useEffect, useState} from 'preact/hooks';
import {ask, type Asking, Problem} from './api.js';
import {token} from './session.js';

const MOST_MS = 5 * 60_000;
/** No request of the edge takes half as long. */
const SLOW_MS = 60_000;

export interface Polled<T> {
  /** The last answer, also while a newer one is asked for or cannot be had. */
  data: T | undefined;
  /** Why the last attempt brought none. */
  problem: Problem | undefined;
  /** When `data` was answered: milliseconds. */
  at: number;
  /** `data` is of another question than the one that is asked now. */
  pending: boolean;
  /** Asks at once. */
  again: () => void;
}

const isVisible = () => document.visibilityState === 'visible';

/** Asks for a path now and then: not while the page is hidden, and less and less while there is no answer. No path asks nothing. */
export const usePolled = <T>(path: string | null, every: number, asked: (path: string, asking: Asking) => Promise<T> = ask): Polled<T> => {
  const [answer, setAnswer] = useState<{path: string | null; data?: T; problem?: Problem; at: number}>({path: null, at: 0});
  const [turn, setTurn] = useState(0);
  const signedInAs = token.value;
  useEffect(() => {
    if (path === null) return;
    const leaving = new AbortController();
    let pause = every;
    let timer = 0;
    let due = 0;
    const attempt = async () => {
      clearTimeout(timer);
      due = Infinity;
      const slow = AbortSignal.timeout(SLOW_MS);
      try {
        const data = await asked(path, {signal: AbortSignal.any([leaving.signal, slow])});
        setAnswer({path, data, at: Date.now()});
        pause = every;
      } catch (error) {
        if (leaving.signal.aborted) return;
        const problem = slow.aborted ? new Problem(0, 'offline', '') : error;
        if (!(problem instanceof Problem)) throw problem;
        // What was answered to another question is no answer to this one.
        setAnswer((was) => (was.path === path ? {...was, problem} : {path, problem, at: 0}));
        pause = Math.min(Math.max(pause * 2, problem.retryAfter * 1000), MOST_MS);
      }
      if (leaving.signal.aborted) return;
      due = Date.now() + pause;
      if (isVisible()) timer = setTimeout(attempt, pause);
    };
    const look = () => {
      clearTimeout(timer);
      if (isVisible() && due !== Infinity) timer = setTimeout(attempt, Math.max(0, due - Date.now()));
    };
    const reconnect = () => {
      // An attempt that is under way may still fail for want of what is there again.
      pause = every;
      if (due !== Infinity) attempt();
    };
    document.addEventListener('visibilitychange', look);
    addEventListener('online', reconnect);
    attempt();
    return () => {
      leaving.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', look);
      removeEventListener('online', reconnect);
    };
  }, [path, every, turn, signedInAs]);
  const {data, problem, at} = answer;
  return {data, problem, at, pending: answer.path !== path, again: () => setTurn(turn + 1)};
};
