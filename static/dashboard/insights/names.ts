// What things are called: questions, aspects, dimensions, their values, topics.

import {metricName} from '../lib/metrics.js';
import type {Kind, Survey} from '../lib/types.js';
import {language, t, textIn, tOr} from '../lib/words.js';
import type {Watched} from './types.js';

/** The text of a question, or its id if the survey does not have it any more. */
export const questionText = (survey: Survey, id: string): string => {
  const question = survey.questions.find((each) => each.id === id);
  return textIn(question?.text, survey.default_locale) || id;
};

export const aspectText = (survey: Survey, {question, aspect}: Watched): string => {
  const found = survey.questions.find(({id}) => id === question)?.aspects?.find(({id}) => id === aspect);
  return textIn(found?.text, survey.default_locale) || (aspect ?? '');
};

/** How a kind of question is measured. */
const metricOf = (kind: Kind): string => (kind === 'emoji' ? 'csat' : kind);

/** What is measured: its metric, with the question where several have that metric. */
export const measureName = (survey: Survey, watched: Watched): string => {
  const {question, aspect, metric, touchpoint} = watched;
  const named = () => {
    if (aspect) return aspectText(survey, watched);
    if (!question) return metric === 'index' ? metricName('index') : t('insights_responses');
    const own = survey.questions.find(({id}) => id === question);
    if (!own) return question;
    const measured = metric ?? metricOf(own.kind);
    const alone = survey.questions.filter(({kind}) => metricOf(kind) === measured).length === 1;
    return alone ? metricName(measured) : questionText(survey, question);
  };
  return touchpoint ? t('insights_at', {what: named(), touchpoint}) : named();
};

export const dimensionName = (dimension: string): string =>
  dimension.startsWith('attribute.') ? dimension.slice('attribute.'.length) : tOr(`dimension_${dimension}`, dimension);

/** What a segment is called. Languages are named where the browser knows them. */
export const valueName = (dimension: string, value: string | null): string => {
  if (value === null) return t('insights_no_value');
  if (value === 'other') return t('other_values');
  if (dimension !== 'locale') return value;
  try {
    return new Intl.DisplayNames([language.value], {type: 'language', fallback: 'code'}).of(value) ?? value;
  } catch {
    return value;
  }
};

export const topicName = (topic: string): string => tOr(`topic_${topic}`, topic);

/** Whether comments are coded by it: it is one of ours, or one of the survey's own. */
export const isTopic = (survey: Survey, id: string): boolean =>
  tOr(`topic_${id}`, '') !== '' || Object.hasOwn(survey.analysis?.topics ?? {}, id);
