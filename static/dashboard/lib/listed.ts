import {signal} from '@preact/signals';
import {useEffect} from 'preact/hooks';
import {role, token} from './session.js';
import {usePolled} from './polled.js';
import type {Listed, Surveys} from './types.js';

/** The surveys as they were listed last. */
export const surveys = signal<Listed[]>([]);

/** All surveys, and what the token allows. */
export const useListed = () => {
  const listed = usePolled<Surveys>(token.value ? 'v1/surveys' : null, 60_000);
  useEffect(() => {
    if (!listed.data) return;
    role.value = listed.data.role;
    surveys.value = listed.data.surveys;
  }, [listed.data]);
  return listed;
};
