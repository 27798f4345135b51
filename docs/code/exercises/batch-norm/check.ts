import { batchNormTraining, grad, HostRandom, mul, sum, type Tensor, tensor } from 'cambium';
import { expectClose } from '../../kit/exercise.ts';

export default async function check(answer: typeof import('./solution.ts')): Promise<void> {
  const random = new HostRandom(7);
  const numbers = () => tensor(Array.from({ length: 5 }, () => [0, 0, 0].map(() => random.normal(1, 2))));
  const [x, dy] = [numbers(), numbers()];
  const dx = answer.batchNormGradient(x, dy);
  expectClose(
    'The gradient summed over the batch (a shift of the batch changes nothing)',
    dx.sum(0),
    [0, 0, 0],
  );
  const along = dx.mul(x.sub(x.mean(0))).sum(0);
  expectClose('Its part along x − μ (a stretch of the batch changes almost nothing)', along, [0, 0, 0], 1e-3);
  const byTape = grad((input: Tensor) => sum(mul(batchNormTraining(input).output, dy)))(x);
  expectClose('The gradient by the tape', dx, byTape);
  const wide = answer.batchNormGradient(x.mul(10), dy);
  expectClose('For an input ten times as large, the gradient', wide, byTape.div(10));
}
