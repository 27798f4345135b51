// Adafactor: the mean square of a matrix of gradients, kept as a row and a column.

import {
  clamp,
  div,
  lerp,
  matmul,
  maximum,
  mean,
  minimum,
  mul,
  norm,
  type Parameter,
  pow,
  rsqrt,
  square,
  sub,
  type Tensor,
  zeros,
} from '@cambium/tensor';
import {
  type DecayForm,
  Optimizer,
  type OptimizerOptions,
  type OptimizerTarget,
  type Slots,
  type StepContext,
} from './optimizer.ts';
import { unused } from './scalar.ts';

/** Options of {@link Adafactor}. */
export interface AdafactorOptions extends OptimizerOptions {
  /** Power of the step count that is the share of the new gradient, default −0.8. */
  varianceDecay?: number;
  /** Least mean square, default the machine epsilon of the dtype. */
  epsilon?: number | null;
  /** Least root mean square of the weights that a step is measured by, default 1e-3. */
  scaleEpsilon?: number;
  /** Greatest root mean square of a step before it is scaled, default 1. */
  clipThreshold?: number;
}

type Slot = 'rows' | 'columns' | 'meanSquare' | 'steps';

/**
 * `s ≈ r cᵀ / mean(r)` from the mean squares of the rows `r` and columns `c` (for vectors, `s` itself), with the share
 * `t^varianceDecay` of the new gradient; `u = g / √s`, scaled down where its root mean square is greater than
 * `clipThreshold`; `w ← w − max(ε₂, rms(w)) · min(η, 1/√t) · u`. Weight decay is decoupled.
 *
 * @see Shazeer and Stern, "Adafactor" (2018)
 * @example
 * ```ts
 * const optimizer = new Adafactor(model, { learningRate: 0.01 });
 * ```
 */
export class Adafactor extends Optimizer<Slot, AdafactorOptions, 'share' | 'bound'> {
  constructor(target: OptimizerTarget<AdafactorOptions>, options: AdafactorOptions = {}) {
    const filled = {
      learningRate: 0.01,
      weightDecay: 0,
      maximize: false,
      varianceDecay: -0.8,
      epsilon: null,
      scaleEpsilon: 1e-3,
      clipThreshold: 1,
      ...options,
    };
    super(target, filled, ['rows', 'columns', 'meanSquare', 'steps']);
  }

  protected override initialSlot(
    slot: Slot,
    parameter: Parameter,
    options: Required<AdafactorOptions>,
  ): Tensor {
    const { shape, dtype } = parameter;
    const isMatrix = shape.length > 1;
    if (slot === 'rows' && isMatrix) return zeros([...shape.slice(0, -1), 1], { dtype });
    if (slot === 'columns' && isMatrix) return zeros([...shape.slice(0, -2), 1, shape.at(-1)!], { dtype });
    const isUnused = slot !== 'steps' && (slot === 'meanSquare') === isMatrix;
    return isUnused ? unused(parameter) : super.initialSlot(slot, parameter, options);
  }

  protected override decayForm(): DecayForm {
    return 'rule'; // the step is measured by the weights before they shrink
  }

  protected override scalars(steps: Tensor, { varianceDecay }: Required<AdafactorOptions>) {
    return { share: pow(steps, varianceDecay), bound: pow(steps, -0.5) };
  }

  protected update(
    parameter: Parameter,
    gradient: Tensor,
    { rows, columns, meanSquare }: Slots<Slot>,
    { learningRate, options, scalars }: StepContext<AdafactorOptions, 'share' | 'bound'>,
  ): void {
    const epsilon = options.epsilon ?? (parameter.dtype === 'float64' ? 2 ** -52 : 2 ** -23);
    const squares = square(gradient);
    let variance: Tensor;
    if (parameter.shape.length > 1) {
      rows.assign(lerp(rows, mean(squares, -1, { keepDims: true }), scalars.share));
      columns.assign(lerp(columns, mean(squares, -2, { keepDims: true }), scalars.share));
      const overall = clamp(mean(rows, -2, { keepDims: true }), epsilon);
      variance = div(matmul(rows, columns), overall);
    } else {
      meanSquare.assign(lerp(meanSquare, squares, scalars.share));
      variance = meanSquare.value;
    }
    const direction = mul(rsqrt(clamp(variance, epsilon * epsilon)), gradient);
    const root = Math.sqrt(parameter.size);
    const excess = maximum(div(norm(direction), root * options.clipThreshold), 1);
    const scale = maximum(div(norm(parameter), root), options.scaleEpsilon);
    const rate = mul(scale, minimum(learningRate, scalars.bound));
    const kept = mul(parameter, sub(1, mul(learningRate, options.weightDecay)));
    parameter.assign(sub(kept, mul(div(rate, excess), direction)));
  }
}
