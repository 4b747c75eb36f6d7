import type {ComponentChildren} from 'preact';
import {visit} from '../lib/address.js';

interface Props {
  /** An address of this page: see `href`. */
  to: string;
  class?: string;
  title?: string;
  /** Leaves the page where it is scrolled to. */
  stay?: boolean;
  'aria-current'?: 'page' | 'true';
  'aria-label'?: string;
  children: ComponentChildren;
}

/** A link within the page. Opened in another tab it works, too. */
export const Link = ({to, children, stay, ...rest}: Props) => (
  <a
    {...rest}
    href={to}
    onClick={(event) => {
      if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      visit(to);
      if (!stay) scrollTo(0, 0);
    }}
  >
    {children}
  </a>
);
