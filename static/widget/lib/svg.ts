const make = (tag: string, attribute: string, value: string) => {
  const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
  element.setAttribute(attribute, value);
  return element;
};

/** Draws a path on a square of 24. Whatever holds the picture says what it means. */
export const svg = (d: string) => {
  const picture = make('svg', 'viewBox', '0 0 24 24');
  picture.setAttribute('aria-hidden', 'true');
  picture.append(make('path', 'd', d));
  return picture;
};
