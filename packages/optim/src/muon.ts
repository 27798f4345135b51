// Muon: momentum, made orthogonal. For weight matrices; biases and embeddings are a matter of AdamW.

import {
  add,
  div,
  lerp,
  matmul,
  maximum,
  mul,
  norm,
  type Parameter,
  sub,
  type Tensor,
  TensorError,
  transpose,
} from '@cambium/tensor';
import {
  type DecayForm,
  Optimizer,
  type OptimizerOptions,
  type OptimizerTarget,
  type Slots,
  type StepContext,
} from './optimizer.ts';

/** Options of {@link Muon}. */
export interface MuonOptions extends OptimizerOptions {
  /** Share of the old mean of gradients that a step keeps, default 0.95. */
  momentum?: number;
  /** Look ahead along the mean (Nesterov), default `true`. */
  nesterov?: boolean;
  /** Steps of the Newton–Schulz iteration, default 5. */
  iterations?: number;
  /** Added to the norm that the iteration starts from, default 1e-7. */
  epsilon?: number;
  /** Rate by shape: `shape` multiplies it by `√max(1, out / in)`, `rms` by `0.2 √max(in, out)`, as AdamW's steps are. */
  adjustment?: 'shape' | 'rms';
}

/** Of the odd polynomial that drives all singular values towards 1. */
const [first, third, fifth] = [3.4445, -4.775, 2.0315] as const;

/**
 * `m ← μ m + (1 − μ) g`, `w ← w − η′ · orthogonal(m)`: of `m = U S Vᵀ` about `U Vᵀ` is left, so that a step moves the
 * weights equally in all directions. Weight decay is decoupled, 0.1 by default. Parameters are matrices `[in, out]`.
 *
 * @see Jordan et al., "Muon: an optimizer for hidden layers" (2024)
 * @example
 * ```ts
 * const optimizer = new Muon(new Parameter(zeros([4, 3])), { learningRate: 0.02 });
 * ```
 */
export class Muon extends Optimizer<'mean', MuonOptions> {
  constructor(target: OptimizerTarget<MuonOptions>, options: MuonOptions = {}) {
    const filled = {
      learningRate: 1e-3,
      weightDecay: 0.1,
      maximize: false,
      momentum: 0.95,
      nesterov: true,
      iterations: 5,
      epsilon: 1e-7,
      adjustment: 'shape' as const,
      ...options,
    };
    super(target, filled, ['mean']);
  }

  protected override initialSlot(slot: 'mean', parameter: Parameter, options: Required<MuonOptions>): Tensor {
    if (parameter.shape.length === 2) return super.initialSlot(slot, parameter, options);
    const reason = 'trains matrices. Give the other parameters to AdamW, in an optimizer of its own.';
    throw new TensorError('Muon', 'shape', reason, { shapes: [parameter.shape] });
  }

  protected override decayForm(): DecayForm {
    return 'weights';
  }

  protected update(
    parameter: Parameter,
    gradient: Tensor,
    { mean }: Slots<'mean'>,
    { learningRate, options }: StepContext<MuonOptions, never>,
  ): void {
    mean.assign(lerp(mean, gradient, 1 - options.momentum));
    const direction = options.nesterov ? lerp(gradient, mean, options.momentum) : mean.value;
    const [fanIn, fanOut] = parameter.shape as [number, number];
    const factor =
      options.adjustment === 'rms'
        ? 0.2 * Math.sqrt(Math.max(fanIn, fanOut))
        : Math.sqrt(Math.max(1, fanOut / fanIn));
    const step = orthogonal(direction, options);
    parameter.assign(sub(parameter, mul(mul(learningRate, factor), step)));
  }
}

/** About `U Vᵀ` of `x = U S Vᵀ`, by the Newton–Schulz iteration on the wider form of the matrix. */
function orthogonal(x: Tensor, { iterations, epsilon }: Required<MuonOptions>): Tensor {
  const isTall = x.shape[0]! > x.shape[1]!;
  let wide = isTall ? transpose(x) : x;
  wide = div(wide, maximum(norm(wide), epsilon));
  for (let i = 0; i < iterations; i++) {
    const gram = matmul(wide, transpose(wide));
    const polynomial = add(mul(gram, third), mul(matmul(gram, gram), fifth));
    wide = add(mul(wide, first), matmul(polynomial, wide));
  }
  return isTall ? transpose(wide) : wide;
}
