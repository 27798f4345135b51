// Movement of elements: shapes, joining, cutting, padding.

import type { Tensor } from 'cambium';
import * as cambium from 'cambium';
import { convert, convertAll, run, runAll } from './convert.ts';
import { FacadeTensor, type Like, refuse } from './tensor.ts';

type Shape = readonly number[];

function checkRank(op: string, x: Tensor, rank: number | null): void {
  if (rank !== null && x.rank !== rank) refuse(op, `takes a tensor of rank ${rank}, got rank ${x.rank}.`);
}

export function reshape(x: Like, shape: Shape): FacadeTensor {
  return run(() => cambium.reshape(convert(x, 'x', 'reshape'), shape));
}

export const flatten = (x: Like): FacadeTensor => reshape(x, [-1]);
export const asScalar = (x: FacadeTensor): FacadeTensor => {
  if (x.size !== 1) refuse('asScalar', 'the array must have only 1 element.');
  return reshape(x, []);
};
export const as1D = (x: FacadeTensor): FacadeTensor => reshape(x, [x.size]);
const asRank = (x: FacadeTensor, ...shape: number[]): FacadeTensor => reshape(x, shape);

export { asRank as as2D, asRank as as3D, asRank as as4D, asRank as as5D };
export const reshapeAs = (x: FacadeTensor, other: FacadeTensor): FacadeTensor => reshape(x, other.shape);

export function expandDims(x: Like, axis = 0): FacadeTensor {
  return run(() => cambium.expandDims(convert(x, 'x', 'expandDims'), axis));
}

export function squeeze(x: Like, axis?: Shape | number): FacadeTensor {
  return run(() => {
    const given = convert(x, 'x', 'squeeze');
    const isAll = axis === undefined || axis === null || (typeof axis !== 'number' && axis.length === 0);
    return cambium.squeeze(given, isAll ? undefined : axis);
  });
}

export function transpose(x: Like, perm?: Shape | null): FacadeTensor {
  return run(() => cambium.transpose(convert(x, 'x', 'transpose'), perm ?? undefined));
}

export function broadcastTo(x: Like, shape: Shape): FacadeTensor {
  return run(() => cambium.broadcastTo(convert(x, 'x', 'broadcastTo'), shape));
}

export function broadcastArgs(a: Like, b: Like): FacadeTensor {
  return run(() => {
    const shapes = [convert(a, 's0', 'broadcastArgs', 'int32'), convert(b, 's1', 'broadcastArgs', 'int32')];
    for (const shape of shapes) checkRank('broadcastArgs', shape, 1);
    const [first, second] = shapes.map((shape) => [...shape.dataSync()]);
    const joined = cambium.broadcastShapes('broadcastArgs', first!, second!);
    return cambium.tensor([...joined], { dtype: 'int32' });
  });
}

export function ensureShape(x: Like, shape: readonly (number | null)[]): Like {
  const given = convert(x, 'x', 'ensureShape');
  const fits =
    given.rank === shape.length && shape.every((length, i) => length === null || length === given.shape[i]);
  if (!fits)
    throw new Error(
      `EnsureShape: Shape of tensor ${given.shape} is not compatible with expected shape ${shape}`,
    );
  return x;
}

export function concat(tensors: readonly Like[], axis = 0): FacadeTensor {
  return run(() => cambium.concat(convertAll(tensors, 'tensors', 'concat'), axis));
}

function concatOfRank(rank: number) {
  return (tensors: readonly Like[], axis = 0): FacadeTensor => {
    const given = run(() => cambium.concat(convertAll(tensors, 'tensors', 'concat'), axis));
    checkRank(`concat${rank}d`, given.inner, rank);
    return given;
  };
}

export const concat1d = concatOfRank(1);
export const concat2d = concatOfRank(2);
export const concat3d = concatOfRank(3);
export const concat4d = concatOfRank(4);

/** `stack(list)`, or as a method `x.stack(y)`. */
export function stack(tensors: readonly Like[] | FacadeTensor, axis: number | Like = 0): FacadeTensor {
  if (tensors instanceof FacadeTensor) return stack([tensors, ...([axis as Like].flat() as Like[])]);
  return run(() => cambium.stack(convertAll(tensors, 'tensors', 'stack'), axis as number));
}

export function unstack(x: Like, axis = 0): FacadeTensor[] {
  return runAll(() => cambium.unstack(convert(x, 'x', 'unstack'), axis));
}

export function split(x: Like, numOrSizeSplits: number | Shape, axis = 0): FacadeTensor[] {
  return runAll(() => {
    const given = convert(x, 'x', 'split');
    const sizes =
      typeof numOrSizeSplits === 'number' ? numOrSizeSplits : fillIn(numOrSizeSplits, given, axis);
    return cambium.split(given, sizes, axis);
  });
}

