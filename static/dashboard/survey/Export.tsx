import {useState} from 'preact/hooks';
import {download, Problem} from '../lib/api.js';
import {asked, askedOfInsights, filters, filtersSaid, plusDays, range, today} from '../lib/filters.js';
import {surveys} from '../lib/listed.js';
import type {Survey} from '../lib/types.js';
import {language, t} from '../lib/words.js';
import {Dialog} from '../ui/Dialog.js';
import {Failed} from '../ui/Loaded.js';
import {searched} from '../voices/asked.js';
import {Choice} from './Choice.js';

const TABLES = ['insights', 'scores', 'changes', 'segments', 'drivers', 'topics', 'phrases', 'surprises', 'left_at', 'skipped', 'silent', 'goals', 'references'];

/** Files of what the filters leave. */
export const Export = ({survey, view, close}: {survey: Survey; view: string; close: () => void}) => {
  const [table, setTable] = useState('segments');
  const [fetching, setFetching] = useState<string | null>(null);
  const [done, setDone] = useState('');
  const [problem, setProblem] = useState<Problem>();
  const all = filters.value;
  const now = today(survey);
  const {from, to} = range(all, now);
  const other = all.compare.startsWith('survey:') ? all.compare.slice('survey:'.length) : null;
  const base = `v1/surveys/${encodeURIComponent(survey.survey)}`;
  const insights = askedOfInsights(all, now, {table, format: 'csv', bom: '1', lang: language.value, beside: other});

  const fetchFile = async (what: string, path: string, end: string) => {
    const name = `${[survey.survey, what, from, to && plusDays(to, -1)].filter(Boolean).join('-')}.${end}`;
    setProblem(undefined);
    setFetching(name);
    setDone('');
    try {
      await download(path, name);
      setDone(t('filters_export_done', {name}));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      setProblem(error);
    }
    setFetching(null);
  };
  // Spreadsheets take a CSV without its mark for another encoding.
  const responses = (format: string) => asked(all, now, {topic: all.topic, ...(view === 'voices' && searched(survey)), format, bom: format === 'csv' ? '1' : null});
  const file = (label: string, what: string, path: string, end: string) => (
    <button type="button" disabled={fetching !== null} onClick={() => fetchFile(what, path, end)}>
      {label}
    </button>
  );

  return (
    <Dialog title={t('filters_export')} close={close}>
      <div class="export">
        <p class="muted">{filtersSaid(all, survey, surveys.value, now)}</p>
        {all.topic && <p class="muted">{t('filters_topic_only')}</p>}
        <h3>{t('filters_export_responses')}</h3>
        {view === 'voices' && <p class="muted">{t('filters_export_voices')}</p>}
        <p class="actions">
          {file('CSV', 'responses', `${base}/responses${responses('csv')}`, 'csv')}
          {file('NDJSON', 'responses', `${base}/responses${responses('ndjson')}`, 'ndjson')}
        </p>
        <h3>{t('filters_export_scores')}</h3>
        <p class="actions">{file('JSON', 'scores', `${base}/scores${asked(all, now)}`, 'json')}</p>
        <h3>{t('filters_export_tables')}</h3>
        {'query' in insights ? (
          <div class="export-table">
            <Choice
              label={t('filters_export_table')}
              value={table}
              options={[...TABLES, ...(other ? ['beside'] : [])].map((value) => ({value, name: t(`filters_table_${value}`)}))}
              choose={setTable}
            />
            {file('CSV', table, `${base}/insights${insights.query}`, 'csv')}
          </div>
        ) : (
          <p>{t(`filters_refused_${insights.refused}`)}</p>
        )}
        <p role="status" class="muted">
          {fetching !== null ? t('filters_export_fetching', {name: fetching}) : done}
        </p>
        {problem && <Failed problem={problem} />}
      </div>
    </Dialog>
  );
};
