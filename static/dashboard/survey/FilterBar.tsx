import {useId, useRef, useState} from 'preact/hooks';
import {go} from '../lib/address.js';
import {
  askedOfInsights,
  compareName,
  daysSaid,
  DIMENSIONS,
  dimensionName,
  filters,
  filtersSaid,
  PERIODS,
  plusDays,
  range,
  today,
  topicName,
  unknown,
  USUAL_COMPARE,
  USUAL_PERIOD,
  valueName,
} from '../lib/filters.js';
import {surveys} from '../lib/listed.js';
import {isRated} from '../lib/metrics.js';
import {usePolled} from '../lib/polled.js';
import type {Survey} from '../lib/types.js';
import {keysOf, t, textIn} from '../lib/words.js';
import {Choice, type Option} from './Choice.js';
import {Export} from './Export.js';
import {OwnDays} from './OwnDays.js';

/** What insights say that a filter may ask for. */
interface Seen {
  dimensions: {dimension: string; values: string[]}[];
}

const SEEN_MS = 10 * 60_000;

/** The values of a dimension, those first that the survey declares. */
const values = (survey: Survey, dimension: string, seen: Seen | undefined): string[] => {
  const declared: Record<string, string[]> = {
    touchpoint: survey.analysis?.touchpoints ?? [],
    page: (survey.analysis?.pages ?? []).map(({name}) => name),
  };
  const own = declared[dimension] ?? survey.attributes?.[dimension.slice('attribute.'.length)] ?? [];
  const found = seen?.dimensions.find((each) => each.dimension === dimension)?.values ?? [];
  return [...new Set([...own, ...found])];
};

/** The parameters that the bar sets, but for the dimensions. */
const SET = ['period', 'from', 'to', 'compare', 'question', 'topic'];

interface Chip {
  /** The parameters that it stands for. */
  parameters: string[];
  name: string;
  wrong?: boolean;
}

