import {ask, type Asking, Problem} from './api.js';
import type {Survey} from './types.js';

/** All of a survey, never what a respondent may see of it, whatever a cache in between hands out: put back, that would wipe the rest. */
export const askDefinition = async (path: string, asking: Asking = {}): Promise<Survey> => {
  const first = await ask<Survey>(path, asking);
  const survey = first.updated_at ? first : await ask<Survey>(path, {...asking, cache: 'reload'});
  if (survey.updated_at) return survey;
  throw new Problem(401, 'unauthorized', '');
};
