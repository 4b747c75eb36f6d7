import {signal} from '@preact/signals';

const dark = matchMedia('(prefers-color-scheme: dark)');
const print = matchMedia('print');
const current = () => (print.matches ? 'print' : dark.matches ? 'dark' : 'light');

/** How the page looks now. Canvases have to be drawn anew when it changes. */
export const look = signal(current());

for (const query of [dark, print]) query.addEventListener('change', () => (look.value = current()));

// Styles for print apply only after the last moment to draw, so the page takes on the look of paper before.
addEventListener('beforeprint', () => {
  document.documentElement.classList.add('printing');
  look.value = 'print';
});
addEventListener('afterprint', () => {
  document.documentElement.classList.remove('printing');
  look.value = current();
});
