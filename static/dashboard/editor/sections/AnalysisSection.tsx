import {today} from '../../lib/filters.js';
import type {Kind} from '../../lib/types.js';
import {languageName, t} from '../../lib/words.js';
import {added, definition, listAt} from '../draft.js';
import {getIn} from '../json.js';
import {localesOf} from '../locales.js';
import {idOf} from '../fields/Field.js';
import {DayField} from '../fields/DayField.js';
import {LinesField} from '../fields/LinesField.js';
import {NumberField} from '../fields/NumberField.js';
import {SelectField} from '../fields/SelectField.js';
import {TextField} from '../fields/TextField.js';
import {Entries} from './Entries.js';
import {Listed} from './Listed.js';

const RATED: Kind[] = ['nps', 'csat', 'ces', 'stars', 'emoji', 'thumbs'];

/** Whole and half hours, as places have them. */
const OFFSETS = Array.from({length: 53}, (_, step) => {
  const minutes = (step - 24) * 30;
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return `${minutes < 0 ? '-' : '+'}${two(Math.abs(minutes) / 60)}:${two(Math.abs(minutes) % 60)}`;
});

/** What the owner wants known of the answers. */
export const AnalysisSection = () => {
  const at = (name: string) => ['analysis', name];
  const rated = listAt(['questions'])
    .filter((question) => RATED.includes(getIn(question, ['kind']) as Kind))
    .map((question) => String(getIn(question, ['id'])));
  const scored = [['', t('editor_whole_index')] as const, ...rated.map((id) => [id, id] as const)];
  const locales = [...new Set([...localesOf(definition.value), ...added.value])];
  return (
    <div class="section" id={idOf(['analysis'])} tabIndex={-1}>
      <p class="muted">{t('editor_analysis_text')}</p>
      <LinesField path={at('touchpoints')} rows={4} />
      <Listed path={at('pages')} add={t('editor_page_add')} empty={{name: '', path: '/'}} most={24}>
        {(own) => (
          <>
            <TextField path={[...own, 'name']} hint="" />
            <TextField path={[...own, 'path']} />
          </>
        )}
      </Listed>
      <SelectField path={at('utc_offset')} usual="+00:00" choices={OFFSETS.map((offset) => [offset, `UTC${offset}`])} />
      {rated.length > 1 && (
        <section class="listed" id={idOf(at('weights'))} tabIndex={-1}>
          <h3>{t('editor_f_weights')}</h3>
          <p class="muted">{t('editor_h_weights')}</p>
          <div class="fields">
            {rated.map((id) => (
              <NumberField key={id} path={[...at('weights'), id]} label={id} hint="" min={0} max={100} step="any" usual={1} />
            ))}
          </div>
        </section>
      )}
      <Listed path={at('goals')} add={t('editor_goal_add')} empty={{...(rated[0] && {question: rated[0]}), target: 50, by: `${today().slice(0, 4)}-12-31`}} most={20}>
        {(own) => (
          <>
            <SelectField path={[...own, 'question']} choices={scored} />
            <NumberField path={[...own, 'target']} min={-100} max={100} step="any" />
            <DayField path={[...own, 'by']} />
            <NumberField path={[...own, 'baseline']} min={-100} max={100} step="any" />
          </>
        )}
      </Listed>
      <Listed path={at('references')} add={t('editor_reference_add')} empty={{...(rated[0] && {question: rated[0]}), value: 50, source: ''}} most={20}>
        {(own) => (
          <>
            <SelectField path={[...own, 'question']} choices={scored} />
            <NumberField path={[...own, 'value']} min={-100} max={100} step="any" />
            <TextField path={[...own, 'source']} />
          </>
        )}
      </Listed>
      <Listed path={at('annotations')} add={t('editor_annotation_add')} empty={{day: today(), kind: 'campaign', text: ''}} most={100}>
        {(own) => (
          <>
            <DayField path={[...own, 'day']} />
            <SelectField path={[...own, 'kind']} label={t('editor_annotation_kind')} choices={(['campaign', 'release', 'action'] as const).map((kind) => [kind, t(`editor_annotation_${kind}`)])} />
            <TextField path={[...own, 'text']} />
          </>
        )}
      </Listed>
      <section class="listed">
        <h3>{t('editor_f_topics')}</h3>
        <p class="muted">{t('editor_h_topics')}</p>
        <Entries path={at('topics')} usual="loyalty" add={t('editor_topic_add')} empty={{}}>
          {(own) => (
            <div class="side-by-side">
              {locales.map((locale) => (
                <LinesField key={locale} path={[...own, locale]} label={languageName(locale)} lang={locale} keepEmpty />
              ))}
            </div>
          )}
        </Entries>
      </section>
    </div>
  );
};
