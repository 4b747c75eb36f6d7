import {storage} from './lib/storage.js';
import {uuidTime} from './lib/uuidTime.js';
import type {Submission} from './types.js';

const PREFIX = 'glas.outbox.';
/** More than any visitor leaves behind; it bounds what a broken edge makes a browser keep. */
const LIMIT = 50;
/** The service refuses ids that are older. */
const MAX_AGE = 7 * 24 * 60 * 60 * 1000;
const FIRST_RETRY = 2_000;
const LAST_RETRY = 5 * 60 * 1000;

interface Kept {
  url: string;
  submission: Submission;
}

export interface Outbox {
  /** Keeps a submission until the service has answered for it, in place of its earlier revisions. */
  post: (survey: string, submission: Submission) => void;
  /** Sends again all that was kept for this edge. */
  flush: () => void;
}

// A key per response, named by its id: tabs that write at once cannot undo each other's entries as they could in one
// shared list, and the ids sort by time.
export const openOutbox = (edge: string, onRefused: () => void): Outbox => {
  let retryIn = FIRST_RETRY;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const retryLater = () => {
    if (timer) return;
    // Browsers that were cut off together should not come back together.
    timer = setTimeout(flush, retryIn * (0.5 + Math.random()));
    retryIn = Math.min(retryIn * 2, LAST_RETRY);
  };

  const send = async (key: string, kept: string) => {
    const {url, submission} = JSON.parse(kept) as Kept;
    const status = await fetch(url, {
      method: 'POST',
      mode: 'cors',
      credentials: 'omit',
      // Lets the request outlive the page.
      keepalive: true,
      headers: {'content-type': 'application/json'},
      body: JSON.stringify(submission),
    }).then(
      (response) => response.status,
      () => 0,
    );
    const accepted = status >= 200 && status < 300;
    const refused = status >= 400 && status < 500 && status !== 408 && status !== 429;
    if (!accepted && !refused) return retryLater();
    retryIn = FIRST_RETRY;
    // A newer revision may have taken its place meanwhile.
    if (storage.get(key) === kept) storage.remove(key);
    if (refused) onRefused();
  };

  const prune = () => {
    const keys = storage.keys().filter((key) => key.startsWith(PREFIX)).sort();
    const isOld = (key: string) => !(Date.now() - uuidTime(key.slice(PREFIX.length)) < MAX_AGE);
    return keys.filter((key, i) => {
      const keep = i >= keys.length - LIMIT && !isOld(key);
      if (!keep) storage.remove(key);
      return keep;
    });
  };

  const flush = async () => {
    clearTimeout(timer);
    timer = undefined;
    for (const key of prune()) {
      const kept = storage.get(key);
      if (kept?.startsWith(`{"url":"${edge}/`)) await send(key, kept);
      if (timer) return;
    }
  };

  addEventListener('online', flush);

  return {
    flush,
    post(survey, submission) {
      const url = `${edge}/v1/surveys/${survey}/responses`;
      const kept: Kept = {url, submission};
      storage.set(PREFIX + submission.id, JSON.stringify(kept));
      prune();
      send(PREFIX + submission.id, JSON.stringify(kept));
    },
  };
};
