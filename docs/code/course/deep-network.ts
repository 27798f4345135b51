// A network of four layers, the shapes of all that belongs to it, and what depth can do that width cannot.

import { lines, modelGraph } from '@cambium/plot';
import {
  Adam,
  formatShape,
  Linear,
  linspace,
  meanSquaredError,
  normal,
  relu,
  Sequential,
  seed,
  summary,
  TensorError,
  tensor,
  valueAndGrad,
} from 'cambium';
import { show } from '../kit/show.ts';

// #region shapes
seed(1);
const sizes = [12288, 20, 7, 5, 1] as const;
const [n0, n1, n2, n3, n4] = sizes;
const layers = [new Linear(n0, n1), relu, new Linear(n1, n2), relu, new Linear(n2, n3), relu];
const network = new Sequential(...layers, new Linear(n3, n4));
const listed = summary(network, [1, n0]);
console.log(String(listed));
await show('network', modelGraph(listed));

const pictures = normal([10, n0]);
const { grads } = valueAndGrad(network, () => network.forward(pictures).square().mean())();
for (const [name, parameter] of network.namedParameters()) {
  console.log(
    `${name} ${formatShape(parameter.shape)}, gradient ${formatShape(grads.get(parameter)!.shape)}`,
  );
}
// #endregion shapes

// #region error
const wrong = new Sequential(new Linear(n0, n1), relu, new Linear(n2, n3));
try {
  wrong.forward(pictures);
} catch (error) {
  if (error instanceof TensorError) console.log(error.message);
}
// #endregion error

// #region depth
/** Two ReLU units that fold [0, 1]: up to 1 in the middle, and down again. */
function fold(): Sequential {
  const layer = new Sequential(new Linear(1, 2), relu, new Linear(2, 1));
  return layer.loadStateDict({
    '0.weight': tensor([[2, 4]]),
    '0.bias': tensor([0, -2]),
    '2.weight': tensor([[1], [-1]]),
    '2.bias': tensor([0]),
  });
}
const deep = new Sequential(fold(), fold(), fold(), fold());
const x = linspace(0, 1, 257).reshape([257, 1]);
const saw = deep.forward(x);

const wide = new Sequential(new Linear(1, 8), relu, new Linear(8, 1));
const lossAndGrads = valueAndGrad(wide, () => meanSquaredError(wide.forward(x), saw));
const optimizer = new Adam(wide, { learningRate: 0.02 });
for (let step = 0; step < 600; step++) optimizer.step(lossAndGrads().grads);

const [places, teeth, fitted] = [x, saw, wide.forward(x)].map((each) => each.dataSync());
const rises = Array.from(teeth!.slice(1), (height, i) => height > teeth![i]!);
const pieces = 1 + rises.slice(1).filter((rising, i) => rising !== rises[i]).length;
const missed = (await wide.forward(x).sub(saw).abs().mean().item()).toFixed(2);
console.log(`8 units in four layers: ${pieces} straight pieces; 8 units in one layer miss by ${missed}`);
const curve = (heights: typeof places) => Array.from(places!, (at, i) => [at, heights![i]!] as const);
const both = { 'four layers of 2': curve(teeth), 'one layer of 8': curve(fitted) };
await show('depth', lines(both, { axes: ['x', 'output'] }));
// #endregion depth