/** What every panel looks at. */
export const FilterBar = ({survey, view}: {survey: Survey; view: string}) => {
  const id = useId();
  const toggle = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const [exporting, setExporting] = useState(false);
  const now = today(survey);
  const all = filters.value;
  const everything = askedOfInsights({...all, dimensions: {}}, now);
  // Only one who opens the list needs to know what there is.
  const path = 'query' in everything ? everything.query : '';
  const seen = usePolled<Seen>(open ? `v1/surveys/${encodeURIComponent(survey.survey)}/insights${path}` : null, SEEN_MS).data;

  const any: Option = {value: '', name: t('filters_any')};
  const dimensions = [...DIMENSIONS, ...Object.keys(survey.attributes ?? {}).map((name) => `attribute.${name}`)];
  const topics = [...new Set([...keysOf('topic_'), ...Object.keys(survey.analysis?.topics ?? {})])];
  const rated = survey.questions.filter(isRated);
  const others = surveys.value.filter((other) => other.survey !== survey.survey);

  const wrong = unknown(all, survey, surveys.value);
  const chips: Chip[] = [];
  if (all.period !== USUAL_PERIOD) {
    chips.push({parameters: ['period', 'from', 'to'], name: all.period === 'custom' ? daysSaid(all, now) : t(`filters_period_${all.period}`)});
  }
  if (all.compare !== USUAL_COMPARE && !('compare' in wrong)) chips.push({parameters: ['compare'], name: t('filters_compared', {what: compareName(all.compare, surveys.value)})});
  const question = rated.find((each) => each.id === all.question);
  if (question) chips.push({parameters: ['question'], name: textIn(question.text, survey.default_locale)});
  for (const [dimension, value] of Object.entries(all.dimensions)) {
    if (!(dimension in wrong)) chips.push({parameters: [dimension], name: `${dimensionName(dimension)}: ${valueName(dimension, value)}`});
  }
  if (all.topic) chips.push({parameters: ['topic'], name: `${t('filters_topic')}: ${topicName(all.topic)}`});
  for (const [name, value] of Object.entries(wrong)) chips.push({parameters: [name], name: `${name}: ${value}`, wrong: true});

  const without = (parameters: string[]) => {
    // Its button goes with the chip.
    toggle.current?.focus();
    go(Object.fromEntries(parameters.map((name) => [name, null])));
  };
  const choosePeriod = (period: string) => {
    const {from, to} = range(all, now);
    const own = period === 'custom' ? {from: from ?? plusDays(now, -27), to: to ? plusDays(to, -1) : now} : {from: null, to: null};
    go({period: period === USUAL_PERIOD ? null : period, ...own});
  };

  const leave = ({key}: KeyboardEvent) => {
    if (key !== 'Escape' || !open || exporting) return;
    setOpen(false);
    toggle.current?.focus();
  };

  return (
    <section class={`filter-bar card ${open ? 'open' : ''}`} aria-label={t('filters')} onKeyDown={leave}>
      <p class="filters-text">{filtersSaid(all, survey, surveys.value, now)}</p>
      <div class="filter-row">
        <div class="filter-main" id={`${id}-main`}>
          <Choice
            label={t('filters_period')}
            value={all.period}
            options={Object.keys(PERIODS).map((period) => ({value: period, name: t(`filters_period_${period}`)}))}
            choose={choosePeriod}
          />
          {all.period === 'custom' && <OwnDays />}
          <Choice
            label={t('filters_compare')}
            value={all.compare}
            options={[
              ...['previous', 'year'].map((compare) => ({value: compare, name: t(`filters_compare_${compare}`)})),
              ...others.map((other) => ({value: `survey:${other.survey}`, name: t('filters_compare_survey', {name: other.name})})),
            ]}
            choose={(compare) => go({compare: compare === USUAL_COMPARE ? null : compare})}
          />
          {rated.length > 1 && (
            <Choice
              label={t('filters_question')}
              class="broad"
              value={question?.id ?? rated[0]!.id}
              options={rated.map((each) => ({value: each.id, name: textIn(each.text, survey.default_locale)}))}
              choose={(chosen) => go({question: chosen === rated[0]!.id ? null : chosen})}
            />
          )}
        </div>
        <p class="filter-now">{all.period === 'custom' ? daysSaid(all, now) : t(`filters_period_${all.period}`)}</p>
        <button ref={toggle} type="button" aria-expanded={open} aria-controls={`${id}-more`} onClick={() => setOpen(!open)}>
          {chips.length > 0 ? t('filters_set', {count: chips.length}) : t('filters')}
        </button>
        <button type="button" onClick={() => setExporting(true)}>
          {t('filters_export')}
        </button>
      </div>
      <div class="filter-more" id={`${id}-more`} hidden={!open}>
        {dimensions.map((dimension) => (
          <Choice
            key={dimension}
            label={dimensionName(dimension)}
            value={all.dimensions[dimension] ?? ''}
            options={[any, ...values(survey, dimension, seen).map((value) => ({value, name: valueName(dimension, value)}))]}
            choose={(value) => go({[dimension]: value || null})}
          />
        ))}
        <Choice
          label={t('filters_topic')}
          value={all.topic ?? ''}
          options={[any, ...topics.map((topic) => ({value: topic, name: topicName(topic)}))]}
          choose={(topic) => go({topic: topic || null})}
        />
      </div>
      {chips.length > 0 && (
        <ul class="filter-chips">
          {chips.map(({parameters, name, wrong: bad}) => (
            <li key={parameters[0]} class={`chip ${bad ? 'negative' : ''}`}>
              <span>{bad ? t('filters_unknown', {what: name}) : name}</span>
              <button type="button" class="quiet icon" aria-label={t('filters_remove', {what: name})} onClick={() => without(parameters)}>
                ×
              </button>
            </li>
          ))}
          {all.topic && view === 'scores' && <li class="muted">{t('filters_topic_only')}</li>}
          <li>
            <button type="button" class="quiet" onClick={() => without([...SET, ...Object.keys(all.dimensions)])}>
              {t('remove_filters')}
            </button>
          </li>
        </ul>
      )}
      {exporting && <Export survey={survey} view={view} close={() => setExporting(false)} />}
    </section>
  );
};
