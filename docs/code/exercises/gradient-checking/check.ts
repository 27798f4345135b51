import { expectClose, expectThat } from '../../kit/exercise.ts';

export default async function check(answer: typeof import('./solution.ts')): Promise<void> {
  const f = ([a, b, c]: readonly number[]) => a! ** 2 * b! + Math.sin(c!);
  const x = [1, 2, 0];
  const slopes = answer.numericGradient(f, x, 1e-4);
  expectClose('The gradient of a²b + sin c at (1, 2, 0)', slopes, [4, 1, 1], 1e-6);
  expectThat('x has been changed. Work on a copy.', x.join() === '1,2,0');
  // For a parabola two-sided differences are exact, whatever the step; one-sided ones are off by the step.
  const parabola = answer.numericGradient(([a]) => a! ** 2, [3], 0.5);
  expectClose('The slope of x² at 3, by two-sided differences with the step 0.5,', parabola, [6], 1e-9);

  expectClose('The error of equal gradients', answer.relativeError([1, -2], [1, -2]), 0);
  expectClose('The error of opposite gradients', answer.relativeError([3, 4], [-3, -4]), 1);
  expectClose('The error of (3, 4) and (3, 0)', answer.relativeError([3, 4], [3, 0]), 0.5);
}
