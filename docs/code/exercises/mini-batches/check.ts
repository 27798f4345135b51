import { grad, HostRandom, matmul, meanSquaredError, type Tensor, tensor } from 'cambium';
import { expectClose, expectThat } from '../../kit/exercise.ts';

export default async function check(answer: typeof import('./solution.ts')): Promise<void> {
  const dealt = answer.batches(10, 4, new HostRandom(1));
  expectClose(
    'The sizes of the batches of 10 samples',
    dealt.map(({ length }) => length),
    [4, 4, 2],
  );
  const all = dealt.flat();
  const sorted = [...all].sort((a, b) => a - b);
  expectClose('Each sample comes once: sorted, they', sorted, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expectThat(
    'The samples come in their old order. Shuffle them.',
    all.some((sample, i) => sample !== i),
  );
  const next = answer.batches(10, 4, new HostRandom(2)).flat();
  expectThat(
    'Another seed should give another order.',
    next.some((sample, i) => sample !== all[i]),
  );
  expectThat(
    'Ten samples in batches of 5 are two batches.',
    answer.batches(10, 5, new HostRandom(1)).length === 2,
  );

  const x = tensor([
    [1, 0],
    [2, 1],
    [0, 3],
    [1, 1],
    [-2, 1],
  ]);
  const y = tensor([[1], [0], [2], [-1], [4]]);
  const w = tensor([[0.5], [-1]]);
  const gradientOf = (from: number, to: number): Tensor => {
    const loss = (weights: Tensor) =>
      meanSquaredError(matmul(x.slice([from, to]), weights), y.slice([from, to]));
    return grad(loss)(w);
  };
  const parts = [gradientOf(0, 2), gradientOf(2, 4), gradientOf(4, 5)];
  const whole = answer.wholeGradient(parts, [2, 2, 1]);
  expectClose('The gradient over all five samples (the last batch is smaller)', whole, gradientOf(0, 5));
}
