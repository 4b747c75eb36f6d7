import {newHost} from './host.js';
import type {Strings} from '../lib/stringsFor.js';
import {container} from '../page.js';
import {openPanel, type Panel} from '../panel.js';
import {settings} from '../settings.js';

export interface Placed {
  host: HTMLElement;
  panel: Panel;
  remove: () => void;
}

/** Opens a panel in the element that the page has set aside for it, else over the page. It takes no focus until it is used. */
export const openPlace = (locale: string, strings: Strings, onClose: () => void): Placed => {
  const inline = !!container();
  const host = newHost(inline ? 'glas-inline' : 'glas-popover', locale);
  const panel = openPanel(host.shadowRoot!, {strings, theme: settings, onClose: inline ? undefined : onClose});

  let cameFrom = document.activeElement;
  host.addEventListener('focusin', ({relatedTarget}) => {
    if (relatedTarget) cameFrom = relatedTarget as Element;
  });

  // Escape works from anywhere, so that what the box covers can be uncovered without going through it;
  // but the page's own use of the key comes first.
  const onKey = ({key, defaultPrevented, isComposing}: KeyboardEvent) => {
    if (key === 'Escape' && !defaultPrevented && !isComposing && !document.querySelector('dialog[open]')) onClose();
  };
  if (!inline) document.addEventListener('keydown', onKey);

  return {
    host,
    panel,
    remove() {
      const hadFocus = host.shadowRoot!.activeElement;
      document.removeEventListener('keydown', onKey);
      host.remove();
      if (hadFocus) (cameFrom as HTMLElement | null)?.focus();
    },
  };
};
