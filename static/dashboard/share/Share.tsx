import type {ViewProps} from '../survey/SurveyView.js';

/** How a survey gets to people, and its score onto a wall. */
export const Share = ({survey}: ViewProps) => <p>{survey.name}</p>;
