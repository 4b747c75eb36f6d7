/** The ends of a picture that has to hold some numbers, with some room. */
export const ends = (numbers: (number | null)[]): [number, number] => {
  const known = numbers.filter((each) => each !== null);
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const room = (most - least) * 0.06 || 1;
  return [least - room, most + room];
};
