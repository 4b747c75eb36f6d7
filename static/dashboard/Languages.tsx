import {useState} from 'preact/hooks';
import {go} from './lib/address.js';
import {LANGUAGES, language, speak, t, type Language} from './lib/words.js';

/** The languages of the page, each in its own name. */
export const Languages = () => {
  const [failed, setFailed] = useState(false);
  const choose = (wanted: Language) =>
    speak(wanted).then(
      () => go({lang: wanted}, {replace: true}),
      () => setFailed(true),
    );
  return (
    <label class="languages">
      <span class="unseen">{t('language')}</span>
      <select value={language.value} onChange={({currentTarget}) => choose(currentTarget.value as Language)}>
        {Object.entries(LANGUAGES).map(([tag, name]) => (
          <option key={tag} value={tag} lang={tag}>
            {name}
          </option>
        ))}
      </select>
      {failed && <span role="alert">{t('problem_offline')}</span>}
    </label>
  );
};
