// Compares with the gains of the library, and sends a signal through twenty layers.

import { calculateGain, leakyRelu, matmul, normal, scope, seed } from 'cambium';
import { expectClose, expectThat } from '../../kit/exercise.ts';

export default async function check(answer: typeof import('./solution.ts')): Promise<void> {
  const relu = answer.initialDeviation(50, 0);
  expectThat(
    `For slope 0 you give the variance, ${relu}. The deviation is its root.`,
    Math.abs(relu - 0.04) > 1e-6,
  );
  expectClose('The deviation for 50 inputs and slope 0, which is He’s √(2/50),', relu, 0.2);
  expectClose(
    'The deviation for 100 inputs and slope 1, where nothing is lost,',
    answer.initialDeviation(100, 1),
    0.1,
  );
  for (const slope of [0.01, 0.2, 0.5]) {
    const expected = calculateGain('leakyRelu', slope) / Math.sqrt(64);
    expectClose(
      `The deviation for 64 inputs and slope ${slope}`,
      answer.initialDeviation(64, slope),
      expected,
      1e-6,
    );
  }

  seed(5);
  const std = answer.initialDeviation(256, 0.3);
  const size = scope(() => {
    let signal = normal([100, 256]);
    for (let layer = 0; layer < 20; layer++)
      signal = leakyRelu(matmul(signal, normal([256, 256], { std })), 0.3);
    return signal.square().mean();
  });
  const left = size.dataSync()[0]!;
  expectThat(
    `After twenty layers the mean square of the signal is ${left.toPrecision(2)}; it began with 1.`,
    left > 0.3 && left < 3,
  );
}
