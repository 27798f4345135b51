// Single ops: the overhead of a call, and products of matrices.

import * as tf from '@tensorflow/tfjs';
import { add, matmul, normal, scope } from 'cambium';
import type { Workload } from '../measure.ts';

/** Adds four numbers: what a call costs. */
export const add4: Workload = {
  name: 'add4',
  libraries: {
    'cambium-cpu': () => {
      const [a, b] = [normal([4]), normal([4])];
      return () => add(a, b).dispose();
    },
    'tfjs-cpu': () => {
      const [a, b] = [tf.randomNormal([4]), tf.randomNormal([4])];
      return () => tf.add(a, b).dispose();
    },
  },
};

/** A square product. */
export function squareMatmul(size: number): Workload {
  return {
    name: `matmul${size}`,
    libraries: {
      'cambium-cpu': () => {
        const [a, b] = [normal([size, size]), normal([size, size])];
        return () => scope(() => void matmul(a, b));
      },
      'tfjs-cpu': () => {
        const [a, b] = [tf.randomNormal([size, size]), tf.randomNormal([size, size])];
        return () => tf.tidy(() => void tf.matMul(a, b));
      },
    },
  };
}
