// Host numbers onto the backend in every arrangement that a kernel may meet. The gaps between elements hold poison.

import {
  type Attrs,
  type AttrsOf,
  currentInterpreter,
  execute,
  getBackend,
  type OpName,
  type Tensor,
} from '@cambium/tensor';
import {
  build,
  elementAt,
  forEachIndex,
  type HostTensor,
  positionOf,
  replaced,
  sizeOf,
  toTypedArray,
} from './host.ts';

/** Ways in which the elements of a tensor may lie in its storage. */
export type Arrangement = 'dense' | 'shifted' | 'transposed' | 'stepped' | 'reversed' | 'stretched';

/** A tensor as a dense one and the views that lead from there. */
export interface Arranged {
  readonly base: HostTensor;
  readonly views: readonly { readonly op: OpName; readonly attrs: Attrs }[];
}

/** The arrangements that make a difference for a shape. */
export function arrangementsOf(shape: readonly number[]): readonly Arrangement[] {
  if (shape.length === 0) return ['dense', 'shifted'];
  if (shape.length === 1) return ['dense', 'shifted', 'stepped', 'reversed', 'stretched'];
  return ['dense', 'shifted', 'transposed', 'stepped', 'reversed', 'stretched'];
}

/** The axis that `stretched` repeats. */
function stretchedAxis(shape: readonly number[]): number {
  return shape.findIndex((length) => length > 1);
}

/** The tensor as an arrangement can show it: `stretched` repeats one slice. */
export function settle(x: HostTensor, arrangement: Arrangement): HostTensor {
  const axis = stretchedAxis(x.shape);
  if (arrangement !== 'stretched' || axis < 0) return x;
  return build(x.shape, x.dtype, (index) => elementAt(x, replaced(index, axis, 0)));
}

/** How to make a (settled) tensor in an arrangement. */
export function arrange(x: HostTensor, arrangement: Arrangement): Arranged {
  const { shape, dtype } = x;
  const poison = dtype === 'float32' || dtype === 'float64' ? Number.NaN : 1;
  const steps = shape.map(() => -1);
  switch (arrangement) {
    case 'dense':
      return { base: x, views: [] };
    case 'shifted': {
      const size = sizeOf(shape);
      const values = [poison, poison, poison, ...x.values, poison];
      const slice = { starts: [3], sizes: [size], steps: [1] };
      return {
        base: { shape: [size + 4], dtype, values },
        views: [
          { op: 'slice', attrs: slice },
          { op: 'reshape', attrs: { shape } },
        ],
      };
    }
    case 'transposed': {
      const base = build([...shape].reverse(), dtype, (index) => elementAt(x, [...index].reverse()));
      return { base, views: [{ op: 'permute', attrs: { order: shape.map((_, axis) => axis).reverse() } }] };
    }
    case 'stepped': {
      const wide = shape.map((length) => 2 * length + 1);
      const values = new Array<number>(sizeOf(wide)).fill(poison);
      forEachIndex(shape, (index) => {
        const place = index.map((i) => 2 * i + 1);
        values[positionOf(wide, place)] = elementAt(x, index);
      });
      const slice = { starts: shape.map(() => 1), sizes: shape, steps: shape.map(() => 2) };
      return { base: { shape: wide, dtype, values }, views: [{ op: 'slice', attrs: slice }] };
    }
    case 'reversed': {
      const base = build(shape, dtype, (index) =>
        elementAt(
          x,
          index.map((i, axis) => shape[axis]! - 1 - i),
        ),
      );
      const slice = { starts: shape.map((length) => Math.max(0, length - 1)), sizes: shape, steps };
      return { base, views: [{ op: 'slice', attrs: slice }] };
    }
    case 'stretched': {
      const axis = stretchedAxis(shape);
      if (axis < 0) return { base: x, views: [] };
      const base = build(replaced(shape, axis, 1), dtype, (index) => elementAt(x, index));
      return { base, views: [{ op: 'broadcastTo', attrs: { shape } }] };
    }
  }
}

/** Brings a dense tensor onto the current backend. */
export function upload({ shape, dtype, values }: HostTensor): Tensor {
  const { buffer, byteOffset, byteLength } = toTypedArray(values, dtype);
  const bytes = new Uint8Array(buffer, byteOffset, byteLength);
  return currentInterpreter().constant(bytes, { shape, dtype }, getBackend(), 'conformance');
}

/** Follows the views from the dense tensor to the arranged one. */
export function follow(base: Tensor, { views }: Arranged): Tensor {
  return views.reduce((x, { op, attrs }) => execute(op, [x], attrs as AttrsOf<OpName>), base);
}
