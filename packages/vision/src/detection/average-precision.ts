// Mean average precision: how well detections agree with the truth, over all score thresholds.

import { TensorError } from '@cambium/tensor';
import { iouAt } from '../boxes/host-boxes.ts';
import type { Detections } from './yolo-decode.ts';
import type { LabelledBox } from './yolo-targets.ts';

/** Options of {@link MeanAveragePrecision}. */
export interface AveragePrecisionOptions {
  /** Number of classes. */
  readonly classes: number;
  /** IoU from which a detection counts as right; `[0.5]` unless given. {@link cocoThresholds} are the ten of COCO. */
  readonly iouThresholds?: readonly number[];
  /** Area under the curve (`area`, the default, as VOC since 2010), or its mean at 101 recalls (`coco`). */
  readonly interpolation?: 'area' | 'coco';
}

/** What {@link MeanAveragePrecision} finds. */
export interface AveragePrecisionResult {
  /** Mean over thresholds and classes; NaN if there is nothing to find. */
  readonly mean: number;
  /** Mean over the classes, by threshold. */
  readonly byThreshold: ReadonlyMap<number, number>;
  /** Mean over the thresholds, by class; NaN for classes without a thing. */
  readonly byClass: readonly number[];
}

/** The thresholds of COCO: 0.5, 0.55 … 0.95. */
export const cocoThresholds: readonly number[] = Array.from({ length: 10 }, (_, i) => (50 + 5 * i) / 100);

interface Guess {
  readonly image: number;
  readonly corners: Float64Array;
  readonly score: number;
}

/**
 * Mean average precision over images, which are given one by one.
 *
 * For each class and threshold detections are taken by falling score. One is right if its best thing that nobody has taken
 * yet has an IoU of at least the threshold. Average precision is the area under precision over recall, where precision is
 * the greatest at this recall or beyond.
 *
 * @see Everingham et al., "The Pascal visual object classes challenge" (2010); Lin et al., "Microsoft COCO" (2014)
 * @example
 * ```ts
 * const metric = new MeanAveragePrecision({ classes: 1 });
 * metric.add({ boxes: [[0, 0, 9, 10]], scores: [0.8], classes: [0] }, [{ box: [0, 0, 10, 10], label: 0 }]);
 * metric.result().mean; // 1
 * ```
 */
export class MeanAveragePrecision {
  readonly #options: Required<AveragePrecisionOptions>;
  readonly #guesses: Guess[][];
  readonly #truths: Map<number, Float64Array[]>[];
  #images = 0;

  /** @throws TensorError `value` for classes or thresholds that make no sense */
  constructor(options: AveragePrecisionOptions) {
    this.#options = { iouThresholds: [0.5], interpolation: 'area', ...options };
    const { classes, iouThresholds } = this.#options;
    if (!(Number.isInteger(classes) && classes > 0))
      throw refuse(`classes is a whole number > 0, got ${classes}.`);
    if (iouThresholds.length === 0 || !iouThresholds.every((threshold) => threshold > 0 && threshold <= 1))
      throw refuse(`iouThresholds are in (0, 1], got ${iouThresholds}.`);
    this.#guesses = Array.from({ length: classes }, () => []);
    this.#truths = Array.from({ length: classes }, () => new Map());
  }

  /**
   * Takes in one image.
   *
   * @param detections lists, as `yoloDetect` gives them for an image
   * @param things what is in the image
   * @throws TensorError `value` for a class that there is none of, lists of different lengths, a score that is NaN, or a thing
   *   whose box has no area; nothing is taken in then
   */
  add({ boxes, scores, classes }: Detections, things: readonly LabelledBox[]): void {
    if (![boxes, scores, classes].every(Array.isArray))
      throw refuse('takes lists of boxes, scores and classes. Of tensors they are what toArray() gives.');
    if (boxes.length !== scores.length || boxes.length !== classes.length) {
      throw refuse(
        `${boxes.length} boxes, ${scores.length} scores and ${classes.length} classes do not fit.`,
      );
    }
    for (const label of [...classes, ...things.map((thing) => thing.label)]) {
      if (this.#guesses[label] === undefined)
        throw refuse(`class ${label} is not one of ${this.#guesses.length}.`);
    }
    const unsure = scores.findIndex(Number.isNaN);
    if (unsure >= 0) throw refuse(`score ${unsure} is NaN. Has the training diverged?`);
    for (const { box } of things) {
      if (box[2] > box[0] && box[3] > box[1]) continue;
      throw refuse(`the box [${box.join(', ')}] of a thing has no area: corners are x1 y1 x2 y2.`);
    }
    const image = this.#images++;
    boxes.forEach((box, i) => {
      this.#guesses[classes[i]!]!.push({ image, corners: Float64Array.from(box), score: scores[i]! });
    });
    for (const { box, label } of things) {
      const own = this.#truths[label]!;
      own.set(image, [...(own.get(image) ?? []), Float64Array.from(box)]);
    }
  }

  /** The precision over all images so far. */
  result(): AveragePrecisionResult {
    const { iouThresholds, interpolation } = this.#options;
    const table = iouThresholds.map((threshold) =>
      this.#guesses.map((guesses, kind) =>
        averagePrecision(guesses, this.#truths[kind]!, threshold, interpolation),
      ),
    );
    const byClass = this.#guesses.map((_, kind) => meanOf(table.map((row) => row[kind]!)));
    return {
      mean: meanOf(table.flat()),
      byThreshold: new Map(iouThresholds.map((threshold, i) => [threshold, meanOf(table[i]!)])),
      byClass,
    };
  }
}

function averagePrecision(
  guesses: readonly Guess[],
  truths: ReadonlyMap<number, readonly Float64Array[]>,
  threshold: number,
  interpolation: 'area' | 'coco',
): number {
  const total = [...truths.values()].reduce((sum, { length }) => sum + length, 0);
  if (total === 0) return Number.NaN;
  const taken = new Set<Float64Array>();
  const points: { recall: number; precision: number }[] = [];
  let right = 0;
  [...guesses]
    .sort((a, b) => b.score - a.score)
    .forEach(({ image, corners }, i) => {
      let best: { thing: Float64Array; iou: number } | null = null;
      for (const thing of truths.get(image) ?? []) {
        const iou = taken.has(thing) ? 0 : iouAt(corners, 0, thing, 0);
        if (iou >= threshold && iou > (best?.iou ?? 0)) best = { thing, iou };
      }
      if (best !== null) {
        taken.add(best.thing);
        right++;
      }
      points.push({ recall: right / total, precision: right / (i + 1) });
    });
  for (let i = points.length - 2; i >= 0; i--)
    points[i]!.precision = Math.max(points[i]!.precision, points[i + 1]!.precision);
  if (interpolation === 'coco') {
    const recalls = Array.from({ length: 101 }, (_, i) => i / 100);
    return meanOf(recalls.map((recall) => points.find((point) => point.recall >= recall)?.precision ?? 0));
  }
  return points.reduce(
    (area, { recall, precision }, i) => area + (recall - (points[i - 1]?.recall ?? 0)) * precision,
    0,
  );
}

function refuse(reason: string): TensorError {
  return new TensorError('MeanAveragePrecision', 'value', reason);
}

/** The mean of what is a number. */
function meanOf(values: readonly number[]): number {
  const numbers = values.filter((value) => !Number.isNaN(value));
  return numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}
