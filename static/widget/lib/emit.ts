import {name} from '../page.js';
import type {Answer} from '../types.js';

type Event = 'shown' | 'answered' | 'completed' | 'dismissed' | 'failed';

/** Tells the page. */
export const emit = (event: Event, detail?: {question: string; answer: Answer}) =>
  document.dispatchEvent(new CustomEvent(`glas:${event}`, {detail: {survey: name, ...detail}}));
