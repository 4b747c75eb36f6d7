import {emit} from './lib/emit.js';
import {post} from './lib/post.js';
import {storage} from './lib/storage.js';
import {uuidTime} from './lib/uuidTime.js';
import {api, edge} from './page.js';
import type {Submission} from './types.js';

const PREFIX = 'glas.outbox.';
/** The service refuses ids that are older. */
const MAX_AGE = 7 * 24 * 60 * 60 * 1000;
const FIRST_RETRY = 2_000;
const LAST_RETRY = 5 * 60 * 1000;

let retryIn = FIRST_RETRY;
let timer = 0;

const retryLater = (atLeast: number) => {
  if (timer) return;
  // Browsers that were cut off together should not come back together.
  timer = window.setTimeout(resend, Math.max(atLeast, retryIn * (0.5 + Math.random())));
  retryIn = Math.min(retryIn * 2, LAST_RETRY);
};

/** What is kept is the address, then the submission. */
const sendKept = async (key: string, kept: string) => {
  const [url, submission] = kept.split('\n');
  const answer = await post(url!, submission!).catch(() => undefined);
  const status = answer?.status ?? 0;
  const refused = status >= 400 && status < 500 && status !== 408 && status !== 429;
  if (!answer?.ok && !refused) return retryLater(Number(answer?.headers.get('retry-after')) * 1000 || 0);
  retryIn = FIRST_RETRY;
  // A newer revision may have taken its place meanwhile.
  if (storage.get(key) === kept) storage.remove(key);
  if (refused) emit('failed');
};

/** Sends again all that was kept for this edge. */
export const resend = async () => {
  clearTimeout(timer);
  timer = 0;
  for (const key of storage.keys().sort()) {
    if (!key.startsWith(PREFIX)) continue;
    const kept = storage.get(key);
    if (!(Date.now() - uuidTime(key.slice(PREFIX.length)) < MAX_AGE)) storage.remove(key);
    else if (kept?.startsWith(edge)) await sendKept(key, kept);
    if (timer) return;
  }
};

// A key per response, named by its id: tabs that write at once cannot undo each other's entries as they could in one
// shared list, and the ids sort by time.
/** Keeps a submission until the service has answered for it, in place of its earlier revisions. */
export const send = (submission: Submission) => {
  const key = PREFIX + submission.id;
  const kept = `${api}/responses\n${JSON.stringify(submission)}`;
  storage.set(key, kept);
  sendKept(key, kept);
};
