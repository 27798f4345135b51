// tf.linalg and the parts of tf.signal without complex numbers.

import type { Tensor } from 'cambium';
import * as cambium from 'cambium';
import { convert, convertAll, run, runAll } from './convert.ts';
import { FacadeTensor, type Like, refuse } from './tensor.ts';

/** Orthonormal rows that span what the rows of `x` span, without reflections. */
function orthonormal(x: Tensor): Tensor {
  const [count, length] = x.shape as [number, number];
  if (count > length)
    refuse('gramSchmidt', `Number of vectors (${count}) exceeds number of dimensions (${length}).`);
  const { q, r } = cambium.qr(cambium.transpose(x));
  return cambium.transpose(cambium.mul(q, cambium.sign(cambium.diag(r))));
}

export const linalg = {
  bandPart: (a: Like, numLower: Like, numUpper: Like): FacadeTensor =>
    run(() => {
      const given = convert(a, 'a', 'bandPart');
      if (given.rank < 2) refuse('bandPart', `Rank must be at least 2, got ${given.rank}.`);
      const limit = (value: Like, name: string, length: number): number => {
        const number =
          typeof value === 'number' ? value : Number(convert(value, name, 'bandPart', 'int32').dataSync()[0]);
        if (!Number.isInteger(number) || number > length)
          refuse('bandPart', `${name} must be an integer not greater than ${length}, got ${number}.`);
        return number < 0 ? length : number;
      };
      const lower = limit(numLower, 'numLower', given.shape.at(-2)!);
      const upper = limit(numUpper, 'numUpper', given.shape.at(-1)!);
      return cambium.tril(cambium.triu(given, -lower), upper);
    }),

  gramSchmidt: (xs: FacadeTensor | readonly FacadeTensor[]): FacadeTensor | FacadeTensor[] => {
    if (xs instanceof FacadeTensor) return run(() => orthonormal(xs.inner));
    if (xs.length === 0) refuse('gramSchmidt', 'input must not be null, undefined, or empty');
    if (xs.some(({ shape }) => shape[0] !== xs[0]!.shape[0]))
      refuse('gramSchmidt', 'Non-unique lengths found in the input vectors.');
    return runAll(() => cambium.unstack(orthonormal(cambium.stack(convertAll(xs, 'xs', 'gramSchmidt')))));
  },

  qr: (x: Like, fullMatrices = false): [FacadeTensor, FacadeTensor] => {
    const [q, r] = runAll(() => {
      const given = convert(x, 'x', 'qr');
      const factors = cambium.qr(given, { complete: fullMatrices });
      const [rows, columns] = given.shape.slice(-2) as [number, number];
      // They reflect the last row of a wide matrix, too, which changes one sign.
      if (rows > columns) return [factors.q, factors.r];
      const signs = cambium.tensor(Array.from({ length: rows }, (_, i) => (i === rows - 1 ? -1 : 1)));
      return [cambium.mul(factors.q, signs), cambium.mul(factors.r, cambium.expandDims(signs, 1))];
    });
    return [q!, r!];
  },
};

export const signal = {
  // Windows of odd lengths are symmetric there.
  hannWindow: (length: number): FacadeTensor =>
    run(() => cambium.hannWindow(length, { periodic: length % 2 === 0 })),
  hammingWindow: (length: number): FacadeTensor =>
    run(() => cambium.hammingWindow(length, { periodic: length % 2 === 0 })),

  /** Frames of a signal; with `padEnd` those that reach beyond the end are filled with `padValue`. */
  frame: (values: Like, frameLength: number, frameStep: number, padEnd = false, padValue = 0): FacadeTensor =>
    run(() => {
      const given = convert(values, 'signal', 'frame');
      const count = padEnd
        ? Math.ceil(given.size / frameStep)
        : Math.floor((given.size - frameLength) / frameStep) + 1;
      const missing = Math.max(0, (count - 1) * frameStep + frameLength - given.size);
      if (count < 1 || given.size === 0) return cambium.zeros([0, frameLength]);
      const padded = cambium.pad(given, [[0, padEnd ? missing : 0]], { value: padValue });
      return cambium.slidingWindows(padded, frameLength, frameStep, 0);
    }),
};
