// Why points without slope are saddles in many dimensions, and how optimizers leave a saddle and a plateau.

import { contourPaths, lines } from '@cambium/plot';
import {
  Adam,
  HostRandom,
  Parameter,
  RMSprop,
  SGD,
  type Tensor,
  tensor,
  unstack,
  valueAndGrad,
} from 'cambium';
import { show } from '../kit/show.ts';

// Symmetric matrices at random stand for second derivatives. A minimum needs all curvatures positive: then every pivot
// of the elimination is positive, too.
const random = new HostRandom(1);
function isMinimum(n: number): boolean {
  const m = Array.from({ length: n }, () => new Array<number>(n).fill(0));
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) m[i]![j] = m[j]![i] = random.normal(0, i === j ? Math.SQRT2 : 1);
  }
  for (let pivot = 0; pivot < n; pivot++) {
    if (m[pivot]![pivot]! <= 0) return false;
    for (let i = pivot + 1; i < n; i++) {
      const factor = m[i]![pivot]! / m[pivot]![pivot]!;
      for (let j = pivot; j < n; j++) m[i]![j]! -= factor * m[pivot]![j]!;
    }
  }
  return true;
}
for (let n = 1; n <= 5; n++) {
  const minima = Array.from({ length: 20_000 }, () => isMinimum(n)).filter(Boolean).length;
  console.log(`n = ${n}: ${(minima / 200).toFixed(2)} % are minima, 2⁻ⁿ = ${(100 / 2 ** n).toFixed(2)} %`);
}

type Place = readonly [x: number, y: number];
type Surface = (x: Tensor, y: Tensor) => Tensor;
const saddle: Surface = (x, y) => x.square().sub(y.square()).add(y.square().square().div(4));
const plateau: Surface = (x, y) => x.square().add(y.square()).div(-4).exp().neg();

/** Places on the way down, and the heights there. */
function walk(surface: Surface, start: Place, make: (point: Parameter) => SGD | RMSprop | Adam) {
  const point = new Parameter(tensor([...start]));
  const optimizer = make(point);
  const look = valueAndGrad(point, () => surface(...(unstack(point.value) as [Tensor, Tensor])));
  const path: Place[] = [];
  const heights: Place[] = [];
  for (let step = 0; step <= 60; step++) {
    const { value, grads } = look();
    path.push(point.value.toArray() as [number, number]);
    heights.push([step, value.toArray() as number]);
    optimizer.step(grads);
  }
  return { path, heights };
}
const optimizers = {
  'gradient descent': (point: Parameter) => new SGD(point, { learningRate: 0.1 }),
  momentum: (point: Parameter) => new SGD(point, { learningRate: 0.1, momentum: 0.8 }),
  RMSprop: (point: Parameter) => new RMSprop(point, { learningRate: 0.1 }),
  Adam: (point: Parameter) => new Adam(point, { learningRate: 0.3 }),
};
const entries = Object.entries(optimizers);
const onSaddle = entries.map(([name, make]) => [name, walk(saddle, [-1.8, 1e-4], make)] as const);
const onPlateau = entries.map(([name, make]) => [name, walk(plateau, [-3.6, 2.4], make)] as const);
const heightAt: (x: number, y: number) => number = (x, y) => x ** 2 - y ** 2 + y ** 4 / 4;
const grid = { x: [-2, 2], y: [-2, 2] } as const;
const paths = Object.fromEntries(onSaddle.map(([name, { path }]) => [name, path]));
await show('saddle', contourPaths(heightAt, grid, { paths }));
for (const [place, walks] of Object.entries({ saddle: onSaddle, plateau: onPlateau })) {
  const heights = Object.fromEntries(walks.map(([name, each]) => [name, each.heights]));
  await show(`${place}-heights`, lines(heights, { axes: ['step', `height, ${place}`] }));
}
