// Equal weights stay equal, small ones let the signal die, large ones saturate; Xavier and He keep its size.

import { histograms, lines } from '@cambium/plot';
import {
  constantInit,
  glorotNormal,
  heNormal,
  type Initializer,
  Linear,
  meanSquaredError,
  normal,
  normalInit,
  relu,
  Sequential,
  SGD,
  seed,
  type Tensor,
  tanh,
  uniformInit,
  valueAndGrad,
  zerosInit,
} from 'cambium';
import { show } from '../kit/show.ts';

// #region symmetry
seed(1);
const [x, y] = [normal([50, 2]), normal([50, 1])];
for (const [name, weightInit] of Object.entries({
  zeros: zerosInit(),
  'all 0.5': constantInit(0.5),
  'small random': normalInit({ std: 0.01 }),
})) {
  const first = new Linear(2, 3, { weightInit, biasInit: zerosInit() });
  const network = new Sequential(first, tanh, new Linear(3, 1, { weightInit, biasInit: zerosInit() }));
  const lossAndGrads = valueAndGrad(network, () => meanSquaredError(network.forward(x), y));
  const optimizer = new SGD(network, { learningRate: 0.1 });
  for (let step = 0; step < 50; step++) optimizer.step(lossAndGrads().grads);
  // One row a unit: the weights are [inputs, units].
  const rows = lossAndGrads().grads.get(first.weight)!.transpose().toArray() as number[][];
  console.log(`${name}: ${rows.map((row) => row.map((each) => each.toFixed(4)).join(' ')).join(' | ')}`);
}
// #endregion symmetry

// #region signal
const [width, depth] = [256, 10];
const input = normal([200, width]);

/** What each of ten layers gives for one input. */
function signals(weightInit: Initializer, activation: (z: Tensor) => Tensor): Tensor[] {
  const layers = Array.from({ length: depth }, () => new Linear(width, width, { weightInit, bias: false }));
  const outputs = [input];
  for (const layer of layers) outputs.push(activation(layer.forward(outputs.at(-1)!)));
  return outputs;
}
const starts = {
  'small: 0.01 N(0, 1)': normalInit({ std: 0.01 }),
  'large: N(0, 1)': normalInit({ std: 1 }),
  Xavier: glorotNormal(),
  He: heNormal(),
  'slip: uniform on [0, 1)': uniformInit({ low: 0, high: Math.sqrt(2 / width) }),
};
const sizes = Object.entries(starts).map(([name, init]) => {
  const size = signals(init, relu).map((each) => Math.sqrt(each.square().mean().dataSync()[0]!));
  console.log(`${name}: size ${size.at(-1)!.toPrecision(2)} after ten layers of ReLU`);
  return [name, size.map((value, layer) => [layer, value] as const)] as const;
});
const axes = ['layer', 'size of the signal'] as const;
await show('signal', lines(Object.fromEntries(sizes), { axes, isLogarithmic: true }));
// #endregion signal

const fifth = (init: Initializer) => signals(init, tanh)[5]!.dataSync();
const groups = { 'N(0, 1)': fifth(starts['large: N(0, 1)']), Xavier: fifth(glorotNormal()) };
await show('saturation', histograms(groups, { title: 'Fifth layer of tanh' }));
