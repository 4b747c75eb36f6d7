const STAR = 'M12 3l2.8 5.8 6.2.9-4.5 4.3 1.1 6.2-5.6-3-5.6 3 1.1-6.2L3 9.7l6.2-.9z';
const THUMB = 'M7 10.5V20H3.5v-9.5zl4-7.5c1.8 0 2.9 1.4 2.5 3.2L13 9.5h5c1.5 0 2.4 1.2 2 2.6l-1.8 6.2c-.3 1-1.2 1.7-2.2 1.7H7';

/** From a frown to a laugh: the mouth bends with the value. */
const face = (value: number) =>
  `M12 2.5a9.5 9.5 0 1 0 .01 0zM9 9.5v.01M15 9.5v.01M7.5 ${16.5 - value / 2}q4.5 ${2 * value - 6} 9 0${value > 4 ? 'z' : ''}`;

/** The picture of a point on a scale that has pictures. */
export const icons: Record<string, (value: number) => string> = {
  stars: () => STAR,
  emoji: face,
  thumbs: () => THUMB,
};
