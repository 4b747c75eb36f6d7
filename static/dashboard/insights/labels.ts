// Where names stand beside points, so that none covers another.

export interface Point {
  x: number;
  y: number;
  /** The size of its name. */
  width: number;
  height: number;
}

/** The upper left corner of a name, and whether a line has to lead to it. */
export interface Place {
  x: number;
  y: number;
  far: boolean;
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** How far a name is from its point's middle, first as near as can be. */
const DISTANCES = [10, 24, 40, 58, 78, 100];
/** On which side of its point: right, left, above, below, then the corners. */
const SIDES = [
  [1, 0],
  [-1, 0],
  [0, -1],
  [0, 1],
  [1, -1],
  [1, 1],
  [-1, -1],
  [-1, 1],
] as const;

const overlap = (one: Box, other: Box) =>
  one.x < other.x + other.width && other.x < one.x + one.width && one.y < other.y + other.height && other.y < one.y + one.height;

/** A place for each name within an area, clear of all points and of what stands there already. Names of points that come first are nearest to theirs. */
export const places = (points: Point[], area: {width: number; height: number}, radius: number, standing: Box[] = []): Place[] => {
  const dots = points.map(({x, y}) => ({x: x - radius, y: y - radius, width: 2 * radius, height: 2 * radius}));
  const taken: Box[] = [...standing];
  return points.map(({x, y, width, height}) => {
    let best: Box & {far: boolean} = {x: x + radius, y: y - height / 2, width, height, far: false};
    let found = false;
    for (const distance of DISTANCES) {
      for (const [right, down] of SIDES) {
        const box = {
          x: right === 0 ? x - width / 2 : x + right * distance - (right < 0 ? width : 0),
          y: y - height / 2 + down * (distance + (right === 0 ? height / 2 : 4)),
          width,
          height,
        };
        const inside = box.x >= 0 && box.y >= 0 && box.x + width <= area.width && box.y + height <= area.height;
        if (inside && ![...taken, ...dots].some((each) => overlap(box, each))) {
          best = {...box, far: distance > DISTANCES[0]!};
          found = true;
          break;
        }
      }
      if (found) break;
    }
    taken.push(best);
    return {x: best.x, y: best.y, far: best.far};
  });
};
