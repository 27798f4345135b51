// The line search of LBFGS: a step length that satisfies the strong Wolfe conditions, by cubic interpolation.

/** Loss and gradient somewhere on the line. */
export interface Evaluation {
  readonly loss: number;
  readonly gradient: Float64Array;
}

/** A place on the line: how far, what is there, and how the loss falls along the line. */
export interface LinePoint extends Evaluation {
  readonly at: number;
  readonly slope: number;
}

/** The loss must fall by this share of what the slope promises, and the slope must become flatter by that factor. */
const [leastFall, flatness] = [1e-4, 0.9] as const;
/** Evaluations at most, and the change that is not worth one. */
const [mostSteps, leastChange] = [25, 1e-9] as const;

/**
 * Searches from the beginning of the line, where the slope is negative.
 *
 * @param first the length to try first
 * @param reach the greatest element of the direction
 * @see Nocedal and Wright, "Numerical optimization" (2006), algorithms 3.5 and 3.6
 */
export function strongWolfe(
  start: LinePoint,
  first: number,
  reach: number,
  evaluate: (at: number) => LinePoint,
): LinePoint {
  const fallsTooLittle = (point: LinePoint) => point.loss > start.loss + leastFall * point.at * start.slope;
  const isFlat = (point: LinePoint) => Math.abs(point.slope) <= -flatness * start.slope;

  let [before, point] = [start, evaluate(first)];
  let count = 0;
  for (; count < mostSteps; count++) {
    if (fallsTooLittle(point) || (count > 1 && point.loss >= before.loss)) break;
    if (isFlat(point)) return point;
    if (point.slope >= 0) break;
    const bounds = [point.at + 0.01 * (point.at - before.at), point.at * 10] as const;
    const next = evaluate(lowestBetween(before, point, bounds));
    [before, point] = [point, next];
  }
  if (count === mostSteps) return start.loss <= point.loss ? start : point;

  // Between the two there is a place that satisfies the conditions.
  const ends: [LinePoint, LinePoint] = [before, point];
  let low: 0 | 1 = ends[0].loss <= ends[1].loss ? 0 : 1;
  let isSlow = false;
  while (count++ < mostSteps && Math.abs(ends[1].at - ends[0].at) * reach >= leastChange) {
    const [least, most] = [Math.min(ends[0].at, ends[1].at), Math.max(ends[0].at, ends[1].at)];
    let at = lowestBetween(ends[0], ends[1], [least, most]);
    const margin = 0.1 * (most - least);
    const isNearEnd = Math.min(most - at, at - least) < margin;
    if (isNearEnd && (isSlow || at >= most || at <= least)) {
      at = Math.abs(at - most) < Math.abs(at - least) ? most - margin : least + margin;
      isSlow = false;
    } else isSlow = isNearEnd;
    const middle = evaluate(at);
    const high = low === 0 ? 1 : 0;
    if (fallsTooLittle(middle) || middle.loss >= ends[low].loss) {
      ends[high] = middle;
      low = ends[0].loss <= ends[1].loss ? 0 : 1;
      continue;
    }
    if (isFlat(middle)) return middle;
    if (middle.slope * (ends[high].at - ends[low].at) >= 0) ends[high] = ends[low];
    ends[low] = middle;
  }
  return ends[low];
}

/** Where the cubic through two points with their slopes is lowest, within bounds. */
function lowestBetween(a: LinePoint, b: LinePoint, [least, most]: readonly [number, number]): number {
  const [left, right] = a.at <= b.at ? [a, b] : [b, a];
  const bend = left.slope + right.slope - (3 * (left.loss - right.loss)) / (left.at - right.at);
  const squared = bend * bend - left.slope * right.slope;
  if (!(squared >= 0)) return (least + most) / 2;
  const root = Math.sqrt(squared);
  const share = (right.slope + root - bend) / (right.slope - left.slope + 2 * root);
  return Math.min(Math.max(right.at - (right.at - left.at) * share, least), most);
}
