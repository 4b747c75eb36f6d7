import {useState} from 'preact/hooks';
import {t} from '../../lib/words.js';
import {definition, replace, unread} from '../draft.js';
import {isMembers, same, type Json} from '../json.js';

const read = (text: string): {value: Json | undefined; fault: string} => {
  try {
    return {value: JSON.parse(text) as Json, fault: ''};
  } catch (error) {
    return {value: undefined, fault: (error as Error).message};
  }
};

/** The definition as it is sent, for those who know it. */
export const JsonSection = () => {
  const written = JSON.stringify(definition.value, null, 2);
  const [typed, setTyped] = useState(unread.peek() ?? written);
  const {value, fault} = read(typed);
  const wrong = fault || (isMembers(value) ? '' : t('editor_json_object'));
  // What was changed elsewhere replaces what says something else.
  const text = wrong || same(value, definition.value) ? typed : written;
  return (
    <div class="section">
      <div class="field">
        <label for="as-json">{t('editor_json')}</label>
        <small id="as-json-hint">{t('editor_json_text')}</small>
        <textarea
          id="as-json"
          class="code"
          rows={28}
          spellcheck={false}
          autocapitalize="none"
          dir="ltr"
          value={text}
          aria-invalid={wrong !== ''}
          aria-describedby="as-json-hint as-json-fault"
          onInput={({currentTarget}) => {
            setTyped(currentTarget.value);
            const next = read(currentTarget.value).value;
            if (isMembers(next)) replace(next, '(json)');
            unread.value = isMembers(next) ? null : currentTarget.value;
          }}
        />
        <div id="as-json-fault" role="alert">
          {wrong && (
            <p class="fault">
              {t('editor_json_wrong')} {fault ? <span lang="en">{fault}</span> : wrong}
            </p>
          )}
        </div>
      </div>
    </div>
  );
};
