import type {Survey} from './types.js';

// A script carries one survey, so what belongs to it is the module's own.

declare const SURVEY: Survey;

export const survey = SURVEY;
export const name = survey.survey;

// A classic script has a `currentScript` only until it first returns; a module, or one that a tag manager evaluates,
// never has its own.
const current = document.currentScript as HTMLScriptElement | null;
export const script = [current, ...document.scripts].find((script) => script?.src.includes(`/s/${name}.js`)) ?? current!;

const src = new URL(script.src);
export const query = src.searchParams;
export const edge = src.origin;
/** Where the service keeps the survey. */
export const api = `${edge}/v1/surveys/${name}`;

/** The element that the page has set aside for the survey. */
export const container = () => document.querySelector(`[data-glas="${name}"],glas-survey[survey="${name}"]`);
