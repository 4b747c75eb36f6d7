import {signal} from '@preact/signals';
import {useEffect} from 'preact/hooks';
import {role, token} from './session.js';
import {usePolled} from './polled.js';
import type {Listed, Surveys} from './types.js';

/** The surveys as they were listed last. */
export const surveys = signal<Listed[]>([]);

const changes = signal(0);

/** Has the surveys listed anew: one was made, renamed or deleted. */
export const relist = () => changes.value++;

/** All surveys, and what the token allows. */
export const useListed = () => {
  const listed = usePolled<Surveys>(token.value ? 'v1/surveys' : null, 60_000);
  useEffect(() => {
    if (!listed.data) return;
    role.value = listed.data.role;
    surveys.value = listed.data.surveys;
  }, [listed.data]);
  const changed = changes.value;
  useEffect(() => {
    if (changed) listed.again();
  }, [changed]);
  return listed;
};
