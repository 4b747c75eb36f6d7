import {useEffect, useState} from 'preact/hooks';
import {t} from '../lib/words.js';

/** Copies plain text, also where the page was served without encryption and has no clipboard. */
const copy = async (text: string): Promise<void> => {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const put = (event: ClipboardEvent) => {
    event.preventDefault();
    event.clipboardData?.setData('text/plain', text);
  };
  document.addEventListener('copy', put);
  try {
    if (!document.execCommand('copy')) throw new Error('copying is denied');
  } finally {
    document.removeEventListener('copy', put);
  }
};

/** A button that copies a text and says whether it did. */
export const Copy = ({text, label}: {text: () => string; label: string}) => {
  const [done, setDone] = useState<'copied' | 'voices_copy_denied'>();
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => setDone(undefined), 3000);
    return () => clearTimeout(timer);
  }, [done]);
  const click = () =>
    copy(text()).then(
      () => setDone('copied'),
      () => setDone('voices_copy_denied'),
    );
  return (
    <>
      <button type="button" class="quiet" onClick={click}>
        {done ? t(done) : label}
      </button>
      <span class="unseen" role="status">
        {done && t(done)}
      </span>
    </>
  );
};
