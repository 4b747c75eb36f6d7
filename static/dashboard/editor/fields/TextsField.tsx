import {languageName, t} from '../../lib/words.js';
import {added, definition, faults, put, textAt} from '../draft.js';
import {faultsAt} from '../faults.js';
import {pointerOf, type Path} from '../json.js';
import {localesOf} from '../locales.js';
import {fieldHint, fieldName} from '../names.js';
import {Faults} from './Faults.js';
import {idOf} from './Field.js';

interface Props {
  path: Path;
  label?: string;
  /** One line is enough. */
  short?: boolean;
  /** The text in the survey's own language is written. */
  onWritten?: (text: string) => void;
}

/** A text in every language of the survey, side by side. */
export const TextsField = ({path, label, short, onWritten}: Props) => {
  const id = idOf(path);
  const locales = [...new Set([...localesOf(definition.value), ...added.value])];
  const main = String(definition.value['default_locale'] ?? '');
  const hint = fieldHint(path.at(-1) ?? '');
  const found = faultsAt(faults.value, pointerOf(path));
  return (
    <fieldset class="texts" id={id} tabIndex={-1} aria-describedby={found.length ? `${id}-faults` : undefined}>
      <legend>{label ?? fieldName(path.at(-1) ?? '')}</legend>
      {hint && <small>{hint}</small>}
      <Faults id={`${id}-faults`} found={found} />
      <div class="side-by-side">
        {locales.map((locale) => {
          const own = [...path, locale];
          const ownId = idOf(own);
          const wrong = faultsAt(faults.value, pointerOf(own));
          const bound = {
            id: ownId,
            lang: locale,
            dir: 'auto' as const,
            value: textAt(own),
            placeholder: locale === main ? '' : textAt([...path, main]),
            'aria-invalid': wrong.length > 0,
            'aria-describedby': wrong.length ? `${ownId}-faults` : undefined,
            onInput: ({currentTarget}: {currentTarget: HTMLInputElement | HTMLTextAreaElement}) => put(own, currentTarget.value || undefined),
            onBlur: () => locale === main && onWritten?.(textAt(own)),
          };
          return (
            <div key={locale}>
              <label for={ownId}>
                {languageName(locale)}
                {locale === main && <small> {t('editor_main_language')}</small>}
              </label>
              {short ? <input type="text" {...bound} /> : <textarea rows={2} {...bound} />}
              <Faults id={`${ownId}-faults`} found={wrong} />
            </div>
          );
        })}
      </div>
    </fieldset>
  );
};
