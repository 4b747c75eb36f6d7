import {useState} from 'preact/hooks';
import {languageName, t} from '../../lib/words.js';
import {added, definition, done, replace} from '../draft.js';
import {localesOf, SPOKEN, withoutLocale} from '../locales.js';
import {idOf} from '../fields/Field.js';
import {SelectField} from '../fields/SelectField.js';
import {TextField} from '../fields/TextField.js';

const TAG = /^[a-z]{2,8}(-[a-z0-9]{1,8})*$/i;

/** What the survey is called, and the languages that it speaks. */
export const GeneralSection = () => {
  const [wanted, setWanted] = useState('');
  const locales = [...new Set([...localesOf(definition.value), ...added.value])];
  const main = String(definition.value['default_locale'] ?? '');
  const add = (event: Event) => {
    event.preventDefault();
    const tag = wanted.trim();
    if (!TAG.test(tag) || locales.includes(tag)) return;
    added.value = [...added.value, tag];
    setWanted('');
  };
  const drop = (locale: string) => {
    replace(withoutLocale(definition.value, locale));
    added.value = added.value.filter((each) => each !== locale);
    done.value = {text: t('editor_removed', {name: languageName(locale)}), undo: true};
  };
  return (
    <div class="section">
      <TextField path={['name']} />
      <SelectField path={['default_locale']} choices={locales.map((locale) => [locale, languageName(locale)])} />
      <h3>{t('editor_languages')}</h3>
      <p class="muted">{t('editor_languages_text')}</p>
      <ul class="languages-list" id={idOf(['languages'])}>
        {locales.map((locale) => (
          <li key={locale} class="chip">
            {languageName(locale)} <code>{locale}</code>
            {locale !== main && (
              <button type="button" class="quiet icon" aria-label={t('editor_remove', {name: languageName(locale)})} onClick={() => drop(locale)}>
                ×
              </button>
            )}
          </li>
        ))}
      </ul>
      <form class="add-language" onSubmit={add}>
        <label for="new-language">{t('editor_language_new')}</label>
        <input id="new-language" type="text" list="languages" value={wanted} spellcheck={false} autocapitalize="none" onInput={({currentTarget}) => setWanted(currentTarget.value)} />
        <datalist id="languages">
          {SPOKEN.filter((locale) => !locales.includes(locale)).map((locale) => (
            <option key={locale} value={locale}>
              {languageName(locale)}
            </option>
          ))}
        </datalist>
        <button type="submit" disabled={!TAG.test(wanted.trim()) || locales.includes(wanted.trim())}>
          {t('editor_language_add')}
        </button>
      </form>
    </div>
  );
};