/** One −1 stands for what the other sizes leave. */
function fillIn(sizes: Shape, x: Tensor, axis: number): Shape {
  const open = sizes.filter((size) => size === -1).length;
  if (open > 1) refuse('split', 'There should be only one negative value in split array.');
  const rest = x.shape.at(axis)! - sizes.reduce((total, size) => total + Math.max(0, size), 0);
  return sizes.map((size) => (size === -1 ? rest : size));
}

export function slice(x: Like, begin: number | Shape, size?: number | Shape | null): FacadeTensor {
  return run(() => sliced(convert(x, 'x', 'slice'), begin, size));
}

function sliced(given: Tensor, begin: number | Shape, size?: number | Shape | null): Tensor {
  if (given.rank === 0) throw new Error('Slicing scalar is not possible');
  const starts = typeof begin === 'number' ? [begin] : begin;
  if (starts.some((start) => start < 0)) throw new Error('slice() does not support negative begin indexing.');
  const sizes = size === undefined || size === null ? [] : typeof size === 'number' ? [size] : size;
  const ranges = given.shape.map((length, axis): [number, number] => {
    const start = starts[axis] ?? 0;
    const wanted = sizes[axis] ?? -1;
    const stop = wanted < 0 ? length : start + wanted;
    if (wanted < -1 || stop > length)
      refuse('slice', `begin ${start} + size ${wanted} is beyond ${length} in axis ${axis}.`);
    return [start, stop];
  });
  return cambium.slice(given, ...ranges);
}

function sliceOfRank(rank: number) {
  return (x: Like, begin: number | Shape, size?: number | Shape): FacadeTensor =>
    run(() => {
      const given = convert(x, 'x', `slice${rank}d`);
      checkRank(`slice${rank}d`, given, rank);
      return sliced(given, begin, size);
    });
}

export const slice1d = sliceOfRank(1);
export const slice2d = sliceOfRank(2);
export const slice3d = sliceOfRank(3);
export const slice4d = sliceOfRank(4);

export function tile(x: Like, reps: Shape): FacadeTensor {
  return run(() => {
    const given = convert(x, 'x', 'tile');
    if (given.rank !== reps.length) refuse('tile', `rank ${given.rank} does not match reps [${reps}].`);
    return cambium.tile(given, reps);
  });
}

export function reverse(x: Like, axis?: number | Shape | null): FacadeTensor {
  return run(() => cambium.flip(convert(x, 'x', 'reverse'), axis ?? undefined));
}

function reverseOfRank(rank: number) {
  return (x: Like, axis?: number | Shape): FacadeTensor =>
    run(() => {
      const given = convert(x, 'x', 'reverse');
      checkRank(`reverse${rank}d`, given, rank);
      return cambium.flip(given, rank === 1 ? 0 : axis);
    });
}

export const reverse1d = reverseOfRank(1);
export const reverse2d = reverseOfRank(2);
export const reverse3d = reverseOfRank(3);
export const reverse4d = reverseOfRank(4);

type Widths = readonly (readonly [number, number])[];

export function pad(x: Like, paddings: Widths, constantValue = 0): FacadeTensor {
  return run(() => {
    const given = convert(x, 'x', 'pad');
    if (given.rank === 0) throw new Error('pad(scalar) is not defined. Pass non-scalar to pad');
    if (paddings.flat().some((width) => width < 0)) refuse('pad', 'widths must not be negative.');
    return cambium.pad(given, paddings, { value: constantValue });
  });
}

export const pad1d = (x: Like, widths: readonly [number, number], value = 0): FacadeTensor => {
  if (widths.length !== 2) refuse('pad1d', 'Invalid number of paddings. Must be length of 2.');
  return pad(x, [widths], value);
};

function padOfRank(rank: number) {
  return (x: Like, widths: Widths, value = 0): FacadeTensor => {
    if (widths.length !== rank || !widths.every((pair) => pair.length === 2))
      refuse(`pad${rank}d`, 'Invalid number of paddings. Must be length of 2 each.');
    return pad(x, widths, value);
  };
}

export const pad2d = padOfRank(2);
export const pad3d = padOfRank(3);
export const pad4d = padOfRank(4);

export function mirrorPad(x: Like, paddings: Widths, mode: 'reflect' | 'symmetric'): FacadeTensor {
  return run(() => {
    const given = convert(x, 'x', 'mirrorPad');
    if (given.rank === 0) throw new Error('mirrorPad(scalar) is not defined. Pass non-scalar to mirrorPad');
    if (mode !== 'reflect' && mode !== 'symmetric')
      throw new Error(`Invalid mode. Mode must be either reflect or symmetric. Got ${mode}.`);
    if (paddings.flat().some((width) => width < 0)) refuse('mirrorPad', 'widths must not be negative.');
    return cambium.pad(given, paddings, { mode });
  });
}

