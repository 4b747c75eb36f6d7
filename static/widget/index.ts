import {emit} from './lib/emit.js';
import {start} from './start.js';
import type {Survey} from './types.js';

declare const SURVEY: Survey;

// A classic script has a `currentScript` only until it first returns, so it is read here.
start(SURVEY, document.currentScript as HTMLScriptElement).catch(() => emit('failed', SURVEY.survey));
