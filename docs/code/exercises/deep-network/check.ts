// Tries all rows of two, four and eight bits, and watches which ops run.

import { observe, type Tensor, tensor } from 'cambium';
import { expectClose, expectThat } from '../../kit/exercise.ts';

export default async function check(answer: typeof import('./solution.ts')): Promise<void> {
  const { result, ops } = watched(() => answer.xor(tensor([0, 0, 1, 1]), tensor([0, 1, 0, 1])));
  expectClose('xor of 00, 01, 10, 11', result, [0, 1, 1, 0]);
  expectThat('xor should use ReLU units.', ops.has('relu'));
  expectThat('A unit cannot take the absolute value: use relu twice.', !ops.has('abs'));

  for (const n of [2, 4, 8]) {
    const rows = Array.from({ length: 2 ** n }, (_, i) =>
      Array.from({ length: n }, (_, bit) => (i >> bit) & 1),
    );
    const parities = answer.parity(tensor(rows));
    expectThat(
      `The parities of ${2 ** n} rows are [${2 ** n}, 1], not [${parities.shape}].`,
      parities.shape.join() === `${2 ** n},1`,
    );
    const expected = rows.map((row) => row.reduce((sum, bit) => sum + bit, 0) % 2);
    expectClose(`The parities of all rows of ${n} bits`, parities, expected);
  }

  const { result: mixed, ops: used } = watched(() => answer.parity(tensor([[1, 0, 1, 1]])));
  expectClose('The parity of 1011', mixed, 1);
  expectThat(
    'parity should be made of xor: without remainders and sums over bits.',
    !used.has('mod') && !used.has('sum'),
  );
}

function watched(run: () => Tensor): { result: Tensor; ops: Set<string> } {
  const ops = new Set<string>();
  const stop = observe((name) => void ops.add(name));
  try {
    return { result: run(), ops };
  } finally {
    stop();
  }
}
