/** A text as the service takes it for a name; undefined if it would refuse it, and the answers with it. */
export const label = (text: unknown) => {
  const trimmed = `${text ?? ''}`.trim();
  return /^\P{Cc}{1,64}$/u.test(trimmed) ? trimmed : undefined;
};
