// Follows the steps on parabolas, and tries rates below and above the limit.

import { expectClose, expectThat } from '../../kit/exercise.ts';

export default async function check(answer: typeof import('./solution.ts')): Promise<void> {
  const slope = (w: number) => 2 * (w - 3);
  const path = answer.descend(slope, -1, 0.1, 3);
  expectThat(`Three steps visit four places, the start included, not ${path.length}.`, path.length === 4);
  expectThat('The first place is the start, −1.', path[0] === -1);
  expectThat('The path goes uphill: a step subtracts α times the slope.', path[1]! > -1);
  expectClose('The places on (w − 3)² from −1 at α = 0.1', path, [-1, -0.2, 0.44, 0.952]);
  expectClose(
    'The slope has to be asked for anew at each place. On w⁴, places',
    answer.descend((w) => 4 * w ** 3, 1, 0.1, 2),
    [1, 0.6, 0.5136],
  );

  for (const curvature of [0.5, 2, 10]) {
    const limit = answer.largestRate(curvature);
    const distance = (rate: number) => Math.abs(answer.descend((w) => curvature * w, 1, rate, 200).at(-1)!);
    expectThat(
      `With a second derivative of ${curvature} and α = ${0.95 * limit}, a bit below your limit, descent diverges.`,
      distance(0.95 * limit) < 1,
    );
    expectThat(
      `With a second derivative of ${curvature} and α = ${1.05 * limit}, a bit above your limit, descent still converges.`,
      distance(1.05 * limit) > 1,
    );
  }
}
