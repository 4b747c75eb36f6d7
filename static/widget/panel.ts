import {el} from './lib/el.js';
import {fill} from './lib/fill.js';
import {sheet} from './lib/sheet.js';
import type {Strings} from './lib/stringsFor.js';
import {svg} from './lib/svg.js';
import {applyTheme, prefersDark} from './theme.js';
import type {Theme} from './types.js';
import css from './panel.css';

/** Ids inside the shadow root: of the shown heading, and of how far it is in the survey. */
export const HEADING = 'heading';
const PROGRESS = 'progress';

/** A live region must exist for a moment before what is put into it is read out. */
const ANNOUNCE_AFTER_MS = 200;

export interface PanelOptions {
  strings: Strings;
  theme: Required<Theme>;
  /** What the close button does. Without it the panel is part of the page, and does not announce that it is there. */
  onClose?: (() => void) | undefined;
}

export interface Panel {
  /** Replaces what is shown. The heading names the panel. */
  show: (heading: HTMLElement, ...rest: HTMLElement[]) => void;
  /** Says which of how many steps is shown. */
  progress: (value: number, max: number) => void;
  /** Moves the focus to the heading, for one who asked for the panel. */
  focus: () => void;
}

/** Puts a panel into a shadow root whose host is in the document and has `lang` and `dir`. */
export const openPanel = (shadow: ShadowRoot, {strings, theme, onClose}: PanelOptions): Panel => {
  const bar = el('div', {id: PROGRESS, role: 'img'});
  const content = el('div');
  const cross = svg('M7 7l10 10M17 7L7 17');
  const close = el('button', {type: 'button', class: 'close', 'aria-label': strings.close, hidden: !onClose, onclick: onClose}, cross);
  const status = el('div', {class: 'unseen', role: 'status'});
  const role = onClose ? 'dialog' : 'region';
  const root = el('div', {class: 'panel', role, 'aria-labelledby': HEADING}, bar, content, close, status);
  // First, so that the placement's own sheet comes after it.
  shadow.adoptedStyleSheets.unshift(sheet(css));
  shadow.append(root);

  const paint = () => root.isConnected && applyTheme(root, theme);
  prefersDark.addEventListener('change', paint);

  let heading: HTMLElement | undefined;

  return {
    show(next, ...rest) {
      const used = root.contains(shadow.activeElement);
      const first = !heading;
      heading = next;
      heading.id = HEADING;
      heading.tabIndex = -1;
      bar.hidden = true;
      content.replaceChildren(heading, ...rest);
      paint();
      if (used) {
        // On a touch screen, focus in a text field would raise the keyboard over the sheet.
        const field = matchMedia('(pointer: fine)').matches && content.querySelector('textarea');
        (field || heading).focus();
      }
      // Where the focus goes, the heading is read anyway.
      let news = used ? '' : heading.textContent!;
      if (first) news = onClose ? fill(strings.announce, {question: news}) : '';
      news += ` ${content.querySelector('p')!.textContent}`;
      status.textContent = '';
      setTimeout(() => (status.textContent = news), ANNOUNCE_AFTER_MS);
    },
    progress(value, max) {
      bar.hidden = max < 2;
      heading!.setAttribute('aria-describedby', PROGRESS);
      bar.style.width = `${(value / max) * 100}%`;
      bar.setAttribute('aria-label', fill(strings.progress, {value, max}));
    },
    focus: () => heading?.focus(),
  };
};
