/** The available tag that fits a wanted one: the same, else the same language. */
export const matchLocale = (wanted: string, available: string[]) => {
  const find = (tag: string) => available.find((has) => has.toLowerCase() === tag);
  const tag = wanted.toLowerCase().replace('_', '-');
  return find(tag) ?? find(tag.split('-')[0]!);
};
