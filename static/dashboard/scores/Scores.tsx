import type {ViewProps} from '../survey/SurveyView.js';

/** How a survey does: its score, how it came about and how it went. */
export const Scores = ({survey}: ViewProps) => <p>{survey.name}</p>;
