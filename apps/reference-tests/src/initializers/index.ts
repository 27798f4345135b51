// Initializers, and the random numbers that they are made of.

import * as tf from '@tensorflow/tfjs';
import { type DType, type Initializer, matmul, opRecord, orthogonal } from 'cambium';
import type { Comparison } from '../compare/comparison.ts';
import { type ExportedName, exportedAs } from '../compare/exported.ts';
import { ourFunction, theirFunction } from '../compare/sides.ts';
import { distributions } from './distributions.ts';
import { flat, type Sampling, sampling } from './sample.ts';

const [fanIn, fanOut] = [300, 200];
const shape = [fanIn, fanOut];
/** Deviation of a standard normal that is cut at ±2. */
const cut = 0.8796256610342398;

type Theirs = { apply(shape: number[], dtype?: 'float32'): tf.Tensor };

interface Entry {
  readonly name: ExportedName;
  readonly options?: { readonly [name: string]: number | string };
  readonly theirs: () => Theirs;
  readonly deviation: number;
  readonly bound?: number;
  readonly center?: number;
  readonly fault?: string;
}

const narrow = 'the normal distribution is cut at ±2σ, which takes 12 % of its deviation';

const entries: readonly Entry[] = [
  {
    name: 'normalInit',
    options: { mean: 1, std: 0.5 },
    theirs: () => tf.initializers.randomNormal({ mean: 1, stddev: 0.5 }),
    deviation: 0.5,
    center: 1,
  },
  {
    name: 'uniformInit',
    options: { low: -1, high: 3 },
    theirs: () => tf.initializers.randomUniform({ minval: -1, maxval: 3 }),
    ...flat(4 / Math.sqrt(12)),
    center: 1,
  },
  {
    name: 'truncatedNormalInit',
    options: { mean: 1, std: 0.5 },
    theirs: () => tf.initializers.truncatedNormal({ mean: 1, stddev: 0.5 }),
    deviation: 0.5 * cut,
    bound: 1,
    center: 1,
  },
  {
    name: 'glorotUniform',
    theirs: () => tf.initializers.glorotUniform({}),
    ...flat(Math.sqrt(2 / (fanIn + fanOut))),
  },
  { name: 'heUniform', theirs: () => tf.initializers.heUniform({}), ...flat(Math.sqrt(2 / fanIn)) },
  { name: 'lecunUniform', theirs: () => tf.initializers.leCunUniform({}), ...flat(Math.sqrt(1 / fanIn)) },
  {
    name: 'glorotNormal',
    theirs: () => tf.initializers.glorotNormal({}),
    deviation: Math.sqrt(2 / (fanIn + fanOut)),
    fault: narrow,
  },
  {
    name: 'heNormal',
    theirs: () => tf.initializers.heNormal({}),
    deviation: Math.sqrt(2 / fanIn),
    fault: narrow,
  },
  {
    name: 'lecunNormal',
    theirs: () => tf.initializers.leCunNormal({}),
    deviation: Math.sqrt(1 / fanIn),
    fault: narrow,
  },
  ...(['fanIn', 'fanOut', 'fanAvg'] as const).map((mode, i): Entry => {
    const variance = 2 / [fanIn, fanOut, (fanIn + fanOut) / 2][i]!;
    return {
      name: 'varianceScaling',
      options: { scale: 2, fanMode: mode, distribution: 'uniform' },
      theirs: () => tf.initializers.varianceScaling({ scale: 2, mode, distribution: 'uniform' }),
      ...flat(Math.sqrt(variance)),
    };
  }),
];

function spec(dtype: DType) {
  return { shape, fanIn, fanOut, dtype };
}

function made({ name, options }: Pick<Entry, 'name' | 'options'>): Initializer {
  return exportedAs<(options?: object) => Initializer>(name)(options);
}

function written({ name, options }: Pick<Entry, 'name' | 'options'>): string {
  const args = options === undefined ? '' : JSON.stringify(options);
  return `${name}(${args})({ shape: [${shape}], fanIn: ${fanIn}, fanOut: ${fanOut}, dtype: 'float32' })`;
}

function samplingOf({ theirs, options, name, ...rest }: Entry): Sampling {
  const own = { name, ...(options === undefined ? {} : { options }) };
  return {
    ...rest,
    group: 'initializer',
    subject: name,
    shape,
    ours: (_shape, dtype) => made(own)(spec(dtype)),
    theirs: () => theirs().apply([...shape], 'float32'),
    code: written(own),
  };
}

/** Initializers that leave nothing to chance. */
function fixed(
  name: 'zerosInit' | 'onesInit' | 'constantInit' | 'identityInit',
  argument: number | null,
  theirs: () => Theirs,
): Comparison {
  const make = exportedAs<(value?: number) => Initializer>(name);
  const square = [5, 5];
  return {
    group: 'initializer',
    subject: name,
    inputs: [],
    ours: ourFunction(() => make(argument ?? undefined)({ ...spec('float32'), shape: square })),
    theirs: theirFunction(() => theirs().apply([...square], 'float32')),
    code: () => `${name}(${argument ?? ''})({ shape: [5, 5], fanIn: 5, fanOut: 5, dtype: 'float32' })`,
    tolerance: opRecord('fill').tolerance,
    gradientBy: [],
  };
}

/** The product of an orthogonal matrix and itself. */
const rotation: Comparison = {
  group: 'initializer',
  subject: 'orthogonal',
  inputs: [{ shape: [1], values: [2] }],
  ours: ourFunction(([gain]) => {
    const matrix = orthogonal({ gain: 2 })({ ...spec(gain!.dtype), shape: [30, 20] });
    return matmul(matrix.transpose(), matrix);
  }),
  theirs: theirFunction(() => {
    const matrix = tf.initializers.orthogonal({ gain: 2 }).apply([30, 20], 'float32');
    return tf.matMul(matrix, matrix, true, false);
  }),
  code: () =>
    `((x) => matmul(x.transpose(), x))(orthogonal({ gain: 2 })({ shape: [30, 20], fanIn: 30, fanOut: 20, dtype: 'float32' }))`,
  tolerance: opRecord('matmul').tolerance,
  terms: 30,
  gradientBy: [],
};

/** Comparisons of all of them. */
export function initializerComparisons(): Comparison[] {
  return [
    fixed('zerosInit', null, () => tf.initializers.zeros()),
    fixed('onesInit', null, () => tf.initializers.ones()),
    fixed('constantInit', -1.5, () => tf.initializers.constant({ value: -1.5 })),
    fixed('identityInit', null, () => tf.initializers.identity({})),
    rotation,
    ...entries.flatMap((entry) => sampling(samplingOf(entry))),
    ...distributions.flatMap(sampling),
  ];
}
