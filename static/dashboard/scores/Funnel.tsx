import {Bars} from '../charts/Bars.js';
import {Figure} from '../charts/Figure.js';
import type {Estimate, Funnel as FunnelData, Survey} from '../lib/types.js';
import {number, percent, t, textIn} from '../lib/words.js';
import {Table} from '../ui/Table.js';

/** How many of those who saw the survey began, and finished; and where the others left. */
export const Funnel = ({survey, funnel}: {survey: Survey; funnel: FunnelData}) => {
  // Who answered has been shown it: of nobody shown, nothing is known.
  const known = funnel.shown > 0;
  const rate = (estimate: Estimate) =>
    estimate.value === null ? '–' : t('scores_rate', {rate: percent(estimate.value, 1), low: percent(estimate.low!, 1), high: percent(estimate.high!, 1)});
  const steps = [
    {key: 'shown', name: t('scores_shown'), count: known ? funnel.shown : null, text: null, rate: null},
    {key: 'started', name: t('scores_started'), count: funnel.started, text: t('scores_of_shown'), rate: known ? funnel.start_rate : null},
    {key: 'completed', name: t('scores_completed'), count: funnel.completed, text: t('scores_of_started'), rate: funnel.completion_rate},
  ];
  const most = Math.max(1, ...steps.map(({count}) => count ?? 0));
  const left = survey.questions
    .flatMap((question) => (funnel.left_at[question.id] ? [{id: question.id, name: textIn(question.text, survey.default_locale), count: funnel.left_at[question.id]!}] : []))
    .sort((a, b) => b.count - a.count);
  const rows = [...steps, ...left.map(({id, name, count}) => ({key: `left-${id}`, name: t('scores_left_at', {question: name}), count, text: null, rate: null}))];
  return (
    <Figure
      title={t('scores_funnel')}
      summary={[
        known ? t('scores_response_rate', {rate: rate(funnel.response_rate)}) : t('scores_shown_unknown'),
        t('scores_funnel_text', {started: funnel.started, completed: funnel.completed, rate: rate(funnel.completion_rate)}),
      ].join(' ')}
      table={
        <Table
          caption={t('scores_funnel')}
          hideCaption
          columns={[
            {key: 'step', title: t('scores_step'), cell: ({name}) => name},
            {key: 'count', title: t('scores_people'), cell: ({count}) => (count === null ? t('scores_unknown') : number(count)), numeric: true},
            {key: 'rate', title: t('scores_rate_title'), cell: (row) => (row.rate ? `${rate(row.rate)} ${row.text}` : '–'), numeric: true},
          ]}
          rows={rows}
          rowKey={({key}) => key}
        />
      }
    >
      <Bars
        label={t('scores_funnel')}
        scale={[0, most]}
        bars={steps.map(({key, name, count, text, rate: estimate}) => ({
          key,
          name,
          value: count,
          text:
            count === null ? (
              t('scores_unknown')
            ) : (
              <>
                {number(count)}
                {estimate && estimate.value !== null && (
                  <small class="bar-note">
                    {percent(estimate.value, 1)} {text}
                  </small>
                )}
              </>
            ),
        }))}
      />
      {left.length > 0 && (
        <>
          <h4>{t('scores_left')}</h4>
          <Bars
            label={t('scores_left')}
            scale={[0, Math.max(...left.map(({count}) => count))]}
            bars={left.map(({id, name, count}) => ({key: id, name, value: count, tone: 'bad', text: number(count)}))}
          />
        </>
      )}
    </Figure>
  );
};
