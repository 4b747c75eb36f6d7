import type {Survey} from '../lib/types.js';

/** What every panel looks at. */
export const FilterBar = (_: {survey: Survey; view: string}) => null;
