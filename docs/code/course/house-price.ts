// One neuron learns from a table what houses cost: linear regression by gradient descent, with a ReLU at the end.

import { lines } from '@cambium/plot';
import {
  constantInit,
  HostRandom,
  Linear,
  meanSquaredError,
  Normalizer,
  parseCsv,
  relu,
  SGD,
  type Tensor,
  tensor,
  valueAndGrad,
  zerosInit,
} from 'cambium';
import { show } from '../kit/show.ts';

// Structured data: a table as text. Size in m², distance to the centre in km, price in thousands.
const random = new HostRandom(1);
const houses = Array.from({ length: 60 }, () => {
  const size = Math.round(random.uniform(60, 180));
  const bedrooms = Math.round(size / 50 + random.uniform(-0.5, 0.5));
  const distance = random.uniform(1, 15);
  const price = 3 * size + 15 * bedrooms - 8 * distance - 50 + random.normal(0, 15);
  return [size, bedrooms, distance.toFixed(1), price.toFixed(0)].join(',');
});
const table = ['size,bedrooms,distance,price', ...houses].join('\n');
console.log(table.split('\n').slice(0, 3).join('\n'));

const { dataset, columns } = parseCsv(table, { label: 'price' });
const { x, y } = dataset.fields;
const [features, prices] = [
  tensor(x.data, { shape: x.shape }),
  tensor(y.data, { shape: [y.data.length, 1] }),
];

// The neuron starts without an opinion: every house costs the mean price.
const scale = Normalizer.fit(features);
const meanPrice = await prices.mean().item();
const neuron = new Linear(3, 1, { weightInit: zerosInit(), biasInit: constantInit(meanPrice) });
const predict = (rows: Tensor) => relu(neuron.forward(scale.transform(rows)));

const costAndGrads = valueAndGrad(neuron, () => meanSquaredError(predict(features), prices));
const optimizer = new SGD(neuron, { learningRate: 0.05 });
const errors: [step: number, error: number][] = [];
for (let step = 0; step <= 100; step++) {
  const { value, grads } = costAndGrads();
  errors.push([step, Math.sqrt(await value.item())]);
  optimizer.step(grads);
}
console.log(`typical error before: ${errors[0]![1].toFixed(1)}, after: ${errors.at(-1)![1].toFixed(1)}`);
const weights = neuron.weight.value.dataSync();
columns.forEach((name, i) => {
  console.log(`one standard deviation more of ${name}: ${weights[i]!.toFixed(1)}`);
});
const asked = await predict(tensor([[100, 3, 5]])).item();
console.log(`100 m², 3 bedrooms, 5 km away: ${asked.toFixed(0)} thousand`);

await show('error', lines({ error: errors }, { axes: ['step', 'typical error, thousands'] }));
const guesses = predict(features).dataSync();
const compared = Array.from(y.data, (price, i) => [price, guesses[i]!] as const);
const ends = [Math.min(...y.data), Math.max(...y.data)].map((price) => [price, price] as const);
const series = { houses: compared, 'prediction = price': ends };
await show('predictions', lines(series, { axes: ['price', 'prediction'], points: ['houses'] }));
// The size alone, for a house with the mean number of bedrooms at the mean distance.
const { mean } = scale.toJSON();
const sizes = Array.from({ length: 37 }, (_, i) => 5 * i);
const outputs = predict(tensor(sizes.map((size) => [size, mean[1]!, mean[2]!]))).dataSync();
const neuronLine = sizes.map((size, i) => [size, outputs[i]!] as const);
await show('neuron', lines({ neuron: neuronLine }, { axes: ['size, m²', 'price, thousands'] }));
