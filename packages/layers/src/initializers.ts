// Where weights begin. Each initializer is a function of the shape and of the numbers of inputs and outputs of a unit.

import {
  type DType,
  div,
  eye,
  full,
  type Generator,
  matmul,
  mul,
  norm,
  normal,
  reshape,
  sizeOf,
  sub,
  swapAxes,
  type Tensor,
  TensorError,
  truncatedNormal,
  uniform,
} from '@cambium/tensor';

/** What an initializer is told of the weight. */
export interface WeightSpec {
  readonly shape: readonly number[];
  /** Inputs of one unit: `in` of a dense layer, `kernel · in / groups` of a convolution. */
  readonly fanIn: number;
  /** Outputs that one input feeds: `out` of a dense layer, `kernel · out` of a convolution. */
  readonly fanOut: number;
  readonly dtype: DType;
  /** Source of randomness; the default generator where absent. */
  readonly generator?: Generator;
}

/** Makes the initial value of a weight. */
export type Initializer = (spec: WeightSpec) => Tensor;

const randomOptions = ({ dtype, generator }: WeightSpec) => ({
  dtype,
  ...(generator === undefined ? {} : { generator }),
});

function symmetric(spec: WeightSpec, bound: number): Tensor {
  return uniform(spec.shape, { ...randomOptions(spec), low: -bound, high: bound });
}

function gaussian(spec: WeightSpec, std: number, mean = 0): Tensor {
  return normal(spec.shape, { ...randomOptions(spec), mean, std });
}

/** Every weight the same. With equal weights all units of a layer stay equal: see course part 2.5. */
export function constantInit(value: number): Initializer {
  return ({ shape, dtype }) => full(shape, value, { dtype });
}

/** All zeros: right for biases, wrong for weights (symmetry never breaks, course part 2.5). */
export function zerosInit(): Initializer {
  return constantInit(0);
}

/** All ones: scales of normalization layers. */
export function onesInit(): Initializer {
  return constantInit(1);
}

/** Normal with the given mean and standard deviation; the course's "small random" is `normalInit({ std: 0.01 })`. */
export function normalInit(options: { mean?: number; std?: number } = {}): Initializer {
  return (spec) => gaussian(spec, options.std ?? 0.05, options.mean ?? 0);
}

/** Uniform on `[low, high)`. */
export function uniformInit(options: { low?: number; high?: number } = {}): Initializer {
  return (spec) =>
    uniform(spec.shape, { ...randomOptions(spec), low: options.low ?? -0.05, high: options.high ?? 0.05 });
}

/** Normal, cut at two standard deviations. */
export function truncatedNormalInit(options: { mean?: number; std?: number } = {}): Initializer {
  return (spec) =>
    truncatedNormal(spec.shape, {
      ...randomOptions(spec),
      mean: options.mean ?? 0,
      std: options.std ?? 0.05,
    });
}

/** He: normal with `σ = √(2 / fanIn)`, for ReLU. He et al. 2015; course part 3.5. */
export function heNormal(): Initializer {
  return (spec) => gaussian(spec, Math.sqrt(2 / spec.fanIn));
}

/** He: uniform with the bound `√(6 / fanIn)`. */
export function heUniform(): Initializer {
  return (spec) => symmetric(spec, Math.sqrt(6 / spec.fanIn));
}

/** Glorot (Xavier): normal with `σ = √(2 / (fanIn + fanOut))`, for tanh and sigmoid. Course part 3.5. */
export function glorotNormal(): Initializer {
  return (spec) => gaussian(spec, Math.sqrt(2 / (spec.fanIn + spec.fanOut)));
}

/** Glorot (Xavier): uniform with the bound `√(6 / (fanIn + fanOut))`. */
export function glorotUniform(): Initializer {
  return (spec) => symmetric(spec, Math.sqrt(6 / (spec.fanIn + spec.fanOut)));
}

/** LeCun: normal with `σ = √(1 / fanIn)`, for SELU. */
export function lecunNormal(): Initializer {
  return (spec) => gaussian(spec, Math.sqrt(1 / spec.fanIn));
}

/** LeCun: uniform with the bound `√(3 / fanIn)`. */
export function lecunUniform(): Initializer {
  return (spec) => symmetric(spec, Math.sqrt(3 / spec.fanIn));
}

/** Uniform with the bound `1 / √fanIn`: what layers use unless told otherwise, as in PyTorch. */
export function fanInUniform(): Initializer {
  return (spec) => symmetric(spec, 1 / Math.sqrt(Math.max(1, spec.fanIn)));
}

/**
 * A random matrix with orthonormal rows or columns, times `gain`: the weight is seen as `[rest, last]`.
 *
 * Computed as the polar factor of a normal matrix by the Newton–Schulz iteration, which needs only products.
 * Saxe et al. 2013; Björck and Bowie 1971.
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

/** The identity matrix, for square dense layers and recurrent weights. */
export function identityInit(): Initializer {
  return ({ shape, dtype }) => {
    if (shape.length !== 2)
      throw new TensorError('identityInit', 'shape', `makes matrices, got [${shape.join(', ')}].`);
    return eye(shape[0]!, shape[1]!, { dtype });
  };
}
