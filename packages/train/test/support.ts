// A small classification problem, and a model that can learn it.

import { ArrayDataset, DataLoader } from '@cambium/data';
import { BatchNorm, Dropout, Linear, Module } from '@cambium/layers';
import { relu, seed, type Tensor } from '@cambium/tensor';

/** Points around three centres, in order of a fixed pattern. */
export function points(count: number): ArrayDataset<'x' | 'y'> {
  const x = new Float32Array(count * 2);
  const y = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    const label = i % 3;
    const angle = (label * 2 * Math.PI) / 3;
    x[2 * i] = Math.cos(angle) + 0.4 * Math.sin(i * 12.9898);
    x[2 * i + 1] = Math.sin(angle) + 0.4 * Math.sin(i * 78.233);
    y[i] = label;
  }
  return new ArrayDataset({ x: { data: x, shape: [count, 2] }, y });
}

/** Batches of points in a new order each epoch. */
export function loaderOf(count: number, batchSize = 16): DataLoader<{ x: object; y: object }> {
  return new DataLoader(points(count), { batchSize, shuffle: true, seed: 7 });
}

/** A net with everything that makes resuming hard: dropout, running statistics. */
export class PointNet extends Module {
  readonly hidden: Linear;
  readonly norm: BatchNorm;
  readonly drop: Dropout;
  readonly output: Linear;

  constructor() {
    super();
    seed(4);
    this.hidden = new Linear(2, 16);
    this.norm = new BatchNorm(16);
    this.drop = new Dropout(0.2);
    this.output = new Linear(16, 3);
  }

  forward(x: Tensor): Tensor {
    return this.output.forward(this.drop.forward(this.norm.forward(relu(this.hidden.forward(x)))));
  }
}
