// What recurrent ops refuse: a message names the op, the shapes and what would fit.

import { createCpuBackend } from '@cambium/backend-cpu';
import { expect, it } from 'vitest';
import { gru, gruCell, lstm, lstmCell, setBackend, TensorError, zeros } from '../src/index.ts';

setBackend(createCpuBackend());

const [weight, state] = [zeros([2, 8]), { hidden: zeros([3, 2]), cell: zeros([3, 2]) }];

const refused: [string, () => unknown, string][] = [
  ['gates of another width', () => lstmCell(zeros([3, 7]), zeros([3, 2])), '[3, 8]'],
  ['gates of another batch', () => gruCell(zeros([3, 6]), zeros([2, 6]), zeros([3, 2])), '[3, 6]'],
  ['no step', () => lstm(zeros([0, 3, 8]), weight, state), '[time ≥ 1, 3, 8]'],
  ['inputs without time', () => lstm(zeros([3, 8]), weight, state), '[time ≥ 1, 3, 8]'],
  ['inputs of another batch', () => lstm(zeros([4, 2, 8]), weight, state), '[time ≥ 1, 3, 8]'],
  [
    'a transposed weight',
    () => lstm(zeros([4, 3, 8]), zeros([8, 2]), state),
    'weight is [8, 2], expected [2, 8]',
  ],
  [
    'a cell of another size',
    () => lstm(zeros([4, 3, 8]), weight, { ...state, cell: zeros([3, 3]) }),
    'cell is [3, 3], expected [3, 2]',
  ],
  ['a state without batch', () => lstm(zeros([4, 3, 8]), weight, { ...state, hidden: zeros([2]) }), 'rank 2'],
  [
    'a bias of another size',
    () => gru(zeros([4, 3, 6]), zeros([2, 6]), zeros([5]), state.hidden),
    'bias is [5], expected [6]',
  ],
];

it.each(refused)('refuses %s', (_what, call, message) => {
  expect(call).toThrow(TensorError);
  expect(call).toThrow(message);
});
