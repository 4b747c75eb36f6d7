import {label} from './lib/label.js';
import {container, name} from './page.js';
import {close, happen, open, translate} from './schedule.js';
import {withdraw} from './session.js';
import {settings} from './settings.js';

/** The arguments of one call of `glas`. */
type Call = Iterable<any>;

// Most pages define it themselves, to call it before any script has loaded.
const glas: NonNullable<Window['glas']> = (window.glas ??= (...call) => void glas.q!.push(call));
const queue = (glas.q ??= []);

const set = (attributes?: object) => void Object.assign(settings.attributes, attributes);

/** What a page can ask for. What answers true is done for good, and not kept for the scripts still to come. */
const commands: Record<string, (...args: any[]) => boolean | void> = {
  open(which = name) {
    if (which === name) open();
    // Two boxes do not fit one corner.
    else if (!container()) withdraw();
    return which === name;
  },
  close: (which = name) => void (which === name && close()),
  identify: (respondent) => void (settings.respondent = label(respondent) ?? ''),
  set,
  event(name, attributes) {
    set(attributes);
    happen(name);
  },
  lang(lang) {
    settings.lang = `${lang ?? ''}`;
    translate();
  },
  on: (event, handler) => document.addEventListener(`glas:${event}`, handler),
  off: (event, handler) => document.removeEventListener(`glas:${event}`, handler),
};

/** Does what the page has asked for so far, and what it will. Every survey's script on the page does so for itself. */
export const obey = () => {
  const run = ([command, ...args]: Call) => commands[command]?.(...args);
  const others = queue.push;
  for (const call of [...queue]) if (run(call)) queue.splice(queue.indexOf(call), 1);
  queue.push = (call) => (run(call) ? 0 : others.call(queue, call));
};
