import {newHost} from './host.js';
import {el} from '../lib/el.js';
import {settings} from '../settings.js';
import {applyTheme} from '../theme.js';

/** A button on the edge of the window. */
export const openTab = (locale: string, name: string, onClick: () => void) => {
  const host = newHost('glas-tab', locale);
  const button = el('button', {type: 'button', 'aria-haspopup': 'dialog'}, name);
  button.onclick = () => {
    // Safari does not focus a button that is clicked, and the focus is to return here.
    button.focus();
    onClick();
  };
  host.shadowRoot!.append(button);
  applyTheme(button, settings);
  return host;
};
