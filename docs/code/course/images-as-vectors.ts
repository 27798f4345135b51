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

// #region pictures
const random = new HostRandom(1);
const places = Array.from({ length: 16 }, (_, place) => place);

/** A disc or stripes, in any colour and with noise: 16 rows of 16 pixels of red, green and blue. */
function picture(isDisc: boolean): number[][][] {
  const colour = [random.uniform(0.4, 1), random.uniform(0.4, 1), random.uniform(0.4, 1)];
  const [x, y, radius] = [random.uniform(5, 10), random.uniform(5, 10), random.uniform(3.5, 5.5)];
  const shift = random.integer(8);
  const isLit = (row: number, column: number) =>
    isDisc ? Math.hypot(row - y, column - x) < radius : (row + column + shift) % 8 < 4;
  const pixel = (base: number) => colour.map((value) => base * value + random.uniform(0, 0.2));
  return places.map((row) => places.map((column) => pixel(Number(isLit(row, column)))));
}

/** Every second picture is a disc; `isDisc` is 1 there. */
function pictures(count: number): { images: Tensor; isDisc: Tensor } {
  const answers = Array.from({ length: count }, (_, i) => i % 2 === 0);
  return { images: tensor(answers.map(picture)), isDisc: tensor(answers.map((each) => [Number(each)])) };
}
const [train, test] = [pictures(300), pictures(300)];
// #endregion pictures

// #region flatten
const photograph = zeros([1, 64, 64, 3]);
console.log(
  'a photograph',
  formatShape(photograph.shape),
  'as a row',
  formatShape(flatten(photograph).shape),
);
const rows = flatten(train.images);
console.log('our pictures', formatShape(train.images.shape), 'as rows', formatShape(rows.shape));
console.log('with a column a picture', formatShape(rows.transpose().shape));
const [green, number] = [train.images.at(0, 5, 7, 1), rows.at(0, (5 * 16 + 7) * 3 + 1)];
const [there, here] = [green, number].map((each) => each.dataSync()[0]!.toFixed(3));
console.log(`row 5, column 7, green: ${there}; number ${(5 * 16 + 7) * 3 + 1} of the row: ${here}`);
// #endregion flatten

// #region unit
const unit = new Linear(16 * 16 * 3, 1, { weightInit: zerosInit(), biasInit: zerosInit() });
const costAndGrads = valueAndGrad(unit, () => binaryCrossEntropyWithLogits(unit.forward(rows), train.isDisc));
const optimizer = new SGD(unit, { learningRate: 0.02 });
for (let step = 0; step < 300; step++) optimizer.step(costAndGrads().grads);

for (const [name, { images, isDisc }] of Object.entries({ training: train, new: test })) {
  // A positive z says disc.
  const isRight = unit.forward(flatten(images)).greater(0).equal(isDisc.greater(0.5));
  console.log(`right on ${name} pictures: ${(await isRight.cast('float32').mean().item()).toFixed(2)}`);
}
// #endregion unit

const colours = places.slice(0, 12).map((i) => {
  const image = { data: train.images.at(i).dataSync(), shape: [16, 16, 3] };
  return { image, title: i % 2 === 0 ? 'disc: 1' : 'stripes: 0' };
});
await show('pictures', imageGrid(colours, { cellSize: 72 }));
const sums = { 'mean disc': train.isDisc, 'mean of stripes': train.isDisc.neg().add(1) };
const greys = Object.entries(sums).map(
  ([title, members]) => [title, matmul(members.transpose(), rows).div(150)] as const,
);
const folded = [...greys, ['weights', unit.weight.value] as const].map(([title, vector]) => {
  const image = { data: vector.reshape([16, 16, 3]).mean(-1).dataSync(), shape: [16, 16] };
  return { image, title };
});
await show('weights', imageGrid(folded, { cellSize: 128 }));
