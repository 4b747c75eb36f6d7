import {el} from '../lib/el.js';
import {isRtl} from '../lib/isRtl.js';
import {sheet} from '../lib/sheet.js';
import {container} from '../page.js';
import {settings} from '../settings.js';
import css from './host.css';

export type Tag = 'glas-popover' | 'glas-inline' | 'glas-tab';

/** An element whose inside the page's styles do not reach. */
export const newHost = (tag: Tag, locale: string) => {
  const over = tag !== 'glas-inline';
  const host = el(tag as 'div', {
    lang: locale,
    dir: isRtl(locale) ? 'rtl' : 'ltr',
    position: settings.position,
    popover: over ? 'manual' : undefined,
  });
  host.attachShadow({mode: 'open', delegatesFocus: tag === 'glas-tab'}).adoptedStyleSheets = [sheet(css)];
  putHost(host);
  return host;
};

/** Puts a host where it belongs, if it is not there; a single-page application may have removed it. */
export const putHost = (host: HTMLElement) => {
  const over = host.hasAttribute('popover');
  const parent = over ? document.body : container();
  if (!parent || parent === host.parentNode) return;
  parent.append(host);
  // In the top layer no `z-index`, `overflow` or `transform` of the page reaches it. Newer than the rest of what
  // the widget needs: without it, it is a plain fixed box.
  if (over) host.showPopover?.();
};
