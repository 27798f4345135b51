// Mixing samples of a batch with each other: mixup and cutmix.

import { HostRandom } from '@cambium/data';
import {
  add,
  formatShape,
  type Generator,
  gather,
  mul,
  randomInteger,
  scope,
  type Tensor,
  TensorError,
  tensor,
  where,
} from '@cambium/tensor';

/** A batch of images and what they show. */
export interface LabelledImages {
  /** `[batch, height, width, channels]` */
  readonly x: Tensor;
  /** Probabilities of the classes, such as one-hot rows: `[batch, classes]`. */
  readonly y: Tensor;
}

/** Options of {@link mixup} and {@link cutmix}. */
export interface MixingOptions {
  /** The shares are drawn from Beta(α, α); small numbers mix little. 0.2 for mixup and 1 for cutmix unless given. */
  readonly alpha?: number;
  /** Where the random numbers come from; the stream that `seed(n)` sets unless given. */
  readonly generator?: Generator;
}

/**
 * Each image and its label blended with another one of the batch: `x ← λ x + (1 − λ) x′`, the same for y.
 *
 * @throws TensorError `shape` unless x is a batch of images with as many labels, `value` unless alpha is positive
 * @see Zhang et al., "mixup: beyond empirical risk minimization" (2018)
 * @example
 * ```ts
 * const batch = { x: ones([2, 4, 4, 1]), y: eye(2) };
 * mixup(batch).y.sum(-1); // [1, 1]
 * ```
 */
export function mixup(batch: LabelledImages, options: MixingOptions = {}): LabelledImages {
  const { share, partners } = draw('mixup', batch, options, 0.2);
  const blend = (values: Tensor): Tensor => add(mul(values, share), mul(gather(values, partners), 1 - share));
  return { x: blend(batch.x), y: blend(batch.y) };
}

/**
 * A rectangle of each image comes from another one of the batch; labels are blended by area.
 *
 * @throws TensorError `shape` unless x is a batch of images with as many labels, `value` unless alpha is positive
 * @see Yun et al., "CutMix" (2019)
 * @example
 * ```ts
 * const batch = { x: ones([2, 4, 4, 1]), y: eye(2) };
 * cutmix(batch).y.sum(-1); // [1, 1]
 * ```
 */
export function cutmix(batch: LabelledImages, options: MixingOptions = {}): LabelledImages {
  const { share, partners, random } = draw('cutmix', batch, options, 1);
  const [, height, width] = batch.x.shape as [number, number, number];
  const side = Math.sqrt(1 - share);
  const range = (length: number): readonly [number, number] => {
    const centre = random.integer(length);
    const half = (side * length) / 2;
    return [Math.max(0, Math.round(centre - half)), Math.min(length, Math.round(centre + half))];
  };
  const [[top, bottom], [left, right]] = [range(height), range(width)];
  const isCut = Array.from({ length: height * width }, (_, i) => {
    const [row, column] = [Math.floor(i / width), i % width];
    return row >= top && row < bottom && column >= left && column < right;
  });
  const hole = tensor(isCut, { shape: [1, height, width, 1], dtype: 'bool' });
  const cut = ((bottom - top) * (right - left)) / (height * width);
  return {
    x: where(hole, gather(batch.x, partners), batch.x),
    y: add(mul(batch.y, 1 - cut), mul(gather(batch.y, partners), cut)),
  };
}

function draw(
  op: string,
  { x, y }: LabelledImages,
  options: MixingOptions,
  usual: number,
): { share: number; partners: Tensor; random: HostRandom } {
  const { alpha = usual, ...source } = options;
  if (x.rank !== 4 || y.rank !== 2 || x.shape[0] !== y.shape[0]) {
    throw new TensorError(
      op,
      'shape',
      `takes x [batch, height, width, channels] and y [batch, classes], got ${formatShape(x.shape)} and ${formatShape(y.shape)}. Labels can be made rows with oneHot().`,
      { shapes: [x.shape, y.shape] },
    );
  }
  if (!(alpha > 0 && Number.isFinite(alpha)))
    throw new TensorError(op, 'value', `alpha is a number > 0, got ${alpha}.`);
  // The share is a number of the host, but comes from the stream of the tensors, whose place a checkpoint holds.
  const seed = scope(() => randomInteger(0, 2 ** 31 - 1, [], source).dataSync()[0] as never) as number;
  const random = new HostRandom(seed);
  const [a, b] = [gamma(alpha, random), gamma(alpha, random)];
  const partners = tensor(random.permutation(x.shape[0]!), { dtype: 'int32' });
  return { share: a + b > 0 ? a / (a + b) : 1, partners, random };
}

/** A Gamma(α, 1) number, by the method of Marsaglia and Tsang (2000). */
function gamma(alpha: number, random: HostRandom): number {
  if (alpha < 1) return gamma(alpha + 1, random) * random.uniform() ** (1 / alpha);
  const d = alpha - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const normal = random.normal();
    const v = (1 + c * normal) ** 3;
    if (v > 0 && Math.log(1 - random.uniform()) < (normal * normal) / 2 + d - d * v + d * Math.log(v))
      return d * v;
  }
}
