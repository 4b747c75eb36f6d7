import {Figure} from '../charts/Figure.js';
import {shown} from '../lib/metrics.js';
import type {Survey} from '../lib/types.js';
import {day, number, percent, signed, t} from '../lib/words.js';
import {Table} from '../ui/Table.js';
import {ends} from './ends.js';
import {chances, exact, exactRange, probability} from './figures.js';
import {measureName} from './names.js';
import {Range} from './Range.js';
import type {Goal} from './types.js';

const Row = ({survey, goal}: {survey: Survey; goal: Goal}) => {
  const {metric, target, by, baseline, now, low, high, n, probability: sure, progress, weeks_left, pace} = goal;
  const reached = now !== null && now >= target;
  const done: [number, number] | undefined = baseline !== null && now !== null && now > baseline ? [baseline, now] : undefined;
  const way = progress === null ? '' : progress < 0 ? t('insights_goal_backwards') : t('insights_goal_progress', {progress: percent(Math.min(100, progress))});
  return (
    <li>
      <h4>
        {measureName(survey, goal)}
        <span class={`badge ${reached ? 'good' : ''}`}>{t(reached ? 'insights_goal_reached' : weeks_left > 0 ? 'insights_goal_ahead' : 'insights_goal_missed')}</span>
      </h4>
      <p>
        {t('insights_goal_facts', {now: shown(metric, now), target: shown(metric, target), by: day(by)})} {way}
      </p>
      <Range ends={ends([baseline, now, low, high, target])} value={now} low={low} high={high} mark={target} band={done} tone={reached ? 'good' : 'neutral'} />
      <p class="why-facts">
        {sure !== null && <span>{t('insights_goal_probability', {probability: chances(sure)})}</span>}
        {!reached && pace !== null && weeks_left > 0 && <span>{t('insights_goal_pace', {pace: signed(pace, 2), n: Math.round(weeks_left)})}</span>}
        <span>{t('n_answers', {n})}</span>
      </p>
    </li>
  );
};

/** How far goals are off. */
export const Goals = ({survey, goals}: {survey: Survey; goals: Goal[]}) => {
  const title = t('insights_goals_title');
  const name = (goal: Goal) => measureName(survey, goal);
  const table = (
    <Table
      caption={title}
      hideCaption
      rows={goals}
      rowKey={({question, target, by}) => `${question} ${target} ${by}`}
      columns={[
        {key: 'what', title: t('insights_score'), cell: name, order: name},
        {key: 'now', title: t('insights_now'), cell: ({now}) => exact(now), order: ({now}) => now, numeric: true},
        {key: 'interval', title: t('insights_interval'), cell: ({low, high}) => exactRange(low, high), numeric: true},
        {key: 'n', title: t('insights_n'), cell: ({n}) => exact(n), order: ({n}) => n, numeric: true},
        {key: 'baseline', title: t('insights_baseline'), cell: ({baseline}) => exact(baseline), order: ({baseline}) => baseline, numeric: true},
        {key: 'target', title: t('insights_target'), cell: ({target}) => exact(target), order: ({target}) => target, numeric: true},
        {key: 'by', title: t('insights_by_day'), cell: ({by}) => day(by), order: ({by}) => by},
        {key: 'progress', title: t('insights_progress'), cell: ({progress}) => exact(progress), order: ({progress}) => progress, numeric: true},
        {key: 'weeks', title: t('insights_weeks_left'), cell: ({weeks_left}) => exact(weeks_left), order: ({weeks_left}) => weeks_left, numeric: true},
        {key: 'pace', title: t('insights_pace'), cell: ({pace}) => exact(pace), order: ({pace}) => pace, numeric: true},
        {key: 'probability', title: t('insights_probability'), cell: (goal) => probability(goal.probability), order: (goal) => goal.probability, numeric: true},
      ]}
    />
  );
  const reached = goals.filter(({now, target}) => now !== null && now >= target).length;
  return (
    <Figure title={title} summary={t('insights_goals_summary', {reached: number(reached), n: goals.length})} table={table}>
      <ul class="why-goals">
        {goals.map((goal) => (
          <Row key={`${goal.question} ${goal.target} ${goal.by}`} survey={survey} goal={goal} />
        ))}
      </ul>
    </Figure>
  );
};
