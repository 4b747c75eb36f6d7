import {el} from './lib/el.js';
import {fill} from './lib/fill.js';
import {sheet} from './lib/sheet.js';
import type {Strings} from './lib/stringsFor.js';
import type {Theme} from './types.js';
import css from './panel.css';

/** The id of the shown heading, inside the shadow root. */
export const HEADING = 'heading';

/** A live region must exist for a moment before what is put into it is read out. */
const ANNOUNCE_AFTER_MS = 200;

export interface PanelOptions {
  strings: Strings;
  theme?: Theme | undefined;
  /** Part of the page: it cannot be closed, and does not announce itself. */
  inline?: boolean;
}

export interface Panel {
  /** The box that all is shown in. */
  root: HTMLElement;
  /** Replaces what is shown. The heading names the panel. */
  show: (heading: HTMLElement, ...rest: HTMLElement[]) => void;
  /** Moves the focus to the heading, for one who asked for the panel. */
  focus: () => void;
  /** Sets what the close button does. */
  onClose: (callback: () => void) => void;
}

/** Puts a panel into a shadow root whose host is in the document and has `lang` and `dir`. */
export const openPanel = (shadow: ShadowRoot, {strings, inline}: PanelOptions): Panel => {
  const content = el('div', {class: 'content'});
  const status = el('div', {class: 'status', role: 'status'});
  const close = el('button', {type: 'button', class: 'close', 'aria-label': strings.close}, cross());
  const root = el('div', {class: 'panel', role: inline ? 'region' : 'dialog', 'aria-labelledby': HEADING}, content, status);
  if (!inline) status.before(close);
  shadow.adoptedStyleSheets.push(sheet(css));
  shadow.append(root);

  let heading: HTMLElement | undefined;
  return {
    root,
    show(newHeading, ...rest) {
      const used = root.contains(shadow.activeElement);
      const first = !heading;
      heading = newHeading;
      heading.id = HEADING;
      heading.tabIndex = -1;
      content.replaceChildren(heading, ...rest);
      if (first && !inline) {
        setTimeout(() => (status.textContent = fill(strings.announce, {question: newHeading.textContent ?? ''})), ANNOUNCE_AFTER_MS);
      }
      if (used) {
        // On a touch screen, focus in a text field would raise the keyboard over the sheet.
        const field = matchMedia('(pointer: fine)').matches && content.querySelector('textarea');
        (field || heading).focus();
      }
    },
    focus: () => heading?.focus(),
    onClose: (callback) => void (close.onclick = callback),
  };
};

const cross = () => {
  const ns = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(ns, 'svg');
  const path = document.createElementNS(ns, 'path');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  path.setAttribute('d', 'M3 3l10 10M13 3L3 13');
  svg.append(path);
  return svg;
};
