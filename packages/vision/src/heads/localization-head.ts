// Classification with localisation: one thing in the image, and where it is.

import { Linear, Module, type WeightOptions } from '@cambium/layers';
import {
  add,
  binaryCrossEntropyWithLogits,
  cast,
  crossEntropy,
  formatShape,
  mean,
  mul,
  reshape,
  sigmoid,
  slice,
  smoothL1Loss,
  squeeze,
  type Tensor,
  TensorError,
} from '@cambium/tensor';

/** What {@link LocalizationHead} says. */
export interface Localization {
  /** Logit that there is something, `[batch]`. */
  readonly presence: Tensor;
  /** Centre and size as shares of the image, `[batch, 4]`, in (0, 1). */
  readonly box: Tensor;
  /** `[batch, classes]`. */
  readonly classLogits: Tensor;
}

/**
 * The head for one thing in an image, as in the course: `[p, bx, by, bw, bh, c₁ … cₙ]` from one dense layer.
 *
 * @see course part 7
 * @example
 * ```ts
 * const head = new LocalizationHead(16, 3);
 * head.forward(zeros([2, 16])).box.shape; // [2, 4]
 * ```
 */
export class LocalizationHead extends Module {
  /** Features to the predictions. */
  readonly linear: Linear;

  constructor(features: number, classes: number, options: WeightOptions = {}) {
    super();
    this.linear = new Linear(features, 5 + classes, options);
  }

  /** @param features `[batch, features]` */
  forward(features: Tensor): Localization {
    const raw = this.linear.forward(features);
    return {
      presence: squeeze(slice(raw, null, [0, 1]), 1),
      box: sigmoid(slice(raw, null, [1, 5])),
      classLogits: slice(raw, null, [5, null]),
    };
  }
}

/** What {@link localizationLoss} compares with. */
export interface LocalizationTargets {
  /** 1 where there is something, `[batch]`. */
  readonly presence: Tensor;
  /** `[batch, 4]`, centre and size as shares of the image; anything where there is nothing. */
  readonly box: Tensor;
  /** int32 `[batch]`; any class where there is nothing. */
  readonly label: Tensor;
}

/**
 * Presence always counts; box (smooth L1) and class (cross-entropy) only where there is something.
 *
 * @returns a scalar: the mean over the batch
 * @throws TensorError `shape` if the batches differ
 * @see course part 7
 * @example
 * ```ts
 * const said = new LocalizationHead(4, 2, { biasInit: zerosInit() }).forward(zeros([1, 4]));
 * const nothing = { presence: zeros([1]), box: zeros([1, 4]), label: zeros([1], { dtype: 'int32' }) };
 * localizationLoss(said, nothing); // 0.6931
 * ```
 */
export function localizationLoss(said: Localization, wanted: LocalizationTargets): Tensor {
  const [batch] = said.presence.shape;
  if (wanted.presence.rank !== 1 || wanted.presence.shape[0] !== batch) {
    throw new TensorError(
      'localizationLoss',
      'shape',
      `presence is ${formatShape(wanted.presence.shape)}, expected [${batch}].`,
      { shapes: [said.presence.shape, wanted.presence.shape] },
    );
  }
  const isThere = cast(wanted.presence, said.presence.dtype);
  const presence = binaryCrossEntropyWithLogits(said.presence, isThere, { reduction: 'none' });
  const box = mean(smoothL1Loss(said.box, wanted.box, { reduction: 'none' }), -1);
  const label = crossEntropy(said.classLogits, wanted.label, { reduction: 'none' });
  return mean(add(presence, mul(isThere, add(box, label))));
}

/**
 * Landmarks: points in the image, as shares of its width and height.
 *
 * @see course part 7
 * @example
 * ```ts
 * new LandmarkHead(16, 5).forward(zeros([2, 16])).shape; // [2, 5, 2]
 * ```
 */
export class LandmarkHead extends Module {
  /** Features to the coordinates. */
  readonly linear: Linear;
  /** Number of points. */
  readonly points: number;

  constructor(features: number, points: number, options: WeightOptions = {}) {
    super();
    this.linear = new Linear(features, 2 * points, options);
    this.points = points;
  }

  /** @param features `[batch, features]`; @returns x and y of each point in (0, 1), `[batch, points, 2]` */
  forward(features: Tensor): Tensor {
    return reshape(sigmoid(this.linear.forward(features)), [-1, this.points, 2]);
  }
}
