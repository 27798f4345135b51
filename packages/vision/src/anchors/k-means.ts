// Anchor sizes from the boxes of a data set, by k-means with 1 − IoU as distance.

import { HostRandom } from '@cambium/data';
import { TensorError } from '@cambium/tensor';
import { type AnchorSize, checkSizes, sizeIou } from './grid.ts';

/** Options of {@link kMeansAnchors}. */
export interface KMeansOptions {
  /** Seed of the first anchors, 0 unless given. */
  readonly seed?: number;
  /** Most rounds, 100 unless given; it ends as soon as nothing changes. */
  readonly rounds?: number;
}

/** Anchors, and how well they fit. */
export interface FittedAnchors {
  /** By growing area. */
  readonly sizes: readonly AnchorSize[];
  /** Mean IoU of a box and its best anchor, centres aligned. */
  readonly meanIou: number;
}

/**
 * The `count` anchor sizes that fit boxes best: each box belongs to the anchor of greatest IoU, each anchor becomes the
 * median size of its boxes. The first anchors are drawn as in k-means++: far from each other.
 *
 * @param sizes widths and heights of boxes
 * @throws TensorError `value` if there are fewer boxes than anchors, or a size is not positive
 * @see Redmon and Farhadi, "YOLO9000" (2017)
 * @example
 * ```ts
 * kMeansAnchors([[10, 10], [11, 9], [40, 20], [42, 20]], 2).sizes; // [[10.5, 9.5], [41, 20]]
 * ```
 */
export function kMeansAnchors(
  sizes: readonly AnchorSize[],
  count: number,
  { seed = 0, rounds = 100 }: KMeansOptions = {},
): FittedAnchors {
  checkSizes('kMeansAnchors', sizes);
  if (!(Number.isInteger(count) && count > 0 && count <= sizes.length)) {
    throw new TensorError(
      'kMeansAnchors',
      'value',
      `count is a whole number from 1 to the ${sizes.length} boxes, got ${count}.`,
    );
  }
  let anchors = firstAnchors(sizes, count, new HostRandom(seed));
  let owners: readonly number[] = [];
  for (let round = 0; round < rounds; round++) {
    const next = sizes.map((size) => bestOf(size, anchors).place);
    if (next.every((owner, i) => owner === owners[i])) break;
    owners = next;
    anchors = anchors.map((anchor, place) => {
      const own = sizes.filter((_, i) => owners[i] === place);
      return own.length === 0 ? anchor : [median(own.map(([w]) => w)), median(own.map(([, h]) => h))];
    });
  }
  const total = sizes.reduce((sum, size) => sum + bestOf(size, anchors).iou, 0);
  return { sizes: [...anchors].sort((a, b) => a[0] * a[1] - b[0] * b[1]), meanIou: total / sizes.length };
}

function firstAnchors(sizes: readonly AnchorSize[], count: number, random: HostRandom): AnchorSize[] {
  const anchors = [sizes[random.integer(sizes.length)]!];
  while (anchors.length < count) {
    const distances = sizes.map((size) => 1 - bestOf(size, anchors).iou);
    const total = distances.reduce((sum, distance) => sum + distance, 0);
    anchors.push(sizes[drawn(distances, random.uniform() * total)]!);
  }
  return anchors;
}

/** The first place at which the running sum passes `threshold`. */
function drawn(shares: readonly number[], threshold: number): number {
  let sum = 0;
  for (const [place, share] of shares.entries()) {
    sum += share;
    if (sum > threshold) return place;
  }
  return shares.length - 1;
}

/** The anchor that fits a size best. */
export function bestOf(size: AnchorSize, anchors: readonly AnchorSize[]): { place: number; iou: number } {
  let best = { place: 0, iou: -1 };
  anchors.forEach((anchor, place) => {
    const iou = sizeIou(size, anchor);
    if (iou > best.iou) best = { place, iou };
  });
  return best;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}
