/*
 * A tablet in a store, used by one visitor after the other: nothing of one is there for the next. All else that a survey
 * does, and that answers given offline are sent later, is the widget's.
 */

/** How long the thanks stay. */
const THANKS_MS = 6_000;
/** After how long without a touch the visitor has gone. */
const IDLE_MS = 20_000;
/** The survey may have changed since, and what was issued to send its answers with grows old. */
const MAX_AGE_MS = 6 * 60 * 60 * 1000;

const opened = Date.now();
let timer = 0;
let thanked = false;
/** Whether what was touched last is for typing. */
let typing = false;

window.glas ??= (...call) => void (window.glas!.q ??= []).push(call);

const restart = async () => {
  thanked = false;
  clearTimeout(timer);
  // What is closed is kept nowhere to be gone on with.
  window.glas!('close');
  window.glas!('open');
  if (Date.now() - opened < MAX_AGE_MS) return;
  // Without a network the page would not come back.
  const answer = await fetch(location.href, {method: 'HEAD', cache: 'no-store'}).catch(() => undefined);
  if (answer?.ok) location.reload();
};

const restartIn = (milliseconds: number) => {
  clearTimeout(timer);
  timer = window.setTimeout(restart, milliseconds);
};

const stayAwake = () => {
  // Refused when the battery is low.
  if (document.visibilityState === 'visible') navigator.wakeLock?.request('screen').catch(() => {});
};

window.glas('open');
// Whoever was here when the tablet was switched off may have begun to answer.
restart();
stayAwake();

document.addEventListener('visibilitychange', stayAwake);
document.addEventListener('contextmenu', (event) => event.preventDefault());
// Where `user-select` does not reach into the widget. What is typed can be selected.
document.addEventListener('selectionchange', () => typing || getSelection()?.removeAllRanges());
document.addEventListener('glas:completed', () => {
  thanked = true;
  restartIn(THANKS_MS);
});
for (const touched of ['pointerdown', 'keydown', 'input', 'wheel']) {
  const onTouch = (event: Event) => {
    typing = (event.composedPath()[0] as Element).matches('textarea, input');
    if (!thanked) restartIn(IDLE_MS);
  };
  document.addEventListener(touched, onTouch, {passive: true});
}
