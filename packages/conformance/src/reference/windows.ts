// Convolution and pooling by their definition: every product, and every position under a window, one by one.

import type { AvgPoolAttrs, ConvAttrs, MaxPoolAttrs, PoolAttrs } from '@cambium/tensor';
import { elementAt, forEachIndex, type HostTensor, positionOf, sizeOf } from '../harness/host.ts';

/** The three tensors that a convolution ties together. */
export interface ConvShapes {
  readonly x: readonly number[];
  readonly weight: readonly number[];
  readonly y: readonly number[];
}

/** Visits every product `x · weight` that enters an element of y. */
function forEachProduct(
  { x, weight, y }: ConvShapes,
  { strides, padding, dilation, groups }: ConvAttrs,
  visit: (x: number[], weight: number[], y: number[]) => void,
): void {
  const rank = strides.length;
  const [perGroup, out] = weight.slice(rank) as [number, number];
  forEachIndex(y, (at) => {
    const channel = at[rank + 1]!;
    const group = Math.floor(channel / (out / groups));
    forEachIndex(weight.slice(0, rank), (tap) => {
      const pixel = tap.map((k, i) => at[i + 1]! * strides[i]! - padding[i]![0] + k * dilation[i]!);
      if (pixel.some((place, i) => place < 0 || place >= x[i + 1]!)) return;
      for (let i = 0; i < perGroup; i++) {
        visit([at[0]!, ...pixel, group * perGroup + i], [...tap, i, channel], [...at]);
      }
    });
  });
}

/** One of the three tensors from the other two: the sum of products that reach each of its elements. */
export function convolved(
  wanted: 'x' | 'weight' | 'y',
  given: Partial<Record<'x' | 'weight' | 'y', HostTensor>>,
  shapes: ConvShapes,
  attrs: ConvAttrs,
): HostTensor {
  const { dtype } = (given.x ?? given.y)!;
  const values = new Array<number>(sizeOf(shapes[wanted])).fill(0);
  forEachProduct(shapes, attrs, (x, weight, y) => {
    const index = { x, weight, y };
    const factors = (['x', 'weight', 'y'] as const).filter((name) => name !== wanted);
    const [a, b] = factors.map((name) => elementAt(given[name]!, index[name]));
    values[positionOf(shapes[wanted], index[wanted])]! += a! * b!;
  });
  return { shape: shapes[wanted], dtype, values };
}

/** Positions under the window of one output place, those in the padding and beyond included. */
export function windowAt(
  at: readonly number[],
  { kernelShape, strides, padding }: PoolAttrs,
  dilation?: readonly number[],
): number[][] {
  const positions: number[][] = [];
  forEachIndex(kernelShape, (tap) => {
    positions.push(tap.map((k, i) => at[i]! * strides[i]! - padding[i]![0] + k * (dilation?.[i] ?? 1)));
  });
  return positions;
}

/** Whether a position lies inside the image. */
export function isInside(position: readonly number[], spatial: readonly number[]): boolean {
  return position.every((place, i) => place >= 0 && place < spatial[i]!);
}

/** What the sum of a window is divided by: the positions inside the image, or inside the padded image. */
export function divisorAt(at: readonly number[], spatial: readonly number[], attrs: AvgPoolAttrs): number {
  const counted = windowAt(at, attrs).filter((position) =>
    attrs.countPadding
      ? position.every(
          (place, i) => place >= -attrs.padding[i]![0] && place < spatial[i]! + attrs.padding[i]![1],
        )
      : isInside(position, spatial),
  );
  return Math.max(1, counted.length);
}

/** The greatest element under a window and its flat place; the first of equals, and the first NaN before all. */
export function greatestUnder(
  x: HostTensor,
  at: readonly number[],
  attrs: MaxPoolAttrs,
): { value: number; place: number } {
  const spatial = x.shape.slice(1, -1);
  const [batch, channel] = [at[0]!, at.at(-1)!];
  const found = windowAt(at.slice(1, -1), attrs, attrs.dilation)
    .filter((position) => isInside(position, spatial))
    .map((position) => ({
      value: elementAt(x, [batch, ...position, channel]),
      place: positionOf(spatial, position),
    }));
  return found.reduce((best, each) =>
    !Number.isNaN(best.value) && (Number.isNaN(each.value) || each.value > best.value) ? each : best,
  );
}
