import {el} from './lib/el.js';
import {fill} from './lib/fill.js';
import {isRtl} from './lib/isRtl.js';
import type {Strings} from './lib/stringsFor.js';
import css from './popover.css';

/** The id of the shown heading, inside the shadow root. */
export const HEADING = 'heading';

/** A live region must exist for a moment before what is put into it is read out. */
const ANNOUNCE_AFTER_MS = 200;

export interface Popover {
  /** Replaces what is shown. The heading names the dialog. */
  show: (heading: HTMLElement, ...rest: HTMLElement[]) => void;
  onDismiss: (callback: () => void) => void;
}

/** A box in the corner of the window, or a sheet at the bottom of a phone's. It takes no focus until it is used. */
export const openPopover = (survey: string, locale: string, strings: Strings): Popover => {
  const content = el('div', {class: 'content'});
  const status = el('div', {class: 'status', role: 'status'});
  const close = el('button', {type: 'button', class: 'close', 'aria-label': strings.close}, cross());
  const panel = el('div', {class: 'panel', role: 'dialog', 'aria-labelledby': HEADING}, content, close, status);

  const host = el('glas-popover' as 'div', {survey, lang: locale, dir: isRtl(locale) ? 'rtl' : 'ltr', popover: 'manual'});
  const root = host.attachShadow({mode: 'open'});
  // A constructable sheet is the one kind that a strict `style-src` allows.
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [sheet];
  root.append(panel);

  let cameFrom: Element | null = null;
  host.addEventListener('focusin', ({relatedTarget}) => {
    if (relatedTarget) cameFrom = relatedTarget as Element;
  });

  let dismissed = () => {};
  const dismiss = () => {
    const hadFocus = root.activeElement;
    document.removeEventListener('keydown', onKey);
    host.remove();
    if (hadFocus) (cameFrom as HTMLElement | null)?.focus();
    dismissed();
  };
  // Escape works from anywhere, so that what the box covers can be uncovered without going through it;
  // but the page's own use of the key comes first.
  const onKey = ({key, defaultPrevented, isComposing}: KeyboardEvent) => {
    if (key === 'Escape' && !defaultPrevented && !isComposing && !document.querySelector('dialog[open]')) dismiss();
  };
  document.addEventListener('keydown', onKey);
  close.addEventListener('click', dismiss);

  return {
    show(heading, ...rest) {
      const used = root.activeElement;
      heading.id = HEADING;
      heading.tabIndex = -1;
      content.replaceChildren(heading, ...rest);
      if (!host.isConnected) {
        document.body.append(host);
        // In the top layer no `z-index`, `overflow` or `transform` of the page reaches it. Newer than the rest of what
        // the widget needs: without it, it is a plain fixed box.
        host.showPopover?.();
        setTimeout(() => (status.textContent = fill(strings.announce, {question: heading.textContent ?? ''})), ANNOUNCE_AFTER_MS);
      } else if (used) {
        // On a touch screen, focus in a text field would raise the keyboard over the sheet.
        const field = matchMedia('(pointer: fine)').matches && content.querySelector('textarea');
        (field || heading).focus();
      }
    },
    onDismiss: (callback) => void (dismissed = callback),
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
