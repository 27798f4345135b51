// Borders around a tensor.

import { formatShape, TensorError } from '../errors.ts';
import { execute } from '../execute.ts';
import { toJsonNumber } from '../op-table/create.ts';
import type { Tensor } from '../tensor.ts';
import { asTensor, hostIndices, type TensorLike } from './lift.ts';

/** How {@link pad} fills the border. */
export interface PadOptions {
  /**
   * `'constant'` (default) writes `value`; `'reflect'` mirrors without repeating the edge (`c b | a b c | b a`);
   * `'symmetric'` mirrors with it (`b a | a b c | c b`);
   * `'replicate'` repeats the edge (`a a | a b c | c c`); `'circular'` goes on at the other end (`b c | a b c | a b`).
   */
  readonly mode?: 'constant' | 'reflect' | 'symmetric' | 'replicate' | 'circular';
  /** What `'constant'` writes; 0 unless given. */
  readonly value?: number | boolean;
}

/**
 * Adds a border of given widths; negative widths cut off.
 *
 * @param x any shape and dtype
 * @param widths `[before, after]` for each axis of `x`
 * @throws TensorError `shape` if the widths do not fit the axes, cut off more than there is, or a mirror is wider than the
 *   tensor
 * @example
 * ```ts
 * pad(tensor([1, 2, 3]), [[1, 2]]); // [0, 1, 2, 3, 0, 0]
 * pad(tensor([1, 2, 3]), [[2, 2]], { mode: 'reflect' }); // [3, 2, 1, 2, 3, 2, 1]
 * pad(tensor([1, 2, 3]), [[2, 2]], { mode: 'symmetric' }); // [2, 1, 1, 2, 3, 3, 2]
 * pad(tensor([1, 2, 3]), [[-1, 1]]); // [2, 3, 0]
 * ```
 */
export function pad(
  x: TensorLike,
  widths: readonly (readonly [number, number])[],
  options: PadOptions = {},
): Tensor {
  const { mode = 'constant', value = 0 } = options;
  const input = asTensor(x, 'pad');
  const isValid =
    widths.length === input.rank && widths.every((pair) => pair.length === 2 && pair.every(Number.isInteger));
  if (!isValid) {
    throw new TensorError(
      'pad',
      'shape',
      `takes [before, after] for each of the ${input.rank} axes of ${formatShape(input.shape)}, got ${JSON.stringify(widths)}.`,
      {
        shapes: [input.shape],
      },
    );
  }
  const border = widths.map(([before, after]) => [Math.max(0, before), Math.max(0, after)] as const);
  const padded = bordered(input, border, mode, value);
  if (widths.every((pair) => pair.every((width) => width >= 0))) return padded;
  // Cut after padding, so that a border may come from what is cut off.
  const sizes = input.shape.map((length, axis) => length + widths[axis]![0] + widths[axis]![1]);
  if (sizes.some((size) => size < 0)) {
    const reason = `widths ${JSON.stringify(widths)} cut off more than there is of ${formatShape(input.shape)}.`;
    throw new TensorError('pad', 'shape', reason, { shapes: [input.shape] });
  }
  const starts = widths.map(([before], axis) => (sizes[axis] === 0 ? 0 : Math.max(0, -before)));
  return execute('slice', [padded], { starts, sizes, steps: sizes.map(() => 1) });
}

function bordered(
  input: Tensor,
  widths: readonly (readonly [number, number])[],
  mode: NonNullable<PadOptions['mode']>,
  value: number | boolean,
): Tensor {
  if (mode === 'constant') {
    return execute('place', [input], {
      shape: input.shape.map((length, axis) => length + widths[axis]![0] + widths[axis]![1]),
      starts: widths.map(([before]) => before),
      steps: widths.map(() => 1),
      value: toJsonNumber(Number(value)),
    });
  }
  const place = sources[mode];
  if (place === undefined)
    throw new TensorError(
      'pad',
      'value',
      `there is no mode ${String(mode)}. Use constant, ${Object.keys(sources).join(', ')}.`,
    );
  return widths.reduce((padded, [before, after], axis) => {
    if (before === 0 && after === 0) return padded;
    const length = padded.shape[axis]!;
    checkWidth(mode, input, axis, Math.max(before, after));
    const indices = Int32Array.from({ length: before + length + after }, (_, i) => place(i - before, length));
    return execute('gather', [padded, hostIndices(indices, [indices.length], input, 'pad')], { axis });
  }, input);
}

/** Where the element at a place outside of `[0, length)` comes from. */
const sources = {
  reflect: (i: number, length: number) => (i < 0 ? -i : i >= length ? 2 * (length - 1) - i : i),
  symmetric: (i: number, length: number) => (i < 0 ? -1 - i : i >= length ? 2 * length - 1 - i : i),
  replicate: (i: number, length: number) => Math.min(length - 1, Math.max(0, i)),
  circular: (i: number, length: number) => (i + length) % length,
};

function checkWidth(mode: keyof typeof sources, x: Tensor, axis: number, width: number): void {
  const length = x.shape[axis]!;
  const widest =
    mode === 'reflect'
      ? length - 1
      : mode === 'circular' || mode === 'symmetric'
        ? length
        : length === 0
          ? 0
          : Number.POSITIVE_INFINITY;
  if (width > widest) {
    throw new TensorError(
      'pad',
      'shape',
      `mode ${mode} has no more than ${Math.max(0, widest)} elements for axis ${axis} of ${formatShape(x.shape)}, got a width of ${width}.`,
      {
        shapes: [x.shape],
      },
    );
  }
}
