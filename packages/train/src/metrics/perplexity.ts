// How surprised a language model is.

import { cast, crossEntropy, mul, notEqual, scope, sum } from '@cambium/tensor';
import { alignWeights } from '../sample-weights.ts';
import { RunningMean } from './mean.ts';
import type { Metric } from './metric.ts';

/** Options of {@link perplexity}. */
export interface PerplexityOptions {
  /** A target that stands for padding; it is not counted. */
  ignoreIndex?: number;
  /** Key in logs and history. */
  name?: string;
}

/**
 * Perplexity `exp(mean cross-entropy)`: among how many equally likely classes the model still hesitates. Guessing evenly
 * among `n` gives `n`, certainty gives 1.
 *
 * Outputs are logits `[..., classes]`, targets class numbers `[...]`.
 *
 * @throws TensorError as `crossEntropy` does
 * @see Jelinek et al., "Perplexity: a measure of the difficulty of speech recognition tasks" (1977)
 * @example
 * ```ts
 * await fit(model, { train, loss: crossEntropy, optimizer, epochs: 3, metrics: [perplexity({ ignoreIndex: 0 })] });
 * ```
 */
export function perplexity(options: PerplexityOptions = {}): Metric<number> {
  const { ignoreIndex, name = 'perplexity' } = options;
  const mean = new RunningMean();
  return {
    name,
    state: mean.state,
    takesWeights: true,
    reset: () => mean.reset(),
    result: async () => Math.exp(await mean.result()),
    update: ({ output, target, weights }) =>
      scope(() => {
        const ignored = ignoreIndex === undefined ? {} : { ignoreIndex };
        const losses = crossEntropy(output, target, { reduction: 'none', ...ignored });
        if (ignoreIndex === undefined) {
          mean.addEach(name, losses, weights);
          return;
        }
        const counts = cast(notEqual(target, ignoreIndex), losses.dtype);
        const importance = weights === undefined ? counts : mul(counts, alignWeights(name, weights, losses));
        mean.add(sum(mul(losses, importance)), sum(importance));
      }),
  };
}
