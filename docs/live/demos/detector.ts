// A small YOLO learns to find shapes, and draws its boxes.

import { ShapeDetector } from '@cambium/examples/shapes/model';
import { kinds, type Scene, scene } from '@cambium/examples/shapes/scenes';
import { imageGrid, lines } from '@cambium/plot';
import {
  Adam,
  DataLoader,
  type Detections,
  fit,
  kMeansAnchors,
  MeanAveragePrecision,
  predict,
  seed,
  stack,
  tensor,
  yoloDetect,
  yoloLoss,
  yoloTargets,
} from 'cambium';
import type { catalog } from '../catalog.ts';
import type { Demo, Frame } from '../demo.ts';
import { watch } from '../watch.ts';

const side = 64;
const batchSize = 16;
const trainSeed = 1;
const testSeed = 2;

const pictureOf = (from: number, index: number): Scene => scene(from, index, { side, most: 3 });
const pictures = (from: number, first: number, count: number): Scene[] =>
  Array.from({ length: count }, (_, i) => pictureOf(from, first + i));

export const demo: Demo<(typeof catalog)['detector']> = async ({ settings, show }) => {
  seed(1);
  const sizes = pictures(trainSeed, 0, 200).flatMap(({ things }) =>
    things.map(({ box: [x1, y1, x2, y2] }) => [x2 - x1, y2 - y1] as const),
  );
  const { sizes: anchors } = kMeansAnchors(sizes, 3, { seed: 1 });
  const options = { anchors, classes: kinds.length, imageSize: [side, side], cells: [8, 8] } as const;
  const model = new ShapeDetector(anchors, kinds.length);

  const detect = async (scenes: readonly Scene[]): Promise<Detections[]> => {
    const images = stack(scenes.map(({ image }) => tensor(image.data, { shape: image.shape })));
    return yoloDetect(await predict(model, images), options);
  };
  const drawn = async (scenes: readonly Scene[]): Promise<Frame> => {
    const found = await detect(scenes);
    const marked = scenes.map(({ image }, i) => ({ image, boxes: boxesOf(found[i]!, settings.threshold) }));
    return { pictures: { boxes: imageGrid(marked, { columns: 3, cellSize: 160 }) } };
  };

  const losses: [number, number][] = [];
  const data = {
    length: settings.steps * batchSize,
    get: (index: number) => {
      const { image, things } = pictureOf(trainSeed, index);
      return { x: image, y: yoloTargets(things, options) };
    },
  };
  await fit(model, {
    train: new DataLoader(data, { batchSize }),
    loss: (raw, targets) => yoloLoss(raw, targets, options),
    optimizer: new Adam(model, { learningRate: 3e-3 }),
    epochs: 1,
    progress: null,
    callbacks: [
      watch(
        show,
        async ({ loss, context }) => {
          losses.push([context.batch, loss]);
          const { pictures: boxes } = await drawn(pictures(testSeed, 0, 6));
          return {
            values: { loss },
            pictures: { ...boxes, loss: lines({ loss: losses }, { isLogarithmic: true }) },
          };
        },
        1500,
      ),
    ],
  });

  const metric = new MeanAveragePrecision({ classes: kinds.length, iouThresholds: [0.5] });
  const unseen = pictures(testSeed, 0, 60);
  for (const [i, found] of (await detect(unseen)).entries()) metric.add(found, unseen[i]!.things);
  await show({ values: { 'mAP@0.5': metric.result().mean } });

  let next = unseen.length;
  return async () => {
    next += 6;
    return drawn(pictures(testSeed, next, 6));
  };
};

function boxesOf({ boxes, scores, classes }: Detections, threshold: number) {
  return boxes.flatMap((box, i) => {
    const [score, kind] = [scores[i]!, classes[i]!];
    return score < threshold ? [] : [{ box, label: `${kinds[kind]} ${score.toFixed(2)}`, group: kind }];
  });
}
