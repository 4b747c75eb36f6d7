import type {ComponentChildren} from 'preact';

interface Props {
  title: string;
  /** `error` interrupts a screen reader; the others wait their turn. */
  kind?: 'info' | 'error' | 'empty' | 'good';
  children?: ComponentChildren;
  actions?: ComponentChildren;
}

/** Says how things are where there is nothing else to show. */
export const Notice = ({title, kind = 'info', children, actions}: Props) => (
  <div class={`notice ${kind}`} role={kind === 'error' ? 'alert' : 'status'}>
    <p class="notice-title">{title}</p>
    {children}
    {actions && <p class="actions">{actions}</p>}
  </div>
);
