// Compares with `diagnose` on cases as in the course.

import { diagnose } from 'cambium';
import { expectClose, expectThat } from '../../kit/exercise.ts';

const cases = [
  { train: 0.01, validation: 0.11, optimal: 0 },
  { train: 0.15, validation: 0.16, optimal: 0 },
  { train: 0.15, validation: 0.158, optimal: 0.142 },
  { train: 0.15, validation: 0.32, optimal: 0 },
  { train: 0.005, validation: 0.01, optimal: 0 },
  { train: 0.2, validation: 0.19, optimal: 0.02 },
  { train: 0.03, validation: 0.05, optimal: 0.04 },
  { train: 0.08, validation: 0.12, optimal: 0.01 },
];

export default async function check(answer: typeof import('./solution.ts')): Promise<void> {
  for (const { train, validation, optimal } of cases) {
    const { avoidableBias, variance, findings } = diagnose({ train, validation }, { humanError: optimal });
    const got = answer.analyse({ train, validation, optimal });
    const where = `for training ${train}, validation ${validation}, optimal ${optimal}`;
    expectThat(
      `Variance ${where} is the validation error less the training error, not below 0.`,
      got.variance >= 0,
    );
    expectClose(`The bias ${where}`, got.bias, avoidableBias);
    expectClose(`The variance ${where}`, got.variance, variance);
    const expected = findings[0]?.problem ?? 'neither';
    expectThat(`The problem ${where} is ${expected}, not ${got.problem}.`, got.problem === expected);
  }
}
