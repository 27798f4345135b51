// Compares the line with exact points, and with what gradient descent is after: a gradient of zero.

import { grad, meanSquaredError, type Tensor, tensor } from 'cambium';
import { expectClose, expectThat } from '../../kit/exercise.ts';

export default async function check(answer: typeof import('./solution.ts')): Promise<void> {
  const exact = answer.fitLine([50, 100, 150], [170, 320, 470]);
  expectClose('The weight of the line through (50, 170), (100, 320), (150, 470)', exact.weight, 3);
  expectClose('The bias of the line through (50, 170), (100, 320), (150, 470)', exact.bias, 20);

  const flat = answer.fitLine([1, 2, 3, 4], [7, 7, 7, 7]);
  expectClose('Weight and bias for houses of one price', [flat.weight, flat.bias], [0, 7]);

  const [sizes, prices] = [
    [1, 2, 3, 4, 6],
    [2, 3, 7, 6, 9],
  ];
  const { weight, bias } = answer.fitLine(sizes!, prices!);
  expectThat(`The weight of the third line is no finite number but ${weight}.`, Number.isFinite(weight));
  const cost = ({ w, b }: Record<'w' | 'b', Tensor>) =>
    meanSquaredError(tensor(sizes!).mul(w).add(b), tensor(prices!));
  const slopes = grad(cost)({ w: tensor(weight), b: tensor(bias) });
  expectClose(
    'At the best line the derivatives of the cost are zero. The derivative by the bias',
    slopes.b,
    0,
    1e-3,
  );
  expectClose('The derivative by the weight (are both means subtracted?)', slopes.w, 0, 1e-3);
}
