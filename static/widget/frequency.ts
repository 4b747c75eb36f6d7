import {storage} from './lib/storage.js';
import {name} from './page.js';
import {settings} from './settings.js';

const PREFIX = 'glas.visitor.';
const DAY_MS = 24 * 60 * 60 * 1000;

/** What is known of the visitor and one survey. */
interface Visitor {
  /** Where the visitor stands in the sample. */
  draw?: number;
  /** Times it was shown since it was last completed. */
  shows?: number;
  /** Unless something came of it. */
  shown?: number | undefined;
  dismissed?: number;
  completed?: number;
}

const own = PREFIX + name;
// Read anew each time: other tabs write too.
const read = (key = own): Visitor => storage.read(key) ?? {};
const write = (changes: Visitor) => storage.set(own, JSON.stringify({...read(), ...changes}));
const within = (time: number | undefined, days: number) => Date.now() - time! < days * DAY_MS;

/** Whether the visitor is among those to be asked, and has not answered. Always the same share of visitors. */
export const isAsked = () => {
  const {draw = Math.random(), completed} = read();
  write({draw});
  return draw < settings.sample && !within(completed, settings.after_completed);
};

/** Whether the visitor may be interrupted for the survey now. */
export const mayInterrupt = () => {
  const {shown, dismissed, shows = 0} = read();
  const others = storage.keys().filter((key) => key.startsWith(PREFIX) && key !== own);
  return (
    isAsked() &&
    shows < settings.max_shows &&
    !within(shown, settings.after_shown) &&
    !within(dismissed, settings.after_dismissed) &&
    !others.some((other) => Object.values(read(other)).some((time) => within(time, settings.quiet)))
  );
};

export const mark = (event: 'shown' | 'dismissed' | 'completed') => {
  const {shows = 0} = read();
  write({shown: undefined, [event]: Date.now(), shows: {shown: shows + 1, dismissed: shows, completed: 0}[event]});
};
