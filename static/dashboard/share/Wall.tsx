/** The scores of a survey, for a screen that nobody touches. */
export const Wall = ({id}: {id: string}) => <p>{id}</p>;
