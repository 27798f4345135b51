// Borders of images as layers: adding them, and cutting them off.

import { formatShape, type PadOptions, pad, slice, type Tensor, TensorError } from '@cambium/tensor';
import { Module } from './module.ts';

/** One width for all sides of all spatial axes, one an axis, or `[before, after]` an axis. */
export type BorderWidths = number | readonly (number | readonly [before: number, after: number])[];

abstract class Border extends Module {
  /** What is added, or cut off. */
  readonly widths: BorderWidths;

  constructor(widths: BorderWidths) {
    super();
    this.widths = widths;
  }

  override toString(): string {
    return `${this.constructor.name} ${JSON.stringify(this.widths)}`;
  }

  /** `[before, after]` of each spatial axis of `[batch, ...spatial, channels]`. */
  protected pairsFor(x: Tensor): (readonly [number, number])[] {
    const { widths } = this;
    const rank = x.rank - 2;
    const list = typeof widths === 'number' ? new Array<number>(Math.max(0, rank)).fill(widths) : widths;
    if (rank >= 1 && list.length === rank)
      return list.map((width) => (typeof width === 'number' ? [width, width] : width));
    throw new TensorError(
      this.constructor.name,
      'shape',
      `${JSON.stringify(widths)} does not fit x [batch, ...spatial, channels] of shape ${formatShape(x.shape)}.`,
      { shapes: [x.shape] },
    );
  }
}

/**
 * Adds a border around the spatial axes of `[batch, ...spatial, channels]`; see `pad` for the modes.
 *
 * @example
 * ```ts
 * new Pad(1, { mode: 'reflect' }).forward(zeros([1, 4, 4, 3])).shape;   // [1, 6, 6, 3]
 * new Pad([[0, 1], 2]).forward(zeros([1, 4, 4, 3])).shape;   // [1, 5, 8, 3]
 * ```
 */
export class Pad extends Border {
  readonly #options: PadOptions;

  constructor(widths: BorderWidths, options: PadOptions = {}) {
    super(widths);
    this.#options = options;
  }

  forward(x: Tensor): Tensor {
    return pad(x, [[0, 0], ...this.pairsFor(x), [0, 0]], this.#options);
  }
}

/**
 * Cuts a border off the spatial axes of `[batch, ...spatial, channels]`.
 *
 * @example
 * ```ts
 * new Crop([[1, 0], 2]).forward(zeros([1, 5, 8, 3])).shape;   // [1, 4, 4, 3]
 * ```
 */
export class Crop extends Border {
  forward(x: Tensor): Tensor {
    const ranges = this.pairsFor(x).map(([before, after], i) => {
      const length = x.shape[i + 1]!;
      if (before + after < length) return [before, length - after] as const;
      throw new TensorError(
        'Crop',
        'shape',
        `cannot cut ${before} and ${after} off axis ${i + 1} of ${formatShape(x.shape)}: nothing is left.`,
        { shapes: [x.shape] },
      );
    });
    return slice(x, null, ...ranges);
  }
}
