import {el} from '../lib/el.js';
import {isRtl} from '../lib/isRtl.js';
import {sheet} from '../lib/sheet.js';
import type {Strings} from '../lib/stringsFor.js';
import {openPanel, type Panel} from '../panel.js';
import css from './popover.css';

export interface Popover {
  panel: Panel;
  onDismiss: (callback: () => void) => void;
}

/** A box in the corner of the window, or a sheet at the bottom of a phone's. It takes no focus until it is used. */
export const openPopover = (survey: string, locale: string, strings: Strings): Popover => {
  const host = el('glas-popover' as 'div', {survey, lang: locale, dir: isRtl(locale) ? 'rtl' : 'ltr', popover: 'manual'});
  const shadow = host.attachShadow({mode: 'open'});
  shadow.adoptedStyleSheets = [sheet(css)];
  document.body.append(host);
  // In the top layer no `z-index`, `overflow` or `transform` of the page reaches it. Newer than the rest of what
  // the widget needs: without it, it is a plain fixed box.
  host.showPopover?.();
  const panel = openPanel(shadow, {strings});

  let cameFrom: Element | null = null;
  host.addEventListener('focusin', ({relatedTarget}) => {
    if (relatedTarget) cameFrom = relatedTarget as Element;
  });

  let dismissed = () => {};
  const dismiss = () => {
    const hadFocus = shadow.activeElement;
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
  panel.onClose(dismiss);

  return {panel, onDismiss: (callback) => void (dismissed = callback)};
};
