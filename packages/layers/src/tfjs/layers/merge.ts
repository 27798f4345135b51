// Layers of several inputs.

import {
  add,
  concat,
  div,
  expandDims,
  formatShape,
  logicalAnd,
  matmul,
  maximum,
  minimum,
  moveAxis,
  mul,
  norm,
  reshape,
  sizeOf,
  sub,
  type Tensor,
  TensorError,
} from '@cambium/tensor';
import type { Config } from '../config.ts';
import { type Converter, type ImportedLayer, Operation } from '../layer.ts';

type Masks = readonly Tensor[];

function merging(
  label: string,
  least: number,
  fn: (inputs: readonly Tensor[]) => Tensor,
  mergeMasks: (masks: Masks, output: Tensor) => Tensor | null = (masks) =>
    masks.reduce((a, b) => logicalAnd(a, b)),
): ImportedLayer {
  const module = new Operation(label, (...inputs) => fn(inputs));
  return {
    module,
    outputs: 1,
    call: (inputs) => {
      if (inputs.length < least)
        throw new TensorError(label, 'value', `takes ${least} inputs or more, got ${inputs.length}.`);
      const tensor = module.forward(...inputs.map((input) => input.tensor));
      const masks = inputs.flatMap(({ mask }) => mask ?? []);
      return [{ tensor, mask: masks.length === inputs.length ? mergeMasks(masks, tensor) : null }];
    },
  };
}

/** Axes of length 1 behind the batch, until all have the same rank. */
function sameRank(inputs: readonly Tensor[]): readonly Tensor[] {
  const rank = Math.max(...inputs.map((input) => input.rank));
  return inputs.map((input) => {
    let widened = input;
    while (widened.rank < rank) widened = expandDims(widened, 1);
    return widened;
  });
}

const elementwise =
  (label: string, fn: (inputs: readonly Tensor[]) => Tensor, least = 2): Converter =>
  () =>
    merging(label, least, (inputs) => fn(sameRank(inputs)));

const reduced = (label: string, fn: (a: Tensor, b: Tensor) => Tensor): Converter =>
  elementwise(label, (inputs) => inputs.reduce((a, b) => fn(a, b)));

/** `Add`, `Multiply`, `Maximum`, `Minimum`. */
export const addLayer = reduced('Add', add);
export const multiplyLayer = reduced('Multiply', mul);
export const maximumLayer = reduced('Maximum', maximum);
export const minimumLayer = reduced('Minimum', minimum);

/** `Average`. */
export const averageLayer = elementwise('Average', (inputs) =>
  div(
    inputs.reduce((a, b) => add(a, b)),
    inputs.length,
  ),
);

/** `Subtract`: the first less the second. */
export const subtractLayer = elementwise('Subtract', (inputs) => {
  if (inputs.length === 2) return sub(inputs[0]!, inputs[1]!);
  throw new TensorError('Subtract', 'value', `takes 2 inputs, got ${inputs.length}.`);
});

/** `Concatenate`. */
export const concatenate: Converter = ({ config }) => {
  const axis = config.integer('axis', -1);
  return merging(
    'Concatenate',
    1,
    (inputs) => concat(inputs, axis),
    // Steps that come one after the other keep their masks, features side by side count where all do.
    (masks, { rank }) =>
      (axis + rank) % rank === 1 ? concat(masks, 1) : masks.reduce((a, b) => logicalAnd(a, b)),
  );
};

/** `Dot`: products along one axis of each input, sample by sample. */
export const dot: Converter = ({ config }) => {
  const [first, second] = dotAxes(config);
  const normalize = config.flag('normalize', false);
  const product = ([a, b]: readonly Tensor[]): Tensor => {
    const left = moveAxis(a!, first, -1);
    const right = moveAxis(b!, second, 1);
    if (left.shape.at(-1) !== right.shape[1]) {
      throw new TensorError(
        'Dot',
        'shape',
        `axis ${first} of ${formatShape(a!.shape)} and axis ${second} of ${formatShape(b!.shape)} differ in length.`,
        { shapes: [a!.shape, b!.shape] },
      );
    }
    const batch = left.shape[0]!;
    const [rows, columns] = [left.shape.slice(1, -1), right.shape.slice(2)];
    const length = right.shape[1]!;
    const unit = (x: Tensor, axis: number): Tensor =>
      normalize ? div(x, maximum(norm(x, { axis, keepDims: true }), 1e-6)) : x;
    const products = matmul(
      unit(reshape(left, [batch, sizeOf(rows), length]), 2),
      unit(reshape(right, [batch, length, sizeOf(columns)]), 1),
    );
    const shape = [batch, ...rows, ...columns];
    return reshape(products, shape.length === 1 ? [batch, 1] : shape);
  };
  return merging('Dot', 2, product, () => null);
};

function dotAxes(config: Config): readonly [number, number] {
  const value = config.value('axes');
  const axes = Array.isArray(value) ? value : [value, value];
  if (axes.length !== 2 || !axes.every((axis) => Number.isSafeInteger(axis) && axis !== 0))
    config.refuse('axes is one axis or two, and never the batch.');
  return axes as [number, number];
}
