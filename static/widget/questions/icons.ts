/** The picture of a point on a scale that has pictures: a path on a square of 24. */
export const icons: Record<string, (value: number) => string> = {
  stars: () => 'M12 2l3 6 7 1-5 5 1 7-6-3-6 3 1-7-5-5 7-1z',
  // From a frown to a laugh: the mouth bends with the value.
  emoji: (value) => `M12 3a9 9 0 1 0 .1 0zM9 9v1M15 9v1M8 ${17 - value / 2}q4 ${2 * value - 6} 8 0${value > 4 ? 'z' : ''}`,
  thumbs: () => 'M7 11v9H4v-9zl4-8q3 0 3 3l-1 4h5q3 0 2 3l-1 5q-1 2-3 2H7',
};
