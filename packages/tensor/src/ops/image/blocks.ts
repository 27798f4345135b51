// Pixels moved between the spatial axes and the channels or the batch, in blocks.

import { formatShape, TensorError } from '../../errors.ts';
import type { Tensor } from '../../tensor.ts';
import { asTensor, type TensorLike } from '../lift.ts';
import { pad } from '../pad.ts';
import { reshape, transpose } from '../shape.ts';
import { slice } from '../slice.ts';
import { checkImages } from '../window.ts';

/**
 * Images enlarged by spreading channels over blocks of `block × block` pixels: sub-pixel convolution's second half.
 * Channel `(i · block + j) · channels + c` becomes channel `c` of pixel `(i, j)` of the block, as in TensorFlow.
 *
 * @param x `[batch, height, width, block² · channels]`, any dtype
 * @param block an integer ≥ 1
 * @returns `[batch, height · block, width · block, channels]`
 * @throws TensorError `shape` if the channels are not a multiple of block², `value` if `block` is not an integer ≥ 1
 * @see Shi et al., "Real-time single image and video super-resolution using a sub-pixel CNN" (2016)
 * @example
 * ```ts
 * depthToSpace(reshape(arange(4), [1, 1, 1, 4]), 2).shape; // [1, 2, 2, 1]
 * ```
 */
export function depthToSpace(x: TensorLike, block: number): Tensor {
  const op = 'depthToSpace';
  const images = asTensor(x, op);
  checkImages(op, images, 2);
  checkBlock(op, [block]);
  const [batch, height, width, depth] = images.shape as [number, number, number, number];
  if (depth % block ** 2 !== 0)
    throw misfit(op, images, `channels must be a multiple of ${block ** 2}, got ${depth}.`);
  const channels = depth / block ** 2;
  const blocks = reshape(images, [batch, height, width, block, block, channels]);
  return reshape(transpose(blocks, [0, 1, 3, 2, 4, 5]), [batch, height * block, width * block, channels]);
}

/**
 * Images made smaller by putting blocks of `block × block` pixels into the channels: the inverse of {@link depthToSpace}.
 *
 * @param x `[batch, height, width, channels]`, any dtype
 * @param block an integer ≥ 1
 * @returns `[batch, height / block, width / block, block² · channels]`
 * @throws TensorError `shape` if height or width is not a multiple of `block`, `value` if `block` is not an integer ≥ 1
 * @example
 * ```ts
 * spaceToDepth(zeros([1, 4, 4, 3]), 2).shape; // [1, 2, 2, 12]
 * ```
 */
export function spaceToDepth(x: TensorLike, block: number): Tensor {
  const op = 'spaceToDepth';
  const images = asTensor(x, op);
  checkImages(op, images, 2);
  checkBlock(op, [block]);
  const [batch, height, width, channels] = images.shape as [number, number, number, number];
  if (height % block !== 0 || width % block !== 0)
    throw misfit(op, images, `height and width must be multiples of ${block}.`);
  const [rows, columns] = [height / block, width / block];
  const blocks = reshape(images, [batch, rows, block, columns, block, channels]);
  return reshape(transpose(blocks, [0, 1, 3, 2, 4, 5]), [batch, rows, columns, block ** 2 * channels]);
}

/**
 * Each `block`-th pixel of the axes behind the batch in an image of its own: after it, a convolution is one with dilation.
 *
 * @param x `[batch, …spatial, …rest]` with as many spatial axes as `block` has numbers, any dtype
 * @param block integers ≥ 1
 * @param padding zeros before and after each spatial axis; none unless given
 * @returns `[batch · Π block, …(padded spatial / block), …rest]`
 * @throws TensorError `shape` if padded lengths are not multiples of the block, `value` for blocks below 1
 * @example
 * ```ts
 * spaceToBatch(zeros([1, 4, 4, 3]), [2, 2]).shape; // [4, 2, 2, 3]
 * ```
 */
