// A network says whether there is a shape, which, and where; then the same network slides over a larger image.

import { imageGrid } from '@cambium/plot';
import {
  Adam,
  argMax,
  boxIou,
  Conv2d,
  convertBoxes,
  cosineDecay,
  diag,
  flatten,
  HostRandom,
  type Localization,
  LocalizationHead,
  localizationLoss,
  Module,
  normal,
  relu,
  Sequential,
  scope,
  seed,
  sigmoid,
  slidingWindow,
  type Tensor,
  tensor,
  valueAndGrad,
} from 'cambium';
import { show } from '../kit/show.ts';

const [side, kinds] = [32, ['disc', 'square', 'triangle']];

/** Images [count, size, size, 1], three in four with a shape. Boxes are centre and size, as shares of the image. */
function scenes(random: HostRandom, count: number, size: number) {
  const things = Array.from({ length: count }, () => {
    const [label, width, presence] = [random.integer(3), 9 + random.integer(12), Number(random.integer(4) > 0)];
    const [left, top] = [random.integer(size - width + 1), random.integer(size - width + 1)];
    const isInk = (x: number, y: number): boolean => {
      const [across, down] = [(2 * (x + 0.5 - left)) / width - 1, (2 * (y + 0.5 - top)) / width - 1];
      if (label === 0) return across ** 2 + down ** 2 <= 1;
      return Math.abs(down) <= 1 && Math.abs(across) <= (label === 1 ? 1 : (down + 1) / 2);
    };
    const box = [left + width / 2, top + width / 2, width, width].map((length) => length / size);
    return { label, presence, box, isInk };
  });
  const shape = [count, size, size, 1];
  const pixels = Float32Array.from({ length: count * size * size }, (_, i) => {
    const { presence, isInk } = things[Math.floor(i / size ** 2)]!;
    return presence * Number(isInk(i % size, Math.floor(i / size) % size));
  });
  return {
    x: tensor(pixels, { shape }).add(normal(shape, { std: 0.15 })),
    presence: tensor(things.map(({ presence }) => presence)),
    label: tensor(Int32Array.from(things, ({ label }) => label)),
    box: tensor(things.map(({ box }) => box)),
  };
}

// #region model
class Locator extends Module {
  trunk = new Sequential(
    new Conv2d({ inChannels: 1, outChannels: 8, kernelSize: 5, stride: 2 }), // 32 → 14
    relu,
    new Conv2d({ inChannels: 8, outChannels: 16, kernelSize: 3, stride: 2 }), // 14 → 6
    relu,
    new Conv2d({ inChannels: 16, outChannels: 32, kernelSize: 3 }), // 6 → 4
    relu,
  );
  head = new LocalizationHead(4 * 4 * 32, kinds.length);

  forward(images: Tensor): Localization {
    return this.head.forward(flatten(this.trunk.forward(images)));
  }
}
// #endregion model

seed(4);
const model = new Locator();
const steps = 300;
const optimizer = new Adam(model, { learningRate: cosineDecay({ initial: 5e-3, duration: steps }) });
const lossAndGrads = valueAndGrad(model, (batch: ReturnType<typeof scenes>) =>
  localizationLoss(model.forward(batch.x), batch),
);
const random = new HostRandom(4);
for (let step = 0; step < steps; step++) scope(() => optimizer.step(lossAndGrads(scenes(random, 32, side)).grads));

// Images that it has not seen.
const test = scenes(new HostRandom(5), 200, side);
const said = model.forward(test.x);
const cornersOf = (boxes: Tensor): Tensor => convertBoxes(boxes.mul(side), 'cxcywh', 'xyxy');
const overlaps = diag(boxIou(cornersOf(said.box), cornersOf(test.box))).dataSync();
const [truth, labels] = [test.presence.dataSync(), test.label.dataSync()];
const [doubts, guesses] = [said.presence.dataSync(), argMax(said.classLogits, -1).dataSync()];
const all = Array.from(truth.keys());
const things = all.filter((i) => truth[i] === 1);
const percent = (part: readonly number[], of: readonly number[]) => `${((100 * part.length) / of.length).toFixed(1)} %`;
console.log(`right about whether there is something: ${percent(all.filter((i) => doubts[i]! > 0 === (truth[i] === 1)), all)}`);
console.log(`right kind of the things: ${percent(things.filter((i) => guesses[i] === labels[i]), things)}`);
console.log(`mean IoU of their boxes: ${(things.reduce((sum, i) => sum + overlaps[i]!, 0) / things.length).toFixed(2)}`);

type Corners = [number, number, number, number];
const [wanted, found] = [cornersOf(test.box).toArray() as Corners[], cornersOf(said.box).toArray() as Corners[]];
await show(
  'found',
  imageGrid(
    all.slice(0, 12).map((i) => ({
      image: { data: test.x.at(i).dataSync(), shape: [side, side] },
      title: doubts[i]! > 0 ? kinds[guesses[i]!]! : 'nothing',
      boxes: [
        ...(truth[i] === 1 ? [{ box: wanted[i]!, group: 1 }] : []),
        ...(doubts[i]! > 0 ? [{ box: found[i]!, group: 0 }] : []),
      ],
    })),
  ),
);

// The dense head as a convolution: an answer for each window of a larger image, all in one pass.
const large = scenes(new HostRandom(9), 1, 64);
const answers = slidingWindow(model.head.linear, [4, 4, 32]).forward(model.trunk.forward(large.x));
console.log(`64×64 pixels give answers [${answers.shape.join(', ')}]`);
const window = model.forward(large.x.slice(null, [8, 40], [16, 48])).presence;
console.log(`row 2, column 4: ${Number(answers.at(0, 2, 4, 0).toArray()).toFixed(3)}, that window alone: ${Number(window.at(0).toArray()).toFixed(3)}`);
const chances = sigmoid(answers.at(0).slice(null, null, [0, 1]));
const best = Number(argMax(chances.flatten(0), 0).toArray());
const [left, top] = [4 * (best % 9), 4 * Math.floor(best / 9)];
await show(
  'window',
  imageGrid(
    [
      { image: { data: large.x.dataSync(), shape: [64, 64] }, boxes: [{ box: [left, top, left + 32, top + 32] }], title: 'the best window' },
      { image: { data: chances.dataSync(), shape: [9, 9] }, title: 'is there something?' },
    ],
    { cellSize: 192 },
  ),
);
