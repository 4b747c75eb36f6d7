const NS = 'http://www.w3.org/2000/svg';

/** Draws a path on a square of 24. Whatever holds the picture says what it means. */
export const svg = (d: string) => {
  const picture = document.createElementNS(NS, 'svg');
  const path = document.createElementNS(NS, 'path');
  picture.setAttribute('viewBox', '0 0 24 24');
  picture.setAttribute('aria-hidden', 'true');
  path.setAttribute('d', d);
  picture.append(path);
  return picture;
};
