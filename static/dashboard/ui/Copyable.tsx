import {useEffect, useId, useRef, useState} from 'preact/hooks';
import {t} from '../lib/words.js';

interface Props {
  /** What it is, for those who do not see where it stands. */
  label: string;
  text: string;
}

/** A text to take along, with a button that copies it and says so. */
export const Copyable = ({label, text}: Props) => {
  const [state, setState] = useState<'copied' | 'selected' | ''>('');
  const code = useRef<HTMLElement>(null);
  const id = useId();
  useEffect(() => setState(''), [text]);
  useEffect(() => {
    if (!state) return;
    const timer = setTimeout(() => setState(''), 4000);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setState('copied');
    } catch {
      // Pages without encryption have no clipboard, but a selection.
      getSelection()?.selectAllChildren(code.current!);
      setState('selected');
    }
  };
  return (
    <div class="copyable">
      <pre tabIndex={0} role="group" aria-label={label}>
        <code ref={code} id={id}>
          {text}
        </code>
      </pre>
      <button type="button" aria-describedby={id} onClick={copy}>
        {t('copy')}
      </button>
      <span class="copied" role="status">
        {state === 'copied' ? t('copied') : state === 'selected' ? t('share_selected') : ''}
      </span>
    </div>
  );
};
