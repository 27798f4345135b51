// Which class is taken for which.

import { add, argMax, bincount, cast, mul, reshape, scope, type Tensor, TensorError } from '@cambium/tensor';

/**
 * Counts of (true class, guessed class) pairs, `[classes, classes]` int32: rows are the truth.
 *
 * @param logits `[samples, classes]`
 * @param targets int32 `[samples]`
 * @example
 * ```ts
 * confusionMatrix(tensor([[2, 1], [0, 3], [5, 1]]), tensor([0, 1, 1], { dtype: 'int32' })).toArray();   // [[1, 0], [1, 1]]
 * ```
 */
export function confusionMatrix(logits: Tensor, targets: Tensor): Tensor {
  const [samples, classes] = logits.shape;
  if (logits.rank !== 2 || targets.rank !== 1 || targets.shape[0] !== samples) {
    throw new TensorError(
      'confusionMatrix',
      'shape',
      `takes logits [samples, classes] and targets [samples], got [${logits.shape.join(', ')}] and [${targets.shape.join(', ')}].`,
      {
        shapes: [logits.shape, targets.shape],
      },
    );
  }
  return scope(() => {
    const pairs = add(mul(cast(targets, 'int32'), classes!), argMax(logits, -1));
    return reshape(bincount(pairs, { length: classes! ** 2 }), [classes!, classes!]);
  });
}
