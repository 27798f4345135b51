import { normal, ones, scaledDotProductAttention, seed, tensor } from 'cambium';
import { expectClose, expectThat } from '../../kit/exercise.ts';

export default async function check(answer: typeof import('./solution.ts')): Promise<void> {
  seed(7);
  const [query, key, value] = [normal([2, 3, 16]), normal([2, 4, 16]), normal([2, 4, 5])];
  const all = ones([3, 4], { dtype: 'bool' });
  const got = answer.attention(query, key, value, all);
  expectThat(`The output is [${got.shape}], expected [2, 3, 5].`, String(got.shape) === '2,3,5');
  const unscaled = scaledDotProductAttention(query, key, value, { scale: 1 });
  expectThat(
    'The scores are not scaled: divide them by the root of the width.',
    Number(got.sub(unscaled).abs().max().toArray()) > 1e-3,
  );
  expectClose('Attention in which all see all', got, scaledDotProductAttention(query, key, value));

  const mask = tensor([
    [true, false, false, false],
    [true, true, false, false],
    [false, true, true, true],
  ]);
  const hidden = answer.attention(query, key, value, mask);
  expectClose('A query that sees the first key alone', hidden.at(0, 0), value.at(0, 0));
  expectClose('Attention with a mask', hidden, scaledDotProductAttention(query, key, value, { mask }));
}