export function spaceToBatch(
  x: TensorLike,
  block: readonly number[],
  padding: readonly (readonly [number, number])[] = block.map(() => [0, 0]),
): Tensor {
  const op = 'spaceToBatch';
  const given = checkedBlocks(op, asTensor(x, op), block, padding);
  const widths = given.shape.map((_, axis) => padding[axis - 1] ?? ([0, 0] as const));
  const padded = pad(given, widths);
  const [batch, ...others] = padded.shape as [number, ...number[]];
  const [spatial, rest] = [others.slice(0, block.length), others.slice(block.length)];
  if (spatial.some((length, i) => length % block[i]! !== 0))
    throw misfit(
      op,
      given,
      `padded lengths ${formatShape(spatial)} must be multiples of the block ${formatShape(block)}.`,
    );
  const counts = spatial.map((length, i) => length / block[i]!);
  const blocks = reshape(padded, [batch, ...counts.flatMap((count, i) => [count, block[i]!]), ...rest]);
  const order = [
    ...block.map((_, i) => 2 * i + 2),
    0,
    ...block.map((_, i) => 2 * i + 1),
    ...rest.map((_, i) => 2 * block.length + 1 + i),
  ];
  return reshape(transpose(blocks, order), [batch * product(block), ...counts, ...rest]);
}

/**
 * The inverse of {@link spaceToBatch}.
 *
 * @param x `[batch · Π block, …spatial, …rest]`, any dtype
 * @param block integers ≥ 1
 * @param crops elements cut off before and after each spatial axis; none unless given
 * @returns `[batch, …(spatial · block − crops), …rest]`
 * @throws TensorError `shape` if the batch is not a multiple of Π block or crops take too much, `value` for blocks below 1
 * @example
 * ```ts
 * batchToSpace(zeros([4, 2, 2, 3]), [2, 2]).shape; // [1, 4, 4, 3]
 * ```
 */
export function batchToSpace(
  x: TensorLike,
  block: readonly number[],
  crops: readonly (readonly [number, number])[] = block.map(() => [0, 0]),
): Tensor {
  const op = 'batchToSpace';
  const given = checkedBlocks(op, asTensor(x, op), block, crops);
  const [images, ...others] = given.shape as [number, ...number[]];
  const [counts, rest] = [others.slice(0, block.length), others.slice(block.length)];
  if (images % product(block) !== 0)
    throw misfit(
      op,
      given,
      `the batch must be a multiple of the ${product(block)} elements of the block ${formatShape(block)}.`,
    );
  const batch = images / product(block);
  const lengths = counts.map((count, i) => count * block[i]!);
  if (lengths.some((length, i) => crops[i]![0] + crops[i]![1] > length))
    throw misfit(
      op,
      given,
      `crops ${JSON.stringify(crops)} take more than there is of ${formatShape(lengths)}.`,
    );
  const n = block.length;
  const order = [n, ...block.flatMap((_, i) => [n + 1 + i, i]), ...rest.map((_, i) => 2 * n + 1 + i)];
  const spread = transpose(reshape(given, [...block, batch, ...counts, ...rest]), order);
  const whole = reshape(spread, [batch, ...lengths, ...rest]);
  return slice(whole, null, ...lengths.map((length, i) => [crops[i]![0], length - crops[i]![1]] as const));
}

function checkedBlocks(
  op: string,
  x: Tensor,
  block: readonly number[],
  widths: readonly (readonly [number, number])[],
): Tensor {
  checkBlock(op, block);
  const isValid = widths.every(
    (pair) => pair.length === 2 && pair.every((w) => Number.isInteger(w) && w >= 0),
  );
  if (widths.length !== block.length || !isValid) {
    throw new TensorError(
      op,
      'value',
      `takes [before, after] for each of the ${block.length} numbers of the block, got ${JSON.stringify(widths)}.`,
    );
  }
  if (x.rank <= block.length) throw misfit(op, x, `needs ${block.length + 1} axes at least.`);
  return x;
}

function checkBlock(op: string, block: readonly number[]): void {
  if (block.length > 0 && block.every((each) => Number.isInteger(each) && each >= 1)) return;
  throw new TensorError(op, 'value', `block must be integers ≥ 1, got ${formatShape(block)}.`);
}

function misfit(op: string, x: Tensor, reason: string): TensorError {
  return new TensorError(op, 'shape', `x is ${formatShape(x.shape)}: ${reason}`, { shapes: [x.shape] });
}

function product(numbers: readonly number[]): number {
  return numbers.reduce((a, b) => a * b, 1);
}
