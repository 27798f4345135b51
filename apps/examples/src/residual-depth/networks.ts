// Two spirals, and the networks that are to part them.

import { ArrayDataset, HostRandom, Linear, Residual, relu, Sequential, type TrainableModel } from 'cambium';

/** Points on two spirals that turn around each other. */
export function spirals(count: number, seed: number): ArrayDataset<'x' | 'y'> {
  const random = new HostRandom(seed);
  const x = new Float32Array(2 * count);
  const y = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    y[i] = i % 2;
    const share = random.uniform();
    const angle = 3.5 * Math.PI * Math.sqrt(share) + Math.PI * y[i]!;
    const radius = 2 * Math.sqrt(share);
    x.set(
      [radius * Math.cos(angle) + random.normal(0, 0.04), radius * Math.sin(angle) + random.normal(0, 0.04)],
      2 * i,
    );
  }
  return new ArrayDataset({ x: { data: x, shape: [count, 2] }, y });
}

const width = 16;

/** Layers one after the other. */
export function plain(depth: number): TrainableModel {
  const layers = Array.from({ length: depth }, () => [new Linear(width, width), relu]);
  return new Sequential(new Linear(2, width), relu, ...layers.flat(), new Linear(width, 2));
}

/** The same layers, in pairs that a shortcut leads around. */
export function residual(depth: number): TrainableModel {
  const blocks = Array.from(
    { length: depth / 2 },
    () =>
      new Residual(new Sequential(new Linear(width, width), relu, new Linear(width, width)), {
        activation: relu,
      }),
  );
  return new Sequential(new Linear(2, width), relu, ...blocks, new Linear(width, 2));
}
