// What things are called: questions, aspects, dimensions, their values, topics.

import {valueName} from '../lib/filters.js';
import {metricName} from '../lib/metrics.js';
import type {Kind, Survey} from '../lib/types.js';
import {t, textIn, tOr} from '../lib/words.js';
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

/** What a segment is called: also those that are counted together, and those of whom it is not known. */
export const segmentName = (dimension: string, value: string | null): string => {
  if (value === null) return t('insights_no_value');
  return value === 'other' ? t('other_values') : valueName(dimension, value);
};

/** Whether comments are coded by it: it is one of ours, or one of the survey's own. */
export const isTopic = (survey: Survey, id: string): boolean =>
  tOr(`topic_${id}`, '') !== '' || Object.hasOwn(survey.analysis?.topics ?? {}, id);
