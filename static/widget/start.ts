import {claim} from './lib/claim.js';
import {emit} from './lib/emit.js';
import {pickLocale} from './lib/pickLocale.js';
import {storage} from './lib/storage.js';
import {stringsFor} from './lib/stringsFor.js';
import {whenIdle} from './lib/whenIdle.js';
import {openOutbox} from './outbox.js';
import {openPopover} from './placements/popover.js';
import {askable} from './questions/index.js';
import {openResponse} from './response.js';
import {runSurvey} from './runSurvey.js';
import type {Context, Survey} from './types.js';

/** Resends what an earlier page could not, and shows the survey if this visitor has not seen it. */
export const start = async (survey: Survey, script: HTMLScriptElement) => {
  if (!claim(survey.survey)) return;

  const {lang, delay, touchpoint} = script.dataset;
  const context: Context = {
    edge: new URL(script.src).origin,
    locale: pickLocale(survey, lang),
    ...(touchpoint?.trim() ? {touchpoint: touchpoint.trim()} : {}),
  };
  const outbox = openOutbox(context.edge, () => emit('failed', survey.survey));

  await whenIdle();
  outbox.flush();
  if (Number(delay) > 0) await new Promise((done) => setTimeout(done, Number(delay) * 1000));

  const seen = `glas.seen.${survey.survey}`;
  if (survey.status !== 'live' || !survey.questions.some(askable) || storage.get(seen)) return;

  const popover = openPopover(survey.survey, context.locale, stringsFor(survey, context.locale));
  const response = openResponse(survey, context, outbox);
  const finish = (event: 'completed' | 'dismissed') => {
    popover.onDismiss(() => {});
    response.close(event === 'completed');
    storage.set(seen, new Date().toISOString());
    emit(event, survey.survey);
  };
  popover.onDismiss(() => finish('dismissed'));
  runSurvey(survey, context.locale, response, popover.panel, {onComplete: () => finish('completed')});
  emit('shown', survey.survey);
};
