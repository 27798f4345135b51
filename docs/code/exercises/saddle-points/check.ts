import { type Tensor, tensor } from 'cambium';
import { expectClose, expectThat } from '../../kit/exercise.ts';

export default async function check(answer: typeof import('./solution.ts')): Promise<void> {
  // x²y + 3xy has the second derivatives 2y, 2x + 3 and 0.
  const f = (point: Tensor) => {
    const [x, y] = [point.at(0), point.at(1)];
    return x.square().mul(y).add(x.mul(y).mul(3));
  };
  const second = answer.hessian(f, tensor([1, 2]));
  expectClose('The second derivatives of x²y + 3xy at (1, 2)', second, [
    [4, 5],
    [5, 0],
  ]);

  const kinds = [
    [
      [
        [2, 0],
        [0, 3],
      ],
      'minimum',
    ],
    [
      [
        [-2, 1],
        [1, -3],
      ],
      'maximum',
    ],
    [
      [
        [2, 0],
        [0, -3],
      ],
      'saddle',
    ],
    // Both numbers on the diagonal are positive, and yet there is a way down.
    [
      [
        [1, 2],
        [2, 1],
      ],
      'saddle',
    ],
  ] as const;
  for (const [matrix, kind] of kinds) {
    const said = answer.kindOf(matrix);
    expectThat(`${JSON.stringify(matrix)} belongs to a ${kind}, but the answer is ${said}.`, said === kind);
  }
}
