import { boxIou, grad, type Tensor, tensor } from 'cambium';
import { expectClose, expectThat } from '../../kit/exercise.ts';

export default async function check(answer: typeof import('./solution.ts')): Promise<void> {
  const pairs = [
    [
      [0, 0, 4, 4],
      [2, 1, 8, 3],
    ],
    [
      [0, 0, 4, 4],
      [0, 0, 4, 4],
    ],
    [
      [10, 20, 30, 60],
      [15, 10, 50, 40],
    ],
  ] as const;
  for (const [a, b] of pairs) {
    expectClose(`The IoU of [${a}] and [${b}]`, answer.iou(a, b), boxIou(tensor([a]), tensor([b])));
  }
  const apart = [
    [5, 0, 7, 2],
    [0, 5, 2, 7],
    [3, 3, 5, 5],
  ] as const;
  for (const box of apart) {
    expectThat(
      `[0, 0, 2, 2] and [${box.join(', ')}] lie apart and share nothing. Look at the signs of the sides.`,
      answer.iou([0, 0, 2, 2], box) === 0,
    );
  }

  const predicted = tensor([
    [0.5, 0.5, 0.2, 0.4],
    [0.1, 0.9, 0.3, 0.3],
  ]);
  const wanted = tensor([
    [0.6, 0.5, 0.4, 0.4],
    [0, 0, 0, 0],
  ]);
  const presence = tensor([1, 0]);
  const loss = answer.boxLoss(predicted, wanted, presence);
  expectThat('The loss is a scalar: take the mean over the batch, too.', loss.size === 1);
  expectClose('The loss', loss, (0.1 ** 2 + 0.2 ** 2) / 4 / 2);
  const gradient = grad((boxes: Tensor) => answer.boxLoss(boxes, wanted, presence))(predicted);
  expectThat(
    'An image without a thing must not pull at its box: its gradient is zero.',
    (gradient.at(1).toArray() as number[]).every((slope) => slope === 0),
  );
  expectClose('The gradient by the first box', gradient.at(0), [-0.025, 0, -0.05, 0]);
}
