/*
 * For agents who ask on the phone and type while they listen: digits choose, Enter goes on and in the end sends. The form
 * can do without.
 */

/** Where Enter stops: at every question, and of several aspects at every one. */
const stops = [...document.querySelectorAll<HTMLElement>('.question:not(:has(.aspect)), .aspect')];
const form = document.querySelector('form')!;
const TEXT = 'textarea, .words';

let current = 0;
/** The digits typed here, as far as they make a number of the scale: a 1 that a 0 follows is a 10. */
let typed = '';

const choices = () => [...stops[current]!.querySelectorAll<HTMLInputElement>('[type=radio], [type=checkbox]')];
const text = () => stops[current]!.querySelector<HTMLElement>(TEXT);

const stopAt = (at: number) => {
  current = at;
  typed = '';
  const inputs = choices();
  (inputs.find(({checked}) => checked) ?? inputs[0] ?? text())?.focus();
};

const goOn = () => {
  if (current + 1 < stops.length) stopAt(current + 1);
  else form.requestSubmit();
};

/** On a scale a number is its point; of options 1 is the first, 2 the second, and 0 the tenth. */
const choose = (digit: string) => {
  const inputs = choices();
  const point = (number: string) => inputs.find(({value}) => value === number);
  const onScale = !!inputs[0]?.closest('.points');
  typed = onScale && point(typed + digit) ? typed + digit : digit;
  const chosen = onScale ? point(typed) : inputs[(Number(digit) || 10) - 1];
  if (!chosen) return;
  chosen.focus();
  chosen.checked = chosen.type === 'radio' || !chosen.checked;
  if (chosen.checked && chosen.value === 'other') text()?.focus();
};

document.addEventListener('focusin', ({target}) => {
  const at = stops.findIndex((stop) => stop.contains(target as Node));
  if (at >= 0) current = at;
});
document.addEventListener('pointerdown', () => (typed = ''));

document.addEventListener('keydown', (event) => {
  const {key, code, altKey, ctrlKey, metaKey, shiftKey, isComposing, repeat} = event;
  const {target} = event as {target: EventTarget | null} as {target: HTMLElement};
  if (altKey || ctrlKey || metaKey || isComposing || target.closest('button, a')) return;
  // By its place, too: some layouts have digits only with Shift, and others their own.
  const digit = /^\d$/.test(key) ? key : /^Digit(\d)$/.exec(code)?.[1];
  if (digit && !target.matches(TEXT)) choose(digit);
  else if (key === 'Enter' && !shiftKey) repeat || goOn();
  else return void (typed = '');
  event.preventDefault();
});

// After an attempt to send them, the first that is to be mended.
stopAt(Math.max(0, stops.findIndex((stop) => stop.matches('[aria-invalid]') || stop.querySelector('[aria-invalid]'))));
