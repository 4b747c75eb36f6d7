import {useId, useRef, useState} from 'preact/hooks';
import {ask, Problem, save, send, type Fault} from '../lib/api.js';
import {ratings} from '../lib/metrics.js';
import type {Survey} from '../lib/types.js';
import {moment, t, textIn} from '../lib/words.js';
import {Copyable} from '../ui/Copyable.js';
import {told} from '../ui/Loaded.js';
import type {Origin} from './snippets.js';

interface Invited {
  link: string;
  expires_at: string;
  html?: string;
}

/** What stands in the way, in words: the signing key is not for whoever reads to set. */
const saying = (problem: Problem) => (problem.code === 'not_configured' ? {title: t('share_unsigned'), text: t('share_unsigned_text')} : told(problem));

const Faults = ({problem}: {problem: Problem}) => {
  const {title, text} = saying(problem);
  return (
    <div role="alert" class="fault">
      {title} {text}
      {problem.errors.length > 0 && (
        <ul>
          {problem.errors.map(({pointer, detail}: Fault) => (
            <li key={pointer + detail}>{detail}</li>
          ))}
        </ul>
      )}
    </div>
  );
};

/** What to paste into mails: each link is one recipient's. */
export const InMail = ({survey, origin}: {survey: Survey; origin: Origin}) => {
  const [invited, setInvited] = useState<Invited>();
  const [made, setMade] = useState('');
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(false);
  const file = useRef<HTMLInputElement>(null);
  const id = useId();
  const path = `v1/surveys/${survey.survey}/invitations`;
  const attempt = async (work: () => Promise<void>) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await work();
    } catch (error) {
      // A file that was written since it was chosen cannot be read.
      setProblem(error instanceof Problem ? error : new Problem(422, 'unreadable', t('share_file_unreadable')));
    } finally {
      setBusy(false);
    }
  };
  const one = () =>
    attempt(async () => {
      const {touchpoint, lang} = origin;
      setInvited(await ask<Invited>(path, {method: 'POST', body: {...(touchpoint && {touchpoint}), ...(lang && {locale: lang})}}));
    });
  const many = () =>
    attempt(async () => {
      const chosen = file.current?.files?.[0];
      if (!chosen) return file.current?.focus();
      const response = await send(path, {method: 'POST', body: await chosen.text(), type: 'text/csv'});
      const name = `invitations-${survey.survey}.csv`;
      save(await response.blob(), name);
      setMade(name);
    });
  const asked = survey.questions.find(({kind, show_if}) => !['choice', 'drivers', 'text'].includes(kind) && !show_if);
  const columns = ['email', 'touchpoint', 'locale', ...Object.keys(survey.attributes ?? {})].join(',');
  return (
    <section class="card wide" aria-labelledby={id}>
      <h2 id={id}>{t('share_mail')}</h2>
      <p>{t('share_mail_text')}</p>
      {asked && (
        <div class="mail-sketch" aria-hidden="true">
          <p>{textIn(asked.text, survey.default_locale)}</p>
          <p class="mail-ratings">
            {ratings(asked.kind).map((rating) => (
              <span key={rating}>{asked.kind === 'thumbs' ? (rating ? '👍' : '👎') : rating}</span>
            ))}
          </p>
        </div>
      )}
      <div class="mail-ways">
        <div>
          <h3>{t('share_mail_one')}</h3>
          <p class="muted">{t('share_mail_one_text')}</p>
          <p class="actions">
            <button type="button" disabled={busy} onClick={one}>
              {t('share_mail_make')}
            </button>
          </p>
          {invited && (
            <>
              <p class="muted" role="status">
                {t('share_mail_until', {until: moment(invited.expires_at)})}
              </p>
              <h4>{t('share_mail_link')}</h4>
              <Copyable label={t('share_mail_link')} text={invited.link} />
              {invited.html && (
                <>
                  <h4>{t('share_mail_block')}</h4>
                  <Copyable label={t('share_mail_block')} text={invited.html} />
                </>
              )}
            </>
          )}
        </div>
        <div>
          <h3>{t('share_mail_many')}</h3>
          <p class="muted">{t('share_mail_many_text')}</p>
          <Copyable label={t('share_mail_columns')} text={columns} />
          <label for={`${id}-file`}>{t('share_mail_file')}</label>
          <input ref={file} id={`${id}-file`} type="file" accept=".csv,text/csv" />
          <p class="actions">
            <button type="button" disabled={busy} onClick={many}>
              {t('share_mail_add')}
            </button>
            <span role="status">{made && t('share_mail_saved', {file: made})}</span>
          </p>
        </div>
      </div>
      {problem && <Faults problem={problem} />}
    </section>
  );
};
