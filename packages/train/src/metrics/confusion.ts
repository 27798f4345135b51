// Which class is taken for which.

import {
  add,
  bincount,
  cast,
  equal,
  mul,
  pad,
  reshape,
  State,
  scope,
  sub,
  sum,
  type Tensor,
  TensorError,
  where,
  zeros,
} from '@cambium/tensor';
import { checkClassCount, checkClasses, classPairs, countingLabels } from './classes.ts';
import type { Metric, MetricBatch } from './metric.ts';

/** Options of {@link ConfusionMatrix} and {@link meanIoU}. */
export interface ConfusionOptions {
  /** Number of classes. */
  classes: number;
  /** A label that stands for no class; such elements are not counted. */
  ignoreIndex?: number;
  /** Key in logs and history. */
  name?: string;
}

/**
 * Counts of (true class, guessed class) pairs, `[classes, classes]` int32: rows are the truth.
 *
 * @param logits `[samples, classes]`
 * @param targets int32 `[samples]`
 * @throws TensorError `shape` if they do not fit, `index` if a target is not one of the classes
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
  return scope(() =>
    countPairs('confusionMatrix', { output: logits, target: targets }, { classes: classes! }),
  );
}

/**
 * The confusion matrix of an epoch. In logs it is its accuracy, the share on the diagonal; {@link ConfusionMatrix.counts}
 * gives the whole. After `fit` it holds the last set that was measured.
 *
 * @throws TensorError `value` if `classes` is not an integer ≥ 2
 * @example
 * ```ts
 * const confusion = new ConfusionMatrix({ classes: 3 });
 * await evaluate(model, test, { loss: crossEntropy, metrics: [confusion] });
 * confusion.counts.toArray();   // row 2, column 1: how many of class 2 were taken for class 1
 * ```
 */
export class ConfusionMatrix implements Metric<number> {
  readonly name: string;
  readonly state: { readonly counts: State };
  readonly #options: ConfusionOptions;

  constructor(options: ConfusionOptions) {
    const { classes, name = 'confusion' } = options;
    checkClassCount('ConfusionMatrix', classes);
    this.name = name;
    this.#options = options;
    this.state = scope(() => ({ counts: new State(zeros([classes, classes], { dtype: 'int32' })) }));
  }

  /** Counts of (true class, guessed class) pairs, int32 `[classes, classes]`; the live tensor. */
  get counts(): Tensor {
    return this.state.counts.value;
  }

  reset(): void {
    scope(() => void this.state.counts.assign(0));
  }

  /** @throws TensorError `shape` for another number of classes, `index` if a label is not one of them */
  update(batch: MetricBatch): void {
    scope(
      () =>
        void this.state.counts.assign(add(this.counts, countPairs('ConfusionMatrix', batch, this.#options))),
    );
  }

  async result(): Promise<number> {
    const { classes } = this.#options;
    const counts = await this.counts.data();
    let [right, all] = [0, 0];
    counts.forEach((count, place) => {
      all += count;
      if (place % (classes + 1) === 0) right += count;
    });
    return right / all;
  }
}

/**
 * Mean over the classes of `TP / (TP + FP + FN)`, the overlap of guessed and true pixels. Classes that are neither there
 * nor guessed do not count.
 *
 * @throws TensorError `value` if `classes` is not an integer ≥ 2, `index` if a label is not one of the classes
 * @see Everingham et al., "The Pascal visual object classes challenge" (2010)
 * @example
 * ```ts
 * const metrics = [meanIoU({ classes: 21, ignoreIndex: 255 })];   // of logits [images, height, width, 21]
 * ```
 */
export function meanIoU(options: ConfusionOptions): Metric<number> {
  const { classes, name = 'meanIoU' } = options;
  checkClassCount('meanIoU', classes);
  const matrix = new ConfusionMatrix(options);
  return {
    name,
    state: matrix.state,
    reset: () => matrix.reset(),
    update: (batch) => matrix.update(batch),
    async result() {
      const counts = await matrix.counts.data();
      const overlaps: number[] = [];
      for (let each = 0; each < classes; each++) {
        let [actual, guessed] = [0, 0];
        for (let other = 0; other < classes; other++) {
          actual += counts[each * classes + other]!;
          guessed += counts[other * classes + each]!;
        }
        const right = counts[each * (classes + 1)]!;
        if (actual + guessed > 0) overlaps.push(right / (actual + guessed - right));
      }
      return overlaps.reduce((sum, overlap) => sum + overlap, 0) / overlaps.length;
    },
  };
}

/** Counts of pairs in a batch. Ignored elements are counted as (0, 0) and taken off again: their number is on the device. */
function countPairs(op: string, batch: MetricBatch, { classes, ignoreIndex }: ConfusionOptions): Tensor {
  checkClasses(op, batch.output, classes);
  const { guesses, labels } = classPairs(op, batch);
  const pairs = add(mul(labels, classes), guesses);
  const length = classes ** 2;
  const count = (places: Tensor): Tensor =>
    reshape(
      countingLabels(op, classes, () => bincount(places, { length })),
      [classes, classes],
    );
  if (ignoreIndex === undefined) return count(pairs);
  const isIgnored = equal(labels, ignoreIndex);
  const ignored = reshape(sum(cast(isIgnored, 'int32')), [1, 1]);
  return sub(
    count(where(isIgnored, 0, pairs)),
    pad(ignored, [
      [0, classes - 1],
      [0, classes - 1],
    ]),
  );
}
