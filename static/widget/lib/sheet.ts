/** A constructable sheet: the one kind that a strict `style-src` allows. */
export const sheet = (css: string) => {
  const made = new CSSStyleSheet();
  made.replaceSync(css);
  return made;
};