/** The slices of Python, with TensorFlow's bit masks. */
export function stridedSlice(
  x: Like,
  begin: Shape,
  end: Shape,
  strides: Shape = begin.map(() => 1),
  beginMask = 0,
  endMask = 0,
  ellipsisMask = 0,
  newAxisMask = 0,
  shrinkAxisMask = 0,
): FacadeTensor {
  return run(() => {
    const given = convert(x, 'x', 'stridedSlice');
    const has = (mask: number, place: number): boolean => (mask & (1 << place)) !== 0;
    const ellipses = begin.filter((_, i) => has(ellipsisMask, i)).length;
    if (ellipses > 1) throw new Error('Multiple ellipses in slice is not allowed.');
    const named = begin.filter((_, i) => !has(ellipsisMask, i) && !has(newAxisMask, i)).length;
    const ranges: [number | null, number | null, number][] = [];
    const plan: ('new' | 'keep' | 'drop')[] = [];
    begin.forEach((start, i) => {
      const length = given.shape[ranges.length]!;
      // An ellipsis comes before a new axis where both are asked for.
      if (has(ellipsisMask, i)) {
        for (let left = given.rank - named; left > 0; left--) {
          ranges.push([null, null, 1]);
          plan.push('keep');
        }
      } else if (has(newAxisMask, i)) {
        plan.push('new');
      } else if (has(shrinkAxisMask, i)) {
        const place = start < 0 ? start + length : start;
        if (place < 0 || place >= length)
          refuse('stridedSlice', `slice index ${start} of axis ${ranges.length} out of bounds.`);
        ranges.push([place, place + 1, 1]);
        plan.push('drop');
      } else {
        ranges.push([has(beginMask, i) ? null : start, has(endMask, i) ? null : end[i]!, strides[i]!]);
        plan.push('keep');
      }
    });
    const cut = cambium.slice(given, ...ranges);
    const lengths = [...cut.shape];
    const shape = plan.flatMap((fate) => {
      if (fate === 'new') return [1];
      const length = lengths.shift()!;
      return fate === 'keep' ? [length] : [];
    });
    return cambium.reshape(cut, [...shape, ...lengths]);
  });
}

export function gather(x: Like, indices: Like, axis = 0, batchDims = 0): FacadeTensor {
  return run(() => {
    const [given, places] = [convert(x, 'x', 'gather'), convert(indices, 'indices', 'gather', 'int32')];
    // Batches at the end are counted from there.
    const batchAxes = batchDims < 0 ? places.rank + batchDims : batchDims;
    if (axis === 0 && batchAxes > 0)
      refuse('gather', `batchDims ${batchDims} must be less than or equal to axis ${axis}.`);
    return cambium.gather(given, places, axis, { batchAxes });
  });
}

export function oneHot(
  indices: Like,
  depth: number,
  onValue = 1,
  offValue = 0,
  dtype: cambium.DType = 'int32',
): FacadeTensor {
  return run(() => {
    if (depth < 2) throw new Error(`Error in oneHot: depth must be >=2, but it is ${depth}`);
    const places = convert(indices, 'indices', 'oneHot', 'int32');
    const hot = cambium.oneHot(places, depth, { dtype: 'bool' });
    return cambium.cast(cambium.where(hot, onValue, offValue), dtype);
  });
}

export function diag(x: Like): FacadeTensor {
  return run(() => {
    const given = convert(x, 'x', 'diag');
    // Of a tensor of higher rank the diagonal is that of its list of elements.
    const square = cambium.diag(cambium.reshape(given, [given.size]));
    return cambium.reshape(square, [...given.shape, ...given.shape]);
  });
}

export function meshgrid(
  x?: Like,
  y?: Like,
  { indexing = 'xy' }: { indexing?: 'xy' | 'ij' } = {},
): FacadeTensor[] {
  if (indexing !== 'xy' && indexing !== 'ij')
    refuse('meshgrid', `${indexing} is not a valid third argument.`);
  if (x === undefined) return [];
  return runAll(() => {
    const line = (value: Like, name: string): Tensor => {
      const given = convert(value, name, 'meshgrid', value instanceof FacadeTensor ? 'numeric' : 'float32');
      return cambium.reshape(given, [given.size]);
    };
    const lines = y === undefined ? [line(x, 'x')] : [line(x, 'x'), line(y, 'y')];
    return cambium.meshgrid(lines, { indexing });
  });
}
