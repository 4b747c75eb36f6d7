import {difference, metricName, shown} from '../lib/metrics.js';
import type {Survey} from '../lib/types.js';
import {day, number, percent, t, textIn} from '../lib/words.js';
import type {Goal} from './found.js';

const chanceSaid = (probability: number) => {
  if (probability < 0.01) return t('scores_below', {value: percent(1)});
  return probability > 0.99 ? t('scores_above', {value: percent(99)}) : percent(probability * 100);
};

const named = (survey: Survey, goal: Goal) => {
  const question = survey.questions.find(({id}) => id === goal.question);
  const aspect = question?.aspects?.find(({id}) => id === goal.aspect);
  const name = question ? textIn((aspect ?? question).text, survey.default_locale) : t('metric_index');
  return [name, goal.touchpoint].filter(Boolean).join(' · ');
};

/** How far the survey's goals are off. */
export const Goals = ({survey, goals}: {survey: Survey; goals: Goal[]}) => (
  <section class="card goals" aria-labelledby="goals">
    <h3 id="goals">{t('scores_goals')}</h3>
    <ul>
      {goals.map((goal) => {
        const done = goal.progress === null ? null : Math.max(0, Math.min(100, goal.progress));
        const reached = goal.now !== null && goal.now >= goal.target;
        return (
          <li key={`${goal.question} ${goal.aspect} ${goal.touchpoint} ${goal.target} ${goal.by}`}>
            <p>
              <strong>{named(survey, goal)}</strong> <small>{metricName(goal.metric)}</small>
            </p>
            <p>{t('scores_goal', {now: shown(goal.metric, goal.now), target: shown(goal.metric, goal.target), by: day(goal.by)})}</p>
            {done !== null && (
              <>
                <span class="bar-track" aria-hidden="true">
                  <span class={`bar ${reached ? 'good' : 'accent'}`} style={{inlineSize: `${done}%`}} />
                </span>
                <small>
                  {t(goal.progress! < 0 ? 'scores_goal_behind' : 'scores_goal_progress', {progress: percent(goal.progress!), baseline: shown(goal.metric, goal.baseline)})}
                </small>
              </>
            )}
            {goal.probability !== null && <p class="muted">{t('scores_goal_chance', {chance: chanceSaid(goal.probability)})}</p>}
            {reached ? (
              <p class="good-text">{t('scores_goal_reached')}</p>
            ) : goal.pace === null ? (
              <p class="muted">{t('scores_goal_past')}</p>
            ) : (
              <p class="muted">{t('scores_goal_pace', {pace: difference(goal.metric, goal.pace), weeks: number(goal.weeks_left, {maximumFractionDigits: 0})})}</p>
            )}
          </li>
        );
      })}
    </ul>
  </section>
);
