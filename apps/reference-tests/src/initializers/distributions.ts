// Random functions by their moments.

import * as tf from '@tensorflow/tfjs';
import { bernoulli, cast, dropout, normal, ones, randomInteger, type Tensor, uniform } from 'cambium';
import { flat, type Sampling } from './sample.ts';

const many = [60_000];

/** The random functions behind the initializers. */
export const distributions: readonly Sampling[] = [
  {
    group: 'function',
    subject: 'uniform',
    shape: many,
    ours: (s, dtype) => uniform(s, { low: -1, high: 3, dtype: dtype as 'float32' }),
    theirs: (s) => tf.randomUniform([...s], -1, 3),
    code: 'uniform([60000], { low: -1, high: 3 })',
    ...flat(4 / Math.sqrt(12)),
    center: 1,
  },
  {
    group: 'function',
    subject: 'normal',
    shape: many,
    ours: (s, dtype) => normal(s, { mean: 2, std: 3, dtype: dtype as 'float32' }),
    theirs: (s) => tf.randomNormal([...s], 2, 3),
    code: 'normal([60000], { mean: 2, std: 3 })',
    deviation: 3,
    center: 2,
  },
  {
    group: 'function',
    subject: 'bernoulli',
    shape: many,
    ours: (s) => cast(bernoulli(0.3, s), 'float32'),
    theirs: (s) => tf.less(tf.randomUniform([...s]), 0.3),
    code: "cast(bernoulli(0.3, [60000]), 'float32')",
    deviation: Math.sqrt(0.21),
    center: 0.3,
  },
  {
    group: 'function',
    subject: 'randomInteger',
    shape: many,
    ours: (s) => cast(randomInteger(0, 11, s), 'float32'),
    theirs: (s) => tf.randomUniform([...s], 0, 11, 'int32'),
    code: "cast(randomInteger(0, 11, [60000]), 'float32')",
    deviation: Math.sqrt(10),
    center: 5,
  },
  {
    group: 'function',
    subject: 'dropout',
    shape: many,
    ours: (s, dtype): Tensor => dropout(ones(s, { dtype }), 0.25),
    theirs: (s) => tf.dropout(tf.ones([...s]), 0.25),
    code: 'dropout(ones([60000]), 0.25)',
    deviation: Math.sqrt(1 / 3),
    center: 1,
  },
];
