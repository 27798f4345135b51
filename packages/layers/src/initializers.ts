// Where weights begin. Each initializer is a function of the shape and of the numbers of inputs and outputs of a unit.

import {
  add,
  clamp,
  type DType,
  div,
  erf,
  erfInv,
  eye,
  full,
  type Generator,
  lerp,
  matmul,
  mul,
  norm,
  normal,
  reshape,
  scalar,
  sizeOf,
  sub,
  swapAxes,
  type Tensor,
  TensorError,
  uniform,
} from '@cambium/tensor';

/** What an initializer is told of the weight. */
export interface WeightSpec {
  /** Shape of the weight. */
  readonly shape: readonly number[];
  /** Inputs of one unit: `in` of a dense layer, `kernel · in / groups` of a convolution. */
  readonly fanIn: number;
  /** Outputs that one input feeds: `out` of a dense layer, `kernel · out` of a convolution. */
  readonly fanOut: number;
  /** Dtype of the weight. */
  readonly dtype: DType;
  /** Source of randomness; the default generator where absent. */
  readonly generator?: Generator;
}

/** Makes the initial value of a weight. */
export type Initializer = (spec: WeightSpec) => Tensor;

/** Where an initializer draws from. */
export const randomOptions = ({ dtype, generator }: WeightSpec) => ({
  dtype,
  ...(generator === undefined ? {} : { generator }),
});

/** Normal numbers in the shape of a weight. */
export function gaussian(spec: WeightSpec, std: number, mean = 0): Tensor {
  return normal(spec.shape, { ...randomOptions(spec), mean, std });
}

/**
 * Every weight the same. With equal weights all units of a layer stay equal: see course part 2.5.
 *
 * @example
 * ```ts
 * new Linear(1, 2, { weightInit: constantInit(0.5) }).weight;   // [[0.5, 0.5]]
 * ```
 */
export function constantInit(value: number): Initializer {
  return ({ shape, dtype }) => full(shape, value, { dtype });
}

/**
 * All zeros: right for biases, wrong for weights (symmetry never breaks, course part 2.5).
 *
 * @example
 * ```ts
 * new Linear(2, 3, { biasInit: zerosInit() }).bias;   // [0, 0, 0]
 * ```
 */
export function zerosInit(): Initializer {
  return constantInit(0);
}

/**
 * All ones: scales of normalization layers.
 *
 * @example
 * ```ts
 * new Linear(2, 3, { biasInit: onesInit() }).bias;   // [1, 1, 1]
 * ```
 */
export function onesInit(): Initializer {
  return constantInit(1);
}

/**
 * Normal with the given mean and standard deviation; the course's "small random" is `normalInit({ std: 0.01 })`.
 *
 * @example
 * ```ts
 * new Linear(4, 3, { weightInit: normalInit({ std: 0.01 }) }).weight.shape;   // [4, 3]
 * ```
 */
export function normalInit(options: { mean?: number; std?: number } = {}): Initializer {
  return (spec) => gaussian(spec, options.std ?? 0.05, options.mean ?? 0);
}

/**
 * Uniform on `[low, high)`.
 *
 * @example
 * ```ts
 * new Linear(4, 3, { weightInit: uniformInit({ low: -1, high: 1 }) }).weight.shape;   // [4, 3]
 * ```
 */
export function uniformInit(options: { low?: number; high?: number } = {}): Initializer {
  return (spec) =>
    uniform(spec.shape, { ...randomOptions(spec), low: options.low ?? -0.05, high: options.high ?? 0.05 });
}

/**
 * Normal, drawn again outside of `[low, high]`: two standard deviations from the mean unless given.
 *
 * @example
 * ```ts
 * new Linear(4, 3, { weightInit: truncatedNormalInit({ std: 0.1, low: 0, high: 0.2 }) }); // weights in [0, 0.2]
 * ```
 */
export function truncatedNormalInit(
  options: { mean?: number; std?: number; low?: number; high?: number } = {},
): Initializer {
  const { mean = 0, std = 0.05 } = options;
  const { low = mean - 2 * std, high = mean + 2 * std } = options;
  if (!(low < high))
    throw new TensorError('truncatedNormalInit', 'value', `low ${low} is not below high ${high}.`);
  const width = std * Math.SQRT2;
  return (spec) => {
    // The quantile of a uniform number between the probabilities of the bounds.
    const probability = (bound: number) => erf(scalar((bound - mean) / width, { dtype: spec.dtype }));
    const share = lerp(probability(low), probability(high), uniform(spec.shape, randomOptions(spec)));
    return clamp(add(mul(erfInv(share), width), mean), low, high);
  };
}

/**
 * A random matrix with orthonormal rows or columns, times `gain`: the weight is seen as `[rest, last]`.
 *
 * Computed as the polar factor of a normal matrix by the Newton–Schulz iteration, which needs only products.
 * Saxe et al. 2013; Björck and Bowie 1971.
 *
 * @example
 * ```ts
 * const { weight } = new Linear(2, 2, { weightInit: orthogonal() });
 * matmul(transpose(weight), weight);   // [[1, 0], [0, 1]]
 * ```
 */
export function orthogonal(options: { gain?: number } = {}): Initializer {
  return (spec) => {
    const columns = spec.shape.at(-1) ?? 1;
    const rows = sizeOf(spec.shape) / columns;
    let matrix = gaussian({ ...spec, shape: [rows, columns] }, 1);
    // The iteration converges for singular values below √3; the Frobenius norm bounds them all.
    matrix = div(matrix, norm(matrix));
    for (let i = 0; i < 40; i++) {
      const wide = rows < columns;
      const gram = wide ? matmul(matrix, swapAxes(matrix, 0, 1)) : matmul(swapAxes(matrix, 0, 1), matrix);
      const correction = wide ? matmul(gram, matrix) : matmul(matrix, gram);
      matrix = sub(mul(matrix, 1.5), mul(correction, 0.5));
    }
    return reshape(mul(matrix, options.gain ?? 1), spec.shape);
  };
}

/**
 * The identity matrix, for square dense layers and recurrent weights.
 *
 * @example
 * ```ts
 * new Linear(2, 2, { weightInit: identityInit() }).weight;   // [[1, 0], [0, 1]]
 * ```
 */
export function identityInit(): Initializer {
  return ({ shape, dtype }) => {
    if (shape.length !== 2)
      throw new TensorError('identityInit', 'shape', `makes matrices, got [${shape.join(', ')}].`);
    return eye(shape[0]!, shape[1]!, { dtype });
  };
}
