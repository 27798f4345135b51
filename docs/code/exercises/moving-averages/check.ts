import { ema } from 'cambium';
import { expectClose } from '../../kit/exercise.ts';

export default async function check(answer: typeof import('./solution.ts')): Promise<void> {
  const first = answer.movingAverage([4], 0.98);
  expectClose('The average of the single number 4 (v₁ is divided by 1 − β¹)', first, [4]);
  const two = answer.movingAverage([4, 9], 0.98);
  expectClose('The averages of 4 and 9 with β = 0.98', two, [4, 0.2584 / 0.0396]);
  const constant = answer.movingAverage([5, 5, 5, 5], 0.9);
  expectClose('The averages of a series that does not change', constant, [5, 5, 5, 5]);
  // Whoever feeds the corrected average back into the recursion fails from the second number on.
  const series = [3, -1, 4, 1, -5, 9, 2, 6];
  const expected = ema(series, { beta: 0.9, biasCorrection: true });
  expectClose('What ema gives for eight numbers', answer.movingAverage(series, 0.9), expected);
}
