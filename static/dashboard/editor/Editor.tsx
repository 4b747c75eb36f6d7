import type {ViewProps} from '../survey/SurveyView.js';

/** All settings of a survey. */
export const Editor = ({survey}: ViewProps) => <p>{survey.name}</p>;
