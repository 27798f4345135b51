import { cosineDecay, tensor, warmUp } from 'cambium';
import { expectClose } from '../../kit/exercise.ts';

export default async function check(answer: typeof import('./solution.ts')): Promise<void> {
  const plan = { peak: 0.4, rise: 4, fall: 10 };
  const rate = (step: number) => answer.learningRate(step, plan);
  expectClose('The rates of the four steps of the rise', [0, 1, 2, 3].map(rate), [0.1, 0.2, 0.3, 0.4]);
  expectClose('The rate of step 4, where the fall begins,', rate(4), 0.4);
  expectClose('The rate half-way down, at step 9,', rate(9), 0.2);
  expectClose('The rates at the end and after it', [rate(14), rate(20)], [0, 0]);
  const schedule = warmUp(cosineDecay({ initial: 0.4, duration: 10 }), { duration: 4 });
  const steps = Array.from({ length: 16 }, (_, step) => step);
  const expected = steps.map((step) => schedule(tensor(step)).toArray() as number);
  expectClose('The rates of warmUp and cosineDecay', steps.map(rate), expected);
}
