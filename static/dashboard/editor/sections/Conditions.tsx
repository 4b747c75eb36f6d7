import {ratings} from '../../lib/metrics.js';
import type {Kind} from '../../lib/types.js';
import {t, textIn} from '../../lib/words.js';
import {at, definition, faults, listAt, put} from '../draft.js';
import {faultsAt} from '../faults.js';
import {getIn, isMembers, pointerOf, type Json, type Path} from '../json.js';
import {Faults} from '../fields/Faults.js';
import {Field, idOf} from '../fields/Field.js';

interface Props {
  /** Where `show_if` is. */
  path: Path;
  /** How many questions come before. */
  before: number;
  /** What it decides. */
  title: string;
}

const kindOf = (question: Json | undefined) => String(getIn(question, ['kind'])) as Kind;
const RATED: Kind[] = ['nps', 'csat', 'ces', 'stars', 'emoji', 'thumbs'];
/** Where most begin who ask on: what is not good. */
const DOUBTFUL: Partial<Record<Kind, number>> = {nps: 6, csat: 3, ces: 4, stars: 3, emoji: 3, thumbs: 0};

const textOf = (item: Json | undefined) => {
  const texts = getIn(item, ['text']);
  const text = textIn(isMembers(texts) ? (texts as Record<string, string>) : undefined, String(definition.value['default_locale']));
  return text || String(getIn(item, ['id']) ?? '');
};

/** A condition on the answer to a question. */
const usualFor = (question: Json | undefined): Json => {
  const id = getIn(question, ['id']) ?? '';
  const kind = kindOf(question);
  if (kind === 'choice') return {question: id, includes: getIn(question, ['options', 0, 'id']) ?? ''};
  return {question: id, at_most: DOUBTFUL[kind] ?? 0};
};

/** Who is asked: all, or those who answered so. */
export const Conditions = ({path, before, title}: Props) => {
  const value = at(path);
  const several = Array.isArray(value);
  const conditions: Json[] = several ? value : value === undefined ? [] : [value];
  const earlier = listAt(['questions']).slice(0, before);
  const possible = earlier.filter((question) => RATED.includes(kindOf(question)) || kindOf(question) === 'choice');
  const whole = faultsAt(faults.value, pointerOf(path));
  const set = (next: Json[]) => put(path, next.length > 1 ? next : next[0]);

  const row = (condition: Json, index: number) => {
    const own = several ? [...path, index] : path;
    const asked = getIn(condition, ['question']);
    const question = earlier.find((each) => getIn(each, ['id']) === asked);
    const kind = kindOf(question);
    const options = getIn(question, ['options']);
    const choices = Array.isArray(options) ? options.map((option) => [String(getIn(option, ['id'])), textOf(option)] as const) : [];
    if (getIn(question, ['other']) === true) choices.push(['other', t('editor_other_option')]);
    const bound = (name: 'at_least' | 'at_most') => {
      const rating = getIn(condition, [name]);
      return (
        <Field path={[...own, name]}>
          {(attributes) => (
            <select {...attributes} value={typeof rating === 'number' ? String(rating) : ''} onChange={({currentTarget}) => put([...own, name], currentTarget.value === '' ? undefined : Number(currentTarget.value))}>
              <option value="">–</option>
              {ratings(kind).map((each) => (
                <option key={each} value={String(each)}>
                  {each}
                </option>
              ))}
            </select>
          )}
        </Field>
      );
    };
    const found = several ? faultsAt(faults.value, pointerOf(own)) : [];
    return (
      <li key={index} class="condition" id={several ? idOf(own) : undefined} tabIndex={-1}>
        <Field path={[...own, 'question']}>
          {(attributes) => (
            <select
              {...attributes}
              value={String(asked ?? '')}
              onChange={({currentTarget}) => put(own, usualFor(earlier.find((each) => getIn(each, ['id']) === currentTarget.value)))}
            >
              {!question && <option value={String(asked ?? '')}>{String(asked ?? '–')}</option>}
              {possible.map((each) => (
                <option key={String(getIn(each, ['id']))} value={String(getIn(each, ['id']))}>
                  {textOf(each)}
                </option>
              ))}
            </select>
          )}
        </Field>
        {RATED.includes(kind) && bound('at_least')}
        {RATED.includes(kind) && bound('at_most')}
        {kind === 'choice' && (
          <Field path={[...own, 'includes']}>
            {(attributes) => {
              const taken = String(getIn(condition, ['includes']) ?? '');
              return (
                <select {...attributes} value={taken} onChange={({currentTarget}) => put([...own, 'includes'], currentTarget.value)}>
                  {choices.every(([id]) => id !== taken) && <option value={taken}>{taken || '–'}</option>}
                  {choices.map(([id, text]) => (
                    <option key={id} value={id}>
                      {text}
                    </option>
                  ))}
                </select>
              );
            }}
          </Field>
        )}
        <button type="button" class="quiet" onClick={() => set(conditions.filter((_, each) => each !== index))}>
          {t('editor_condition_remove')}
        </button>
        <Faults id={`${idOf(own)}-faults`} found={found} />
      </li>
    );
  };

  return (
    <fieldset class="conditions" id={idOf(path)} tabIndex={-1}>
      <legend>{title}</legend>
      {conditions.length === 0 ? <p class="muted">{t('editor_show_always')}</p> : <ul>{conditions.map(row)}</ul>}
      <Faults id={`${idOf(path)}-faults`} found={whole} />
      {possible.length > 0 && conditions.length < 10 && (
        <button type="button" onClick={() => set([...conditions, usualFor(possible.at(-1))])}>
          {conditions.length ? t('editor_condition_and') : t('editor_condition_add')}
        </button>
      )}
    </fieldset>
  );
};
