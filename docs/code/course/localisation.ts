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
  slidingWindow,
  type Tensor,
  tensor,
  valueAndGrad,
} from 'cambium';
import { show } from '../kit/show.ts';

const [side, kinds] = [32, ['disc', 'square', 'triangle']];

// #region scenes
/** Images [count, size, size, 1], three in four with a shape. Boxes are centre and size, as shares of the image. */
function scenes(random: HostRandom, count: number, size: number) {
  const shape = [count, size, size, 1];
  const pixels = new Float32Array(count * size * size);
  const things = Array.from({ length: count }, (_, image) => {
    const [label, width, presence] = [
      random.integer(3),
      9 + random.integer(12),
      Number(random.integer(4) > 0),
    ];
    const [left, top] = [random.integer(size - width + 1), random.integer(size - width + 1)];
    for (let place = 0; place < presence * width * width; place++) {
      const [x, y] = [place % width, Math.floor(place / width)];
      const [across, down] = [(2 * x + 1) / width - 1, (2 * y + 1) / width - 1];
      const isInk = [across ** 2 + down ** 2 <= 1, true, Math.abs(across) <= (down + 1) / 2][label]!;
      pixels[(image * size + top + y) * size + left + x] = Number(isInk);
    }
    const box = [left + width / 2, top + width / 2, width, width].map((length) => length / size);
    return { label, presence, box };
  });
  return {
    x: tensor(pixels, { shape }).add(normal(shape, { std: 0.15 })),
    presence: tensor(things.map(({ presence }) => presence)),
    label: tensor(Int32Array.from(things, ({ label }) => label)),
    box: tensor(things.map(({ box }) => box)),
  };
}

// #endregion scenes

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

seed(4);
const model = new Locator();
const steps = 400;
const optimizer = new Adam(model, { learningRate: cosineDecay({ initial: 8e-3, duration: steps }) });
const lossAndGrads = valueAndGrad(model, (batch: ReturnType<typeof scenes>) =>
  localizationLoss(model.forward(batch.x), batch),
);
const random = new HostRandom(4);
for (let step = 0; step < steps; step++)
  scope(() => optimizer.step(lossAndGrads(scenes(random, 32, side)).grads));
// #endregion model

// #region test
// Images that it has not seen.
const test = scenes(new HostRandom(5), 200, side);
const said = model.forward(test.x);
const cornersOf = (boxes: Tensor): Tensor => convertBoxes(boxes.mul(side), 'cxcywh', 'xyxy');
const [wanted, found] = [cornersOf(test.box), cornersOf(said.box)];
const isSeen = said.presence.greater(0).equal(test.presence.greater(0));
console.log(`something or nothing: ${(100 * (await isSeen.mean().item())).toFixed(1)} % right`);
// Of the images with a thing: is the kind right, and how well do the boxes fit?
const shareOf = async (values: Tensor): Promise<number> =>
  values.mul(test.presence).sum().div(test.presence.sum()).item();
const isNamed = argMax(said.classLogits, -1).equal(test.label).cast('float32');
console.log(`kind: ${(100 * (await shareOf(isNamed))).toFixed(1)} % right`);
console.log(`mean IoU of the boxes: ${(await shareOf(diag(boxIou(found, wanted)))).toFixed(2)}`);
// #endregion test

type Corners = [number, number, number, number];
const [logits, labels] = [said.presence.dataSync(), argMax(said.classLogits, -1).dataSync()];
const shown = Array.from({ length: 12 }, (_, i) => {
  const truth = { box: wanted.at(i).toArray() as Corners, group: 1 };
  const guess = { box: found.at(i).toArray() as Corners, group: 0 };
  const isThere = Number(test.presence.at(i).toArray()) === 1;
  return {
    image: { data: test.x.at(i).dataSync(), shape: [side, side] },
    title: logits[i]! > 0 ? kinds[labels[i]!]! : 'nothing',
    boxes: [...(isThere ? [truth] : []), ...(logits[i]! > 0 ? [guess] : [])],
  };
});
await show('found', imageGrid(shown, { range: [-0.4, 1.3] }));

// #region window
// The dense head as a convolution: an answer for each window of a larger image, all in one pass.
const large = scenes(new HostRandom(9), 1, 64);
const answers = slidingWindow(model.head.linear, [4, 4, 32]).forward(model.trunk.forward(large.x));
console.log(`64×64 pixels give answers [${answers.shape}]`);
const window = model.forward(large.x.slice(null, [8, 40], [16, 48])).presence;
const [slid, alone] = [await answers.at(0, 2, 4, 0).item(), await window.at(0).item()];
console.log(`window at row 8, column 16: ${slid.toFixed(3)} in the table, ${alone.toFixed(3)} by itself`);
// #endregion window

const presence = answers.at(0).slice(null, null, [0, 1]);
const best = await argMax(presence.flatten(0), 0).item();
const [left, top] = [4 * (best % 9), 4 * Math.floor(best / 9)];
const frame = { box: [left, top, left + 32, top + 32] as Corners };
const panels = [
  { image: { data: large.x.dataSync(), shape: [64, 64] }, boxes: [frame], title: 'the best window' },
  { image: { data: presence.dataSync(), shape: [9, 9] }, title: 'logits of "something"' },
];
await show('window', imageGrid(panels, { cellSize: 192 }));
