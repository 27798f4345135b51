import { AdamW, Parameter, type Tensor, tensor } from 'cambium';
import { expectClose } from '../../kit/exercise.ts';

const dtype = 'float64';

function byLibrary(start: Tensor, gradients: readonly Tensor[], options: { weightDecay: number }): Tensor {
  const w = new Parameter(start);
  const optimizer = new AdamW(w, { learningRate: 0.1, ...options });
  for (const gradient of gradients) optimizer.step(new Map([[w, gradient.add(0)]]));
  return w.value;
}

export default async function check(answer: typeof import('./solution.ts')): Promise<void> {
  const start = tensor([1, -2, 3], { dtype });
  const first = [tensor([0.001, -50, 2], { dtype })];
  const still = { learningRate: 0.1, weightDecay: 0 };
  const afterOne = answer.adamW(start, first, still);
  // The corrected averages of one gradient are g and g²: the step is α, whatever the size of g.
  expectClose('Weights after one step without decay (each moves by α)', afterOne, [0.9, -1.9, 2.9]);

  const gradients = [first[0]!, tensor([1, 2, -1], { dtype }), tensor([0.5, 0, -3], { dtype })];
  const plain = byLibrary(start, gradients, { weightDecay: 0 });
  expectClose('Weights after three steps without decay', answer.adamW(start, gradients, still), plain, 1e-6);
  const decayed = byLibrary(start, gradients, { weightDecay: 0.5 });
  const ours = answer.adamW(start, gradients, { learningRate: 0.1, weightDecay: 0.5 });
  expectClose(
    'Weights after three steps with λ = 0.5 (λw is not a part of the gradient)',
    ours,
    decayed,
    1e-6,
  );
}
