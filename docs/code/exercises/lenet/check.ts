import { summary, TensorError } from 'cambium';
import { expectClose, expectThat } from '../../kit/exercise.ts';

/** Parameters of the notes' network for other images. */
function parametersFor(features: number, channels: number, classes: number): number {
  const convolutions = (25 * channels + 1) * 6 + (25 * 6 + 1) * 16;
  return convolutions + (features + 1) * 120 + 121 * 84 + 85 * classes;
}

export default async function check(answer: typeof import('./solution.ts')): Promise<void> {
  const cases = [
    { side: 32, channels: 1, classes: 10, features: 400 },
    { side: 28, channels: 1, classes: 10, features: 256 },
    { side: 32, channels: 3, classes: 7, features: 400 },
    { side: 41, channels: 2, classes: 3, features: 784 },
  ];
  for (const { side, channels, classes, features } of cases) {
    const name = `the network for ${side}×${side}×${channels}`;
    const model = answer.lenetFor(side, channels, classes);
    try {
      const { rows, parameters } = summary(model, [1, side, side, channels]);
      expectThat(
        `${name} gives [${rows.at(-1)?.outputShape}], expected [1, ${classes}].`,
        String(rows.find(({ path }) => path === '')?.outputShape) === `1,${classes}`,
      );
      expectClose(`The parameters of ${name}`, parameters, parametersFor(features, channels, classes));
    } catch (error) {
      if (!(error instanceof TensorError)) throw error;
      throw new Error(`In ${name} something does not fit: ${error.message}`);
    }
  }
}
