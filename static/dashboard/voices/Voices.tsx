import type {ViewProps} from '../survey/SurveyView.js';

/** What people wrote. */
export const Voices = ({survey}: ViewProps) => <p>{survey.name}</p>;
