// Pictures become rows of numbers, and one logistic unit tells discs from stripes by their pixels.

import { imageGrid } from '@cambium/plot';
import {
  binaryCrossEntropyWithLogits,
  flatten,
  formatShape,
  HostRandom,
  Linear,
  matmul,
  SGD,
  type Tensor,
  tensor,
  valueAndGrad,
  zeros,
  zerosInit,
} from 'cambium';
import { show } from '../kit/show.ts';

const [side, channels] = [16, 3];
const random = new HostRandom(1);

/** Every second picture is a disc, the others are stripes; `isDisc` has a 1 for each disc. */
function pictures(count: number): { images: Tensor; isDisc: Tensor } {
  const data = new Float32Array(count * side * side * channels);
  for (let i = 0; i < count; i++) {
    const colour = [random.uniform(0.4, 1), random.uniform(0.4, 1), random.uniform(0.4, 1)];
    const [x, y, radius] = [random.uniform(5, 10), random.uniform(5, 10), random.uniform(3.5, 5.5)];
    const shift = random.integer(8);
    for (let pixel = 0; pixel < side * side; pixel++) {
      const [row, column] = [Math.floor(pixel / side), pixel % side];
      const isLit = i % 2 === 0 ? Math.hypot(row - y, column - x) < radius : (row + column + shift) % 8 < 4;
      colour.forEach((value, channel) => {
        const place = (i * side * side + pixel) * channels + channel;
        data[place] = (isLit ? value : 0) + random.uniform(0, 0.2);
      });
    }
  }
  const labels = Float32Array.from({ length: count }, (_, i) => (i + 1) % 2);
  const images = tensor(data, { shape: [count, side, side, channels] });
  return { images, isDisc: tensor(labels, { shape: [count, 1] }) };
}

// #region flatten
const photograph = zeros([1, 64, 64, 3]);
console.log('a photograph', formatShape(photograph.shape), 'as a row', formatShape(flatten(photograph).shape));

const [train, test] = [pictures(300), pictures(300)];
const rows = flatten(train.images);
console.log('our pictures', formatShape(train.images.shape), 'as rows', formatShape(rows.shape));
console.log('the same with a column a picture', formatShape(rows.transpose().shape));

const [row, column, channel] = [5, 7, 1];
const place = (row * side + column) * channels + channel;
const values = [train.images.at(0, row, column, channel), rows.at(0, place)];
const shown = values.map((value) => value.dataSync()[0]!.toFixed(3));
console.log(`row ${row}, column ${column}, green: ${shown[0]}; number ${place} of the row: ${shown[1]}`);
// #endregion flatten

// #region unit
const unit = new Linear(side * side * channels, 1, { weightInit: zerosInit(), biasInit: zerosInit() });
const cost = () => binaryCrossEntropyWithLogits(unit.forward(rows), train.isDisc);
const costAndGrads = valueAndGrad(unit, cost);
const optimizer = new SGD(unit, { learningRate: 0.02 });
for (let step = 0; step < 300; step++) optimizer.step(costAndGrads().grads);

/** Share of pictures on the right side: a positive z says disc. */
const accuracy = ({ images, isDisc }: typeof train) =>
  unit.forward(flatten(images)).greater(0).equal(isDisc.greater(0.5)).cast('float32').mean().item();
console.log(`right on training pictures: ${(await accuracy(train)).toFixed(2)}`);
console.log(`right on new pictures: ${(await accuracy(test)).toFixed(2)}`);
// #endregion unit

const examples = Array.from({ length: 12 }, (_, i) => {
  const image = { data: train.images.at(i).dataSync(), shape: [side, side, channels] };
  return { image, title: i % 2 === 0 ? 'disc: 1' : 'stripes: 0' };
});
await show('pictures', imageGrid(examples, { cellSize: 72 }));
const grey = (vector: Tensor) => ({
  data: vector.reshape([side, side, channels]).mean(-1).dataSync(),
  shape: [side, side],
});
const meanOf = (members: Tensor) => grey(matmul(members.transpose(), rows).div(members.sum()));
const folded = [
  { image: meanOf(train.isDisc), title: 'mean disc' },
  { image: meanOf(train.isDisc.neg().add(1)), title: 'mean of stripes' },
  { image: grey(unit.weight.value), title: 'weights' },
];
await show('weights', imageGrid(folded, { cellSize: 128 }));
