import type {ComponentChildren} from 'preact';
import {useLayoutEffect, useRef} from 'preact/hooks';
import {t} from '../lib/words.js';

interface Props {
  title: string;
  close: () => void;
  children: ComponentChildren;
  /** Slides in from the side, for what is read beside the rest. */
  side?: boolean;
}

/** The browser's own modal dialog: it keeps the focus, and Escape closes it. */
export const Dialog = ({title, close, children, side}: Props) => {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class={side ? 'side' : ''} aria-labelledby="dialog-title" onClose={close}>
      <header>
        <h2 id="dialog-title">{title}</h2>
        <button type="button" class="quiet icon" aria-label={t('close')} onClick={() => dialog.current?.close()}>
          ×
        </button>
      </header>
      {children}
    </dialog>
  );
};
