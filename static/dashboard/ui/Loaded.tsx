import type {ComponentChildren} from 'preact';
import {Problem} from '../lib/api.js';
import type {Polled} from '../lib/polled.js';
import {t} from '../lib/words.js';
import {Notice} from './Notice.js';

/** Of what is well asked and still not answered. */
export const TOO_MANY = 'too_many_responses';

/** What went wrong, in words for whoever reads. */
export const told = (problem: Problem): {title: string; text: string} => {
  if (problem.code === TOO_MANY) return {title: t('problem_too_many'), text: t('problem_too_many_text')};
  const kinds: Record<number, string> = {0: 'offline', 401: 'unauthorized', 403: 'forbidden', 404: 'missing', 429: 'busy'};
  const kind = kinds[problem.status] ?? (problem.status >= 500 ? 'unavailable' : 'refused');
  return {title: t(`problem_${kind}`), text: kind === 'refused' ? problem.detail : t(`problem_${kind}_text`)};
};

export const Failed = ({problem, again}: {problem: Problem; again?: () => void}) => {
  const {title, text} = told(problem);
  // Asked again it would be no less.
  const worthIt = again && problem.code !== TOO_MANY;
  return (
    <Notice kind="error" title={title} actions={worthIt && <button type="button" onClick={again}>{t('try_again')}</button>}>
      <p>{text}</p>
    </Notice>
  );
};

interface Props<T> {
  from: Polled<T>;
  children: (data: T) => ComponentChildren;
  /** What stands there while nothing has arrived; a grey shape otherwise. */
  waiting?: ComponentChildren;
}

/** Shows an answer once it is there: the last one also while the edge cannot be reached, and says so. */
export const Loaded = <T,>({from, children, waiting}: Props<T>) => {
  const {data, problem, pending, again} = from;
  if (data === undefined) {
    if (problem && !pending) return <Failed problem={problem} again={again} />;
    return waiting ?? <div class="skeleton" role="status" aria-label={t('loading')} />;
  }
  return (
    <div class="loaded" aria-busy={pending}>
      {problem && !pending && <Failed problem={problem} again={again} />}
      {children(data)}
    </div>
  );
};
