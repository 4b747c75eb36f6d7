/** Whether the page's address is among the patterns, if there are any, and not among those that begin with `!`. */
export const matchesUrls = (patterns: string[]) => {
  const {href, pathname, search} = location;
  const matches = (pattern: string) =>
    new RegExp(`^${pattern.replace(/[^\w*]/g, '\\$&').replace(/\*/g, '.*')}$`).test(pattern[0] === '/' ? pathname + search : href);
  const wanted = patterns.filter((pattern) => pattern[0] !== '!');
  return (!wanted[0] || wanted.some(matches)) && !patterns.some((pattern) => pattern[0] === '!' && matches(pattern.slice(1)));
};
