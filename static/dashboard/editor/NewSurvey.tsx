/** Makes a survey from a template. */
export const NewSurvey = (_: {id: string}) => null;
