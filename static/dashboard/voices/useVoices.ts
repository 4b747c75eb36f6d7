import {useEffect, useRef, useState} from 'preact/hooks';
import {ask, Problem} from '../lib/api.js';
import {usePolled} from '../lib/polled.js';
import {PAGE} from './asked.js';
import {forget} from './coding.js';
import type {Page, Voice} from './voice.js';

/** As many as the edge gives at once. */
const MOST = 1000;
const POLL_MS = 10_000;

interface Listed {
  path: string;
  voices: Voice[];
  /** Where to go on: an id. */
  next: string | null;
  /** How many were asked for together. */
  limit: number;
  /** The last page was full, so that another is sure to hold something. */
  full: boolean;
  /** When it was answered: milliseconds. */
  at: number;
}

export interface Voices {
  /** What has arrived, also while something else is asked for. */
  listed: Listed | undefined;
  /** It is not what is asked for now. */
  pending: boolean;
  problem: Problem | undefined;
  again: () => void;
  /** Whether more can be had. */
  hasMore: boolean;
  loading: boolean;
  /** Loads more; which is the first of them, or null if there is none. Undefined if that failed. */
  more: () => Promise<string | null | undefined>;
  /** What has arrived since, and is not among the others yet; of more than a page there may be others. */
  arrived: Voice[];
  /** Puts those among the others. */
  take: () => void;
  /** When the edge last said what there is: milliseconds, or 0. */
  at: number;
}

/** The comments at a path, a page at a time, and those that arrive meanwhile. The most telling ones come all together: the edge does not go on with those. */
export const useVoices = (path: string, lately: string | null, ranked: boolean): Voices => {
  const [listed, setListed] = useState<Listed>();
  const [problem, setProblem] = useState<Problem>();
  const [loading, setLoading] = useState(false);
  const [turn, setTurn] = useState(0);
  const leaving = useRef(new AbortController());
  /** Of ranked ones: those that the edge knew when they were asked for. */
  const known = useRef<Set<string> | null>(null);
  const polled = usePolled<Page>(lately, POLL_MS);

  const fetchPage = async (limit: number, cursor: string | null): Promise<Page | undefined> => {
    const {signal} = leaving.current;
    setLoading(true);
    setProblem(undefined);
    try {
      const page = await ask<Page>(`${path}&limit=${limit}${cursor === null ? '' : `&cursor=${cursor}`}`, {signal});
      return signal.aborted ? undefined : page;
    } catch (error) {
      if (signal.aborted) return undefined;
      if (!(error instanceof Problem)) throw error;
      setProblem(error);
      return undefined;
    } finally {
      if (!signal.aborted) setLoading(false);
    }
  };

  useEffect(() => {
    leaving.current = new AbortController();
    known.current = null;
    const start = async () => {
      const page = await fetchPage(PAGE, null);
      if (!page) return;
      forget();
      setListed({path, voices: page.responses, next: page.next, limit: PAGE, full: page.responses.length === PAGE, at: Date.now()});
    };
    start();
    return () => leaving.current.abort();
  }, [path, turn]);

  // Once the edge can be reached again, what could not be had is asked for.
  useEffect(() => {
    if (problem && listed?.path !== path && polled.at) setTurn(turn + 1);
  }, [polled.at]);

  const pending = listed?.path !== path;
  const latest = polled.pending || polled.problem || !polled.data ? undefined : polled.data.responses;
  useEffect(() => {
    if (latest && !known.current) known.current = new Set(latest.map(({id}) => id));
  }, [latest, path, turn]);

  const isNew = ({id}: Voice) => {
    if (listed?.voices.some((voice) => voice.id === id)) return false;
    return ranked ? known.current !== null && !known.current.has(id) : id > (listed?.next ?? '');
  };
  const arrived = pending ? [] : (latest ?? []).filter(isNew);

  const more = async () => {
    if (!listed) return undefined;
    const limit = ranked ? Math.min(MOST, listed.limit + PAGE) : PAGE;
    const page = await fetchPage(limit, ranked ? null : listed.next);
    if (!page) return undefined;
    const had = new Set(listed.voices.map(({id}) => id));
    const found = page.responses.filter(({id}) => !had.has(id));
    // What is read stays where it is, also if something more telling has arrived.
    setListed((now) => now && {...now, voices: [...now.voices, ...found], next: page.next, limit, full: page.responses.length === limit});
    return found[0]?.id ?? null;
  };

  const take = () => {
    if (ranked || arrived.length >= PAGE) setTurn(turn + 1);
    else setListed((now) => now && {...now, voices: [...arrived, ...now.voices].sort((a, b) => (a.id < b.id ? 1 : -1))});
  };

  const hasMore = Boolean(listed && (ranked ? listed.full && listed.limit < MOST : listed.next));
  return {listed, pending, problem, again: () => setTurn(turn + 1), hasMore, loading, more, arrived, take, at: polled.at || listed?.at || 0};
};
