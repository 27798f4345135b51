// Penalties on the weights: what L2 and L1 do to the gradient, to the weights, and to the boundary.

import { decisionBoundary, gridPoints, histograms } from '@cambium/plot';
import {
  Adam,
  add,
  binaryCrossEntropyWithLogits,
  HostRandom,
  Linear,
  l1Penalty,
  l2Penalty,
  relu,
  Sequential,
  seed,
  sigmoid,
  type Tensor,
  tensor,
  valueAndGrad,
  zeros,
} from 'cambium';
import { show } from '../kit/show.ts';

/** Two half moons in each other, with noise. */
function moons(count: number, seed: number): { x: number[][]; y: Float32Array } {
  const random = new HostRandom(seed);
  const y = Float32Array.from({ length: count }, (_, i) => i % 2);
  const x = Array.from(y, (label) => {
    const angle = random.uniform(0, Math.PI);
    const [across, up] = [Math.cos(angle), Math.sin(angle)];
    const noise = [random.normal(0, 0.35), random.normal(0, 0.35)] as const;
    return label === 0 ? [across + noise[0], up + noise[1]] : [1 - across + noise[0], 0.5 - up + noise[1]];
  });
  return { x, y };
}
const [train, test] = [moons(60, 1), moons(1000, 2)];
const m = train.y.length;

// #region gradient
const single = new Linear(2, 1, { weightInit: ({ shape }) => tensor([2, -4], { shape }) });
const options = { strength: 3, examples: m };
const gradientOf = (penalty: () => Tensor) =>
  [...valueAndGrad(single, penalty)().grads.get(single.weight)!.dataSync()].map((each) => each.toFixed(3));
console.log(`w = 2, −4; λ/m = ${3 / m}`);
console.log(`gradient of the L2 term: ${gradientOf(() => l2Penalty(single, options)).join(', ')}`);
console.log(`gradient of the L1 term: ${gradientOf(() => l1Penalty(single, options)).join(', ')}`);
// #endregion gradient

// #region training
const penalties: Readonly<Record<string, (model: Sequential) => Tensor>> = {
  none: () => zeros([]),
  L2: (model) => l2Penalty(model, { strength: 1, examples: m }),
  L1: (model) => l1Penalty(model, { strength: 0.1, examples: m }),
};
const grid = { x: [-2.5, 3.5], y: [-2, 2.5], resolution: 40 } as const;
const plane = tensor(gridPoints(grid), { shape: [40 * 40, 2] });
const samples = train.x.map(([x, y], i) => ({ x: x!, y: y!, label: train.y[i]! }));
const weights: Record<string, ArrayLike<number>> = {};
for (const [name, penalty] of Object.entries(penalties)) {
  seed(1);
  const model = new Sequential(new Linear(2, 40), relu, new Linear(40, 40), relu, new Linear(40, 1));
  const errorOn = ({ x, y }: typeof train) =>
    binaryCrossEntropyWithLogits(model.forward(tensor(x)), tensor(y, { shape: [y.length, 1] }));
  const costAndGrads = valueAndGrad(model, () => add(errorOn(train), penalty(model)));
  const optimizer = new Adam(model, { learningRate: 0.01 });
  for (let step = 0; step < 300; step++) optimizer.step(costAndGrads().grads);
  const between = model.namedParameters().get('2.weight')!.value.dataSync();
  weights[name] = between.filter((weight) => Math.abs(weight) < 1);
  const large = between.filter((weight) => Math.abs(weight) > 0.01).length;
  const [onTrain, onTest] = [errorOn(train), errorOn(test)].map((each) => each.dataSync()[0]!.toFixed(2));
  console.log(
    `${name}: loss ${onTrain}, on new samples ${onTest}; ${large} of ${between.length} weights above 0.01`,
  );
  const chart = decisionBoundary(grid, sigmoid(model.forward(plane)).dataSync(), samples, { size: 260 });
  await show(`boundary-${name}`, chart);
}
await show('weights', histograms(weights, { title: 'Weights of the second layer, from −1 to 1' }));
// #endregion training
