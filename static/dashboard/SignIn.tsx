import {useRef, useState} from 'preact/hooks';
import {ask, Problem} from './lib/api.js';
import {ended, signIn} from './lib/session.js';
import type {Surveys} from './lib/types.js';
import {t} from './lib/words.js';
import {Languages} from './Languages.js';
import {told} from './ui/Loaded.js';

interface Props {
  /** What there is to see, if it is not all. */
  text?: string;
}

export const SignIn = ({text}: Props) => {
  const [problem, setProblem] = useState<{title: string; text: string}>();
  const [asking, setAsking] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  const submit = async (event: Event) => {
    event.preventDefault();
    const typed = field.current!.value.trim();
    if (!typed) {
      setProblem({title: t('token_missing'), text: ''});
      return field.current!.focus();
    }
    const unknown = {title: t('token_wrong'), text: t('token_wrong_text')};
    // What is no header is no token.
    if (!/^[\x21-\x7e]+$/.test(typed)) {
      setProblem(unknown);
      return field.current!.focus();
    }
    setAsking(true);
    try {
      const {role} = await ask<Surveys>('v1/surveys', {as: typed});
      signIn(typed, role);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      const unset = {title: t('token_unset'), text: t('token_unset_text')};
      setProblem(error.status === 401 ? unknown : error.code === 'not_configured' ? unset : told(error));
      setAsking(false);
      field.current?.focus();
    }
  };
  return (
    <main class="alone" id="main">
      <h1 class="brand">Glas</h1>
      <p>{ended.value ? t('signed_out') : (text ?? t('sign_in_text'))}</p>
      <form onSubmit={submit} noValidate>
        <label for="token">{t('token')}</label>
        <input
          ref={field}
          id="token"
          type="password"
          autocomplete="current-password"
          spellcheck={false}
          autoFocus
          aria-invalid={Boolean(problem)}
          aria-describedby="token-hint token-problem"
        />
        <small id="token-hint">{t('token_hint')}</small>
        <div id="token-problem" role="alert">
          {problem && (
            <p class="fault">
              {problem.title} {problem.text}
            </p>
          )}
        </div>
        <button type="submit" class="primary" disabled={asking}>
          {asking ? t('signing_in') : t('sign_in')}
        </button>
      </form>
      <Languages />
    </main>
  );
};
