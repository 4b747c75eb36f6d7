import {isAsked, mayInterrupt} from './frequency.js';
import {matchesUrls} from './lib/matchesUrls.js';
import {pickLocale} from './lib/pickLocale.js';
import {stringsFor} from './lib/stringsFor.js';
import {takeTurn} from './lib/takeTurn.js';
import {whenVisible} from './lib/whenVisible.js';
import {container, survey} from './page.js';
import {putHost} from './placements/host.js';
import {openTab} from './placements/tab.js';
import {readDraft} from './response.js';
import {dismiss, placed, redraw, response, show, withdraw} from './session.js';
import {settings} from './settings.js';
import {onExitIntent} from './triggers/exitIntent.js';
import {onScroll} from './triggers/scroll.js';

const {placement, preview, event, delay, scroll, exit_intent} = settings;

/** Aborted when what waits on this page view has waited in vain. */
let waiting = new AbortController();
let onEvent: (() => void) | undefined;
let happened = false;
/** Whether the survey belongs on this page. */
let allowed = false;
/** Whether the page has closed it; then nothing but the page brings it back. */
let closed = false;
let tab: HTMLElement | undefined;

const stopWaiting = () => {
  waiting.abort();
  waiting = new AbortController();
  onEvent = undefined;
};

const interrupt = async () => {
  stopWaiting();
  const {signal} = waiting;
  await whenVisible();
  const turn = takeTurn();
  const release = await turn;
  // Another tab may have shown it while this one waited.
  if (release && !signal.aborted && !placed && (readDraft() || mayInterrupt())) show(turn);
  else release?.();
};

const wait = () => {
  const {signal} = waiting;
  setTimeout(() => {
    if (signal.aborted) return;
    if (happened || !(scroll || exit_intent || event)) return interrupt();
    onEvent = interrupt;
    if (exit_intent) onExitIntent(signal, interrupt);
    if (scroll) onScroll(scroll, signal, interrupt);
  }, delay * 1000);
};

/** Shows the survey whatever is set: somebody asks for it. */
export const open = () => {
  stopWaiting();
  if (!response) {
    dismiss();
    show(takeTurn());
  }
  // Who has just pressed something wants to be where it led to; else the focus is not ours to take.
  if (navigator.userActivation?.isActive) placed!.panel.focus();
};

/** Closes the survey for as long as the visitor is on this page. */
export const close = () => {
  closed = true;
  stopWaiting();
  dismiss();
};

/** Sees to it that on the page there is what belongs there, however the page has changed. */
export const arrange = () => {
  const inline = container();
  if (placed) putHost(placed.host);
  if (placed?.host.isConnected === false) withdraw();
  if (inline && allowed && !closed && !placed) show();

  if (placement !== 'tab' || !allowed || inline) removeTab();
  else if (tab) putHost(tab);
  else {
    const locale = pickLocale(survey, settings.lang);
    tab = openTab(locale, stringsFor(survey, locale).tab, open);
  }
};

const removeTab = () => {
  tab?.remove();
  tab = undefined;
};

/** Begins a page view. */
export const visit = () => {
  stopWaiting();
  closed = false;
  const here = preview || matchesUrls(settings.urls);
  if (!here) withdraw();
  allowed = preview || (here && isAsked());
  arrange();
  if (!allowed || placed || placement === 'inline') return;
  if (preview) show();
  else if (placement !== 'none' && readDraft()) interrupt();
  else if (placement === 'popover') wait();
};

/** Begins the view of another page of a single-page application. */
export const turnPage = () => {
  happened = false;
  visit();
};

/** What the page says has happened may be what is waited for. */
export const happen = (name: string) => {
  if (name !== event) return;
  happened = true;
  onEvent?.();
};

/** Says everything in the language that is set by now. */
export const translate = () => {
  redraw();
  removeTab();
  arrange();
};
