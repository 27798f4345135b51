import { grad, linear, normal, relu, seed, type Tensor, zeros } from 'cambium';
import { expectClose, expectThat } from '../../kit/exercise.ts';

export default async function check(answer: typeof import('./solution.ts')): Promise<void> {
  seed(3);
  const block = {
    w1: normal([4, 4]),
    b1: normal([4]),
    w2: normal([4, 4]),
    b2: normal([4]),
  };
  const [x, upstream] = [normal([5, 4]), normal([5, 4])];
  const reference = (x: Tensor): Tensor =>
    relu(x.add(linear(relu(linear(x, block.w1, block.b1)), block.w2, block.b2)));
  const nothing = { ...block, w2: zeros([4, 4]), b2: zeros([4]) };
  expectClose(
    'A block whose second layer is zero, for inputs ≥ 0,',
    answer.forward(relu(x), nothing),
    relu(x),
  );
  expectClose('The output of the block', answer.forward(x, block), reference(x));

  const wanted = grad((x: Tensor) => reference(x).mul(upstream).sum())(x);
  const got = answer.inputGradient(x, block, upstream);
  const around = upstream.mul(reference(x).greater(0).cast('float32'));
  const through = wanted.sub(around);
  expectThat(
    'This is the gradient through the two layers alone. The path around the block brings another one: add it.',
    Number(got.sub(through).abs().max().toArray()) > 1e-4,
  );
  expectClose('The gradient by the input', got, wanted);
}
