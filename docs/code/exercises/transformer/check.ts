import { MultiHeadAttention, normal, PositionalEncoding, seed, zeros } from 'cambium';
import { expectClose, expectThat } from '../../kit/exercise.ts';

export default async function check(answer: typeof import('./solution.ts')): Promise<void> {
  seed(8);
  const x = normal([2, 5, 12]);
  const layer = new MultiHeadAttention({ features: 12, heads: 3, bias: false });
  const weights = {
    query: layer.query.weight.value,
    key: layer.key.weight.value,
    value: layer.value.weight.value,
    output: layer.output.weight.value,
  };
  const got = answer.multiHead(x, weights, 3);
  expectThat(`The output is [${got.shape}], expected [2, 5, 12].`, String(got.shape) === '2,5,12');
  const seeing = layer.forward(x);
  expectThat(
    'Places look at what comes after them: the attention has to be causal.',
    Number(got.sub(seeing).abs().max().toArray()) > 1e-4,
  );
  expectClose('Attention with three heads', got, layer.forward(x, x, x, { isCausal: true }));

  const encoding = new PositionalEncoding({ features: 6, longest: 9 }).forward(zeros([1, 9, 6])).at(0);
  for (const t of [0, 1, 8])
    expectClose(`The vector of place ${t}`, answer.placeVector(t, 6), encoding.at(t));
}
