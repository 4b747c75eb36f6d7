const running: unique symbol = Symbol.for('glas') as never;

/** False if another copy of the script on this page already runs the survey. */
export const claim = (survey: string) => {
  const page = window as {[running]?: Set<string>};
  const claimed = (page[running] ??= new Set());
  return !claimed.has(survey) && !!claimed.add(survey);
};
