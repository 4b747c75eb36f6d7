import type {ViewProps} from '../survey/SurveyView.js';

/** Why a score is what it is. */
export const Insights = ({survey}: ViewProps) => <p>{survey.name}</p>;
