// Batch normalisation and recurrent cells.

import type { Tensor } from 'cambium';
import * as cambium from 'cambium';
import { convert, convertAll, convertOptional, run, runAll } from './convert.ts';
import { type FacadeTensor, type Like, refuse } from './tensor.ts';

export function batchNorm(
  x: Like,
  mean: Like,
  variance: Like,
  offset?: Like | null,
  scale?: Like | null,
  varianceEpsilon?: number | null,
): FacadeTensor {
  return run(() => {
    const op = 'batchNorm';
    const given = convert(x, 'x', op);
    const statistics = { mean: convert(mean, 'mean', op), variance: convert(variance, 'variance', op) };
    const [shift, factor] = [convertOptional(offset, 'offset', op), convertOptional(scale, 'scale', op)];
    for (const each of [statistics.variance, shift, factor]) {
      if (each !== null && each.rank !== statistics.mean.rank)
        refuse(op, 'mean, variance, offset and scale must have equal ranks.');
    }
    return cambium.batchNorm(given, {
      ...statistics,
      shift,
      scale: factor,
      epsilon: varianceEpsilon ?? 0.001,
    });
  });
}

function batchNormOfRank(rank: number) {
  return (
    x: Like,
    mean: Like,
    variance: Like,
    offset?: Like,
    scale?: Like,
    epsilon?: number,
  ): FacadeTensor => {
    const op = `batchNorm${rank}d`;
    const check = (value: Like | null | undefined, name: string, ranks: readonly number[]): void => {
      const given = convertOptional(value, name, op);
      if (given !== null && !ranks.includes(given.rank))
        refuse(op, `${name} must be rank ${ranks.join(' or ')} but got rank ${given.rank}.`);
    };
    check(x, 'x', [rank]);
    for (const [value, name] of [
      [mean, 'mean'],
      [variance, 'variance'],
      [offset, 'offset'],
      [scale, 'scale'],
    ] as const)
      check(value, name, [rank, 1]);
    return batchNorm(x, mean, variance, offset, scale, epsilon);
  };
}

export const batchNorm2d = batchNormOfRank(2);
export const batchNorm3d = batchNormOfRank(3);
export const batchNorm4d = batchNormOfRank(4);

/** One step of an LSTM whose gates are ordered i, g, f, o, as TensorFlow's `BasicLSTMCell`. */
export function basicLSTMCell(
  forgetBias: Like,
  lstmKernel: Like,
  lstmBias: Like,
  data: Like,
  c: Like,
  h: Like,
): [FacadeTensor, FacadeTensor] {
  const op = 'basicLSTMCell';
  const [cell, hidden] = runAll(() => {
    const input = cambium.concat([convert(data, 'data', op), convert(h, 'h', op)], 1);
    const kernel = convert(lstmKernel, 'lstmKernel', op);
    const gates = cambium.add(cambium.matmul(input, kernel), convert(lstmBias, 'lstmBias', op));
    const [i, g, f, o] = cambium.split(gates, 4, 1) as [Tensor, Tensor, Tensor, Tensor];
    const forget = cambium.add(f, convert(forgetBias, 'forgetBias', op));
    const state = cambium.lstmCell(cambium.concat([i, forget, g, o], 1), convert(c, 'c', op));
    return [state.cell, state.hidden];
  });
  return [cell!, hidden!];
}

type Cell = (data: FacadeTensor, c: FacadeTensor, h: FacadeTensor) => readonly [FacadeTensor, FacadeTensor];

export function multiRNNCell(
  lstmCells: readonly Cell[],
  data: FacadeTensor,
  c: readonly FacadeTensor[],
  h: readonly FacadeTensor[],
): [FacadeTensor[], FacadeTensor[]] {
  const [cells, hiddens]: [FacadeTensor[], FacadeTensor[]] = [[], []];
  let input = data;
  convert(data, 'data', 'multiRNNCell');
  convertAll(c, 'c', 'multiRNNCell');
  convertAll(h, 'h', 'multiRNNCell');
  lstmCells.forEach((each, i) => {
    const [cell, hidden] = each(input, c[i]!, h[i]!);
    cells.push(cell);
    hiddens.push(hidden);
    input = hidden;
  });
  return [cells, hiddens];
}
