import {setTimeout as sleep} from 'node:timers/promises';

const DAY_MS = 86_400_000;
/** Where days end: in UTC, and where the sample counts them. */
const AHEAD_MS = [0, 3_600_000];
/** More than any test takes. */
const MOST_MS = 120_000;

/** Waits for the next day if this one ends before a test does: what the page asks for and what the test does are to be of the same days. */
export const withinOneDay = async () => {
  for (const ahead of AHEAD_MS) {
    const left = DAY_MS - ((Date.now() + ahead) % DAY_MS);
    if (left < MOST_MS) await sleep(left + 100);
  }
};
