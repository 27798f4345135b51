// Inputs of a comparison: the same elements on both sides, on ours in every arrangement that a kernel may meet.

import * as tf from '@tensorflow/tfjs';
import {
  type Attrs,
  type AttrsOf,
  type DType,
  execute,
  type OpName,
  sizeOf,
  type Tensor,
  tensor,
} from 'cambium';

/** Dtypes that both sides have. */
export type SharedDType = 'float32' | 'int32' | 'bool';
/** Ways in which elements may lie in memory. */
export type Arrangement = 'dense' | 'shifted' | 'transposed' | 'stepped' | 'reversed' | 'stretched';

/** One input: its form, and where its values come from. */
export interface InputSpec {
  readonly shape: readonly number[];
  readonly dtype?: SharedDType;
  /** How our side holds the elements; `stretched` repeats one slice along an axis. */
  readonly arrangement?: Arrangement;
  /** Values are spread over this interval; integers below `high` for int32. */
  readonly range?: readonly [low: number, high: number];
  /** These values, instead of spread ones. */
  readonly values?: readonly number[];
  /** Values by a formula that is short in code, for long inputs: multiples of the golden ratio, folded into the range. */
  readonly regular?: true;
}

/** A dense tensor and the views that lead from there. */
interface Arranged {
  readonly shape: readonly number[];
  readonly values: readonly number[];
  readonly views: readonly { readonly op: OpName; readonly attrs: Attrs }[];
}

/** The arrangements that make a difference for a shape. */
export function arrangementsOf(shape: readonly number[]): readonly Arrangement[] {
  if (shape.length === 0) return ['dense', 'shifted'];
  if (shape.length === 1) return ['dense', 'shifted', 'stepped', 'reversed', 'stretched'];
  return ['dense', 'shifted', 'transposed', 'stepped', 'reversed', 'stretched'];
}

const golden = 0.618034;

/** The elements of an input, in row-major order; `uniform` draws from [0, 1). */
export function valuesOf(spec: InputSpec, uniform: () => number): number[] {
  const { shape, dtype = 'float32', range = [-2, 2], values } = spec;
  const [low, high] = range;
  if (spec.regular)
    return Array.from({ length: sizeOf(shape) }, (_, i) =>
      Math.fround(low + ((i * golden) % 1) * (high - low)),
    );
  const draw = (): number => {
    if (dtype === 'bool') return uniform() < 0.5 ? 0 : 1;
    if (dtype === 'int32') return low + Math.floor(uniform() * (high - low));
    return Math.fround(low + uniform() * (high - low));
  };
  const drawn = values === undefined ? Array.from({ length: sizeOf(shape) }, draw) : [...values];
  const axis = stretchedAxis(spec);
  if (axis === null) return drawn;
  return Array.from(
    drawn,
    (_, place) => drawn[place - strideOf(shape, axis) * coordinate(shape, place, axis)]!,
  );
}

/** The input on our side, in float64 if so wished. */
export function ourInput(
  spec: InputSpec,
  values: readonly number[],
  dtype: DType = spec.dtype ?? 'float32',
): Tensor {
  const { shape, values: base, views } = arrange(spec, values);
  const dense = tensor(base, { shape, dtype });
  return views.reduce((x, { op, attrs }) => execute(op, [x], attrs as AttrsOf<OpName>), dense);
}

/** The input on their side. */
export function theirInput({ shape, dtype = 'float32' }: InputSpec, values: readonly number[]): tf.Tensor {
  return tf.tensor([...values], [...shape], dtype);
}

/** The input on our side as code. */
export function inputCode(spec: InputSpec, values: readonly number[]): string {
  const { shape, values: base, views } = arrange(spec, values);
  const [low, high] = spec.range ?? [-2, 2];
  const numbers = spec.regular
    ? `Array.from({ length: ${base.length} }, (_, i) => ${low} + ((i * ${golden}) % 1) * (${high} - ${low}))`
    : `[${base.map(numberCode).join(', ')}]`;
  const dense = `tensor(${numbers}, { shape: [${shape.join(', ')}], dtype: '${spec.dtype ?? 'float32'}' })`;
  return views.reduce((x, { op, attrs }) => `execute('${op}', [${x}], ${JSON.stringify(attrs)})`, dense);
}

/** A number as code; `String` would lose the sign of −0. */
export function numberCode(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

/** The axis along which a stretched input repeats itself. */
function stretchedAxis({ shape, arrangement }: InputSpec): number | null {
  if (arrangement !== 'stretched') return null;
  const axis = shape.findIndex((length) => length > 1);
  return axis < 0 || sizeOf(shape) === 0 ? null : axis;
}

function strideOf(shape: readonly number[], axis: number): number {
  return sizeOf(shape.slice(axis + 1));
}

function coordinate(shape: readonly number[], place: number, axis: number): number {
  return Math.floor(place / strideOf(shape, axis)) % shape[axis]!;
}

function coordinates(shape: readonly number[], place: number): number[] {
  return shape.map((_, axis) => coordinate(shape, place, axis));
}

/** Row-major elements of a shape, each a function of its coordinates. */
function build(shape: readonly number[], element: (index: readonly number[]) => number): number[] {
  return Array.from({ length: sizeOf(shape) }, (_, place) => element(coordinates(shape, place)));
}

/** How to make an input in its arrangement. What lies between the elements would show if it were read. */
function arrange(spec: InputSpec, values: readonly number[]): Arranged {
  const { shape, dtype = 'float32', arrangement = 'dense' } = spec;
  const at = (index: readonly number[]) =>
    values[index.reduce((place, i, axis) => place * shape[axis]! + i, 0)]!;
  const poison = dtype === 'float32' ? Number.NaN : 1;
  switch (arrangement) {
    case 'dense':
      return { shape, values, views: [] };
    case 'shifted': {
      const slice = { starts: [3], sizes: [values.length], steps: [1] };
      return {
        shape: [values.length + 4],
        values: [poison, poison, poison, ...values, poison],
        views: [
          { op: 'slice', attrs: slice },
          { op: 'reshape', attrs: { shape } },
        ],
      };
    }
    case 'transposed': {
      const base = [...shape].reverse();
      return {
        shape: base,
        values: build(base, (index) => at([...index].reverse())),
        views: [{ op: 'permute', attrs: { order: shape.map((_, axis) => shape.length - 1 - axis) } }],
      };
    }
    case 'stepped': {
      const base = shape.map((length) => 2 * length + 1);
      const element = (index: readonly number[]) =>
        index.every((i) => i % 2 === 1) ? at(index.map((i) => (i - 1) / 2)) : poison;
      const slice = { starts: shape.map(() => 1), sizes: shape, steps: shape.map(() => 2) };
      return { shape: base, values: build(base, element), views: [{ op: 'slice', attrs: slice }] };
    }
    case 'reversed': {
      const slice = {
        starts: shape.map((length) => Math.max(0, length - 1)),
        sizes: shape,
        steps: shape.map(() => -1),
      };
      const element = (index: readonly number[]) => at(index.map((i, axis) => shape[axis]! - 1 - i));
      return { shape, values: build(shape, element), views: [{ op: 'slice', attrs: slice }] };
    }
    case 'stretched': {
      const axis = stretchedAxis(spec);
      if (axis === null) return { shape, values, views: [] };
      const base = shape.map((length, i) => (i === axis ? 1 : length));
      return { shape: base, values: build(base, at), views: [{ op: 'broadcastTo', attrs: { shape } }] };
    }
  }
}
