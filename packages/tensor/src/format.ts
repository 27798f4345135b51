// Tensors as text: shape, dtype, and values in aligned columns, shortened in the middle.

import { isFloating } from './dtype.ts';
import { formatShape } from './errors.ts';
import { unobserved } from './execute.ts';
import { scope } from './memory/scope.ts';
import { gather } from './ops/indexing.ts';
import { hostIndices } from './ops/lift.ts';
import type { Tensor } from './tensor.ts';

/** Elements shown at each end of an axis that is shortened, and the number of elements from which on axes are. */
const edge = 3;
const summarizeFrom = 1000;
const longestLine = 12;

/**
 * The text that `String(tensor)` gives: a line of dtype and shape, then the values.
 *
 * @example
 * ```ts
 * formatTensor(tensor([[1, -2], [0.5, 3]]));
 * // Tensor float32 [2, 2]
 * // [[1.0000, -2.0000],
 * //  [0.5000,  3.0000]]
 * ```
 */
export function formatTensor(tensor: Tensor): string {
  const title = `Tensor ${tensor.dtype} ${formatShape(tensor.shape)}`;
  if (tensor.isDisposed) return `${title} (disposed, made by '${tensor.madeBy}')`;
  if (tensor.storage.backend.readSync === undefined)
    return `${title} (on ${tensor.storage.backend.name}: read it with await t.data())`;
  if (tensor.size === 0) return `${title}\n${emptyText(tensor.shape)}`;
  return `${title}${tensor.rank === 0 ? ': ' : '\n'}${formatValues(tensor)}`;
}

/** `[[], []]`: empty brackets as deep as the first axis of length 0. */
function emptyText(shape: readonly number[]): string {
  const zero = shape.indexOf(0);
  const lead = shape.slice(0, zero);
  if (lead.some((length) => length > edge * 2)) return '[…]';
  return lead.reduceRight((inner, length) => `[${new Array<string>(length).fill(inner).join(', ')}]`, '[]');
}

function formatValues(tensor: Tensor): string {
  const isShortened = tensor.shape.map(
    (length) => length > longestLine || (tensor.size >= summarizeFrom && length > 2 * edge),
  );
  const values = unobserved(() => scope(() => ({ data: shorten(tensor, isShortened).dataSync() }))).data;
  const write = numberFormat(values, tensor);
  const texts = Array.from(values, write);
  const width = texts.reduce((widest, text) => Math.max(widest, text.length), 0);
  const lengths = tensor.shape.map((length, axis) => (isShortened[axis] ? 2 * edge : length));
  let next = 0;
  const build = (axis: number, indent: number): string => {
    if (axis === lengths.length) return texts[next++]!.padStart(tensor.rank === 0 ? 0 : width);
    const isLast = axis === lengths.length - 1;
    const items = Array.from({ length: lengths[axis]! }, () => build(axis + 1, indent + 1));
    if (isShortened[axis]) items.splice(edge, 0, '…');
    const gap = isLast ? ', ' : `,${'\n'.repeat(lengths.length - 1 - axis)}${' '.repeat(indent + 1)}`;
    return `[${items.join(gap)}]`;
  };
  return build(0, 0);
}

/** The first and the last few elements along each long axis. */
function shorten(tensor: Tensor, isShortened: readonly boolean[]): Tensor {
  return tensor.shape.reduce((part, length, axis) => {
    if (!isShortened[axis]) return part;
    const places = Int32Array.from({ length: 2 * edge }, (_, i) => (i < edge ? i : length - 2 * edge + i));
    return gather(part, hostIndices(places, [places.length], tensor, 'format'), axis);
  }, tensor);
}

/** One notation for all the numbers: booleans, integers, four decimals, or scientific where magnitudes differ widely. */
function numberFormat(values: ArrayLike<number>, tensor: Tensor): (value: number) => string {
  if (tensor.dtype === 'bool') return (value) => (value === 0 ? 'false' : 'true');
  const magnitudes = Array.from(values, Math.abs).filter((value) => Number.isFinite(value) && value > 0);
  const largest = magnitudes.reduce((a, b) => Math.max(a, b), 0);
  const smallest = magnitudes.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const areWhole = magnitudes.every(Number.isInteger);
  if (!isFloating(tensor.dtype) || (areWhole && largest < 1e8))
    return (value) => String(value).replace(/^-0$/, '0');
  const isWide = largest >= 1e8 || (smallest < 1e-4 && largest > 0) || largest / smallest > 1e6;
  return (value) =>
    Number.isFinite(value) ? (isWide ? value.toExponential(4) : value.toFixed(4)) : String(value);
}
