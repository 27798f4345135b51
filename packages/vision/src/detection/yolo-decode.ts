// From the numbers of a YOLO head to boxes, and to what is seen.

import {
  add,
  arange,
  concat,
  exp,
  formatShape,
  mul,
  reshape,
  scope,
  sigmoid,
  slice,
  softmax,
  type Tensor,
  TensorError,
  tensor,
} from '@cambium/tensor';
import { checkSizes } from '../anchors/grid.ts';
import { convertBoxes } from '../boxes/boxes.ts';
import { ranked } from '../boxes/host-boxes.ts';
import { suppressed } from '../boxes/suppression.ts';
import type { DetectorOptions } from './yolo-head.ts';

/** What a head said, in parts of shape `[batch, rows, columns, anchors, …]`. */
export interface YoloParts {
  /** Corners in pixels, `[…, 4]`. */
  readonly boxes: Tensor;
  /** Logits that there is something, `[…, 1]`. */
  readonly objectness: Tensor;
  /** Logits of the classes, `[…, classes]`. */
  readonly classLogits: Tensor;
}

/**
 * Boxes from what a head says: the centre is `(σ(tx) + column, σ(ty) + row)` in cells, the size `anchor · e^(tw, th)`.
 * Differentiable.
 *
 * @param raw `[batch, rows, columns, anchors, 5 + classes]`
 * @throws TensorError `shape` if these are other anchors or classes
 * @see Redmon and Farhadi, "YOLO9000" (2017)
 * @example
 * ```ts
 * const options = { anchors: [[8, 6]], classes: 1, imageSize: [10, 10] } as const;
 * yoloDecode(zeros([1, 1, 1, 1, 6]), options).boxes; // [[[[[1, 2, 9, 8]]]]]
 * ```
 */
export function yoloDecode(raw: Tensor, options: DetectorOptions): YoloParts {
  checkRaw('yoloDecode', raw, options);
  const [, rows, columns] = raw.shape as [number, number, number];
  const [height, width] = options.imageSize;
  const cell = tensor([width / columns, height / rows], { dtype: raw.dtype });
  const across = reshape(arange(0, columns, 1, { dtype: raw.dtype }), [1, columns, 1, 1]);
  const down = reshape(arange(0, rows, 1, { dtype: raw.dtype }), [rows, 1, 1, 1]);
  const corner = concat(
    [across.broadcastTo([rows, columns, 1, 1]), down.broadcastTo([rows, columns, 1, 1])],
    -1,
  );
  const anchors = tensor(options.anchors.flat(), { shape: [options.anchors.length, 2], dtype: raw.dtype });
  const centre = mul(add(sigmoid(part(raw, 0, 2)), corner), cell);
  const size = mul(exp(part(raw, 2, 4)), anchors);
  return {
    boxes: convertBoxes(concat([centre, size], -1), 'cxcywh', 'xyxy'),
    objectness: part(raw, 4, 5),
    classLogits: part(raw, 5, 5 + options.classes),
  };
}

function part(raw: Tensor, from: number, to: number): Tensor {
  return slice(raw, null, null, null, null, [from, to]);
}

/** Throws `shape` unless a head with these anchors and classes can have said it. */
export function checkRaw(op: string, raw: Tensor, { anchors, classes }: DetectorOptions): void {
  checkSizes(op, anchors);
  if (raw.rank === 5 && raw.shape[3] === anchors.length && raw.shape[4] === 5 + classes) return;
  throw new TensorError(
    op,
    'shape',
    `takes [batch, rows, columns, ${anchors.length} anchors, 5 + ${classes} classes], got ${formatShape(raw.shape)}.`,
    { shapes: [raw.shape] },
  );
}

/** What is seen in one image, by falling score. */
export interface Detections {
  /** Corners in pixels. */
  readonly boxes: readonly (readonly [number, number, number, number])[];
  /** How sure the detector is, in [0, 1]. */
  readonly scores: readonly number[];
  /** The class of each, by number. */
  readonly classes: readonly number[];
}

/** Options of {@link yoloDetect}. */
export interface DetectOptions extends DetectorOptions {
  /** Least score, 0.05 unless given. */
  readonly scoreThreshold?: number;
  /** Boxes of one class that overlap more are one thing; 0.5 unless given. */
  readonly iouThreshold?: number;
  /** Most things in an image, 100 unless given. */
  readonly limit?: number;
}

/**
 * What is seen in each image: decoded boxes, each with its best class, after suppression within the classes. The score is
 * `σ(objectness) · softmax(classes)`.
 *
 * @param raw `[batch, rows, columns, anchors, 5 + classes]`
 * @throws TensorError `shape` if these are other anchors or classes
 * @example
 * ```ts
 * const options = { anchors: [[8, 6]], classes: 1, imageSize: [10, 10] } as const;
 * yoloDetect(zeros([1, 1, 1, 1, 6]), options)[0]!.scores; // [0.5]
 * ```
 */
export function yoloDetect(raw: Tensor, options: DetectOptions): Detections[] {
  const { scoreThreshold = 0.05, iouThreshold = 0.5, limit = 100, classes } = options;
  const [batch] = raw.shape as [number];
  const [boxes, scores] = scope(() => {
    const { boxes, objectness, classLogits } = yoloDecode(raw, options);
    const scores = mul(sigmoid(objectness), softmax(classLogits, -1));
    return [boxes.dataSync() as Float32Array, scores.dataSync() as Float32Array] as never;
  }) as [Float32Array, Float32Array];
  const count = boxes.length / 4 / batch;
  return Array.from({ length: batch }, (_, image) => {
    const found = [];
    for (let i = image * count; i < (image + 1) * count; i++) {
      const own = scores.subarray(i * classes, (i + 1) * classes);
      const best = own.reduce((most, score, place) => (score > own[most]! ? place : most), 0);
      if (own[best]! < scoreThreshold) continue;
      const box = [...boxes.subarray(4 * i, 4 * i + 4)] as unknown as Detections['boxes'][number];
      found.push({ box, score: own[best]!, kind: best });
    }
    return keepBest(found, iouThreshold, limit);
  });
}

interface Found {
  readonly box: Detections['boxes'][number];
  readonly score: number;
  readonly kind: number;
}

function keepBest(found: readonly Found[], iouThreshold: number, limit: number): Detections {
  const corners = Float64Array.from(found.flatMap(({ box }) => box));
  const boxes = ranked(
    corners,
    Float64Array.from(found, ({ score }) => score),
  );
  const classes = found.map(({ kind }) => kind);
  const kept = suppressed('yoloDetect', boxes, classes, { iouThreshold, limit });
  const things = kept.map((place) => found[place]!);
  return {
    boxes: things.map(({ box }) => box),
    scores: things.map(({ score }) => score),
    classes: things.map(({ kind }) => kind),
  };
}
