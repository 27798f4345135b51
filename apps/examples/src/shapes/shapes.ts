// A detector for circles, squares and triangles in generated pictures.

import { imageGrid, learningCurves } from '@cambium/plot';
import {
  Adam,
  type AnchorSize,
  augment,
  cocoThresholds,
  cosineDecay,
  DataLoader,
  type Dataset,
  type Detections,
  fit,
  type HostArray,
  kMeansAnchors,
  type LabelledBox,
  MeanAveragePrecision,
  predict,
  randomFlip,
  type SampleContext,
  stack,
  tensor,
  warmUp,
  yoloDetect,
  yoloLoss,
  yoloTargets,
} from 'cambium';
import type { Example } from '../example.ts';
import { ShapeDetector } from './model.ts';
import { kinds, type Scene, scene } from './scenes.ts';

const side = 64;
const mirror = augment([randomFlip()]);

/** Generated pictures; those of another seed are others. */
function scenes(seed: number, length: number): Dataset<Scene> {
  return { length, get: (index) => scene(seed, index, { side, most: 4 }) };
}

/** Every second picture mirrored, boxes and all. */
function mirrored({ image, things }: Scene, context: SampleContext): Scene {
  const boxes = {
    data: Float32Array.from(things.flatMap(({ box }) => box)),
    shape: [things.length, 4],
    dtype: 'float32',
  } as const;
  const labels = {
    data: Int32Array.from(things, ({ label }) => label),
    shape: [things.length],
    dtype: 'int32',
  } as const;
  const moved: { image: HostArray; boxes: HostArray; labels: HostArray } = mirror(
    { image, boxes, labels },
    context,
  );
  const thing = (label: number, i: number): LabelledBox => {
    const [x1, y1, x2, y2] = moved.boxes.data.subarray(4 * i, 4 * i + 4) as Float32Array;
    return { label, box: [x1!, y1!, x2!, y2!] };
  };
  return { image: moved.image, things: Array.from(moved.labels.data as Int32Array, thing) };
}

/** The detector. */
export const shapes: Example = {
  title: 'Finding shapes',
  description:
    'A small YOLO finds circles, squares and triangles of any size and colour, and draws boxes around them.',
  course: '7',
  async run({ seed, isQuick }) {
    const [count, epochs, tests] = isQuick ? [64, 1, 32] : [4000, 16, 500];
    const data = scenes(seed, count);
    const { sizes: anchors, meanIou } = kMeansAnchors(await sizesOf(data, Math.min(count, 300)), 3, { seed });
    const options = { anchors, classes: kinds.length, imageSize: [side, side], cells: [8, 8] } as const;
    const model = new ShapeDetector(anchors, kinds.length);
    const train = new DataLoader(data, {
      batchSize: 32,
      shuffle: true,
      seed,
      transform: (picture, context) => {
        const { image, things } = mirrored(picture, context);
        return { x: image, y: yoloTargets(things, options) };
      },
    });
    const decay = cosineDecay({ initial: 4e-3, duration: epochs * train.length });
    const history = await fit(model, {
      train,
      loss: (raw, targets) => yoloLoss(raw, targets, options),
      optimizer: new Adam(model, { learningRate: warmUp(decay, { duration: 30 }) }),
      epochs,
    });

    const metric = new MeanAveragePrecision({ classes: kinds.length, iouThresholds: cocoThresholds });
    const unseen = scenes(seed + 1, tests);
    const shown: { picture: Scene; found: Detections }[] = [];
    for (let first = 0; first < tests; first += 50) {
      const pictures = await Promise.all(
        Array.from({ length: Math.min(50, tests - first) }, (_, i) => unseen.get(first + i)),
      );
      const images = stack(pictures.map(({ image }) => tensor(image.data, { shape: image.shape })));
      const found = yoloDetect(await predict(model, images), options);
      for (const [i, picture] of pictures.entries()) {
        metric.add(found[i]!, picture.things);
        if (shown.length < 12) shown.push({ picture, found: found[i]! });
      }
    }
    const { mean, byThreshold, byClass } = metric.result();
    return {
      numbers: {
        'mAP@0.5': byThreshold.get(0.5)!,
        'mAP@0.5:0.95': mean,
        'IoU of anchors': meanIou,
        ...Object.fromEntries(kinds.map((kind, i) => [`AP of ${kind}s`, byClass[i]!])),
      },
      sections: [
        {
          heading: 'What it finds in pictures that it has never seen',
          figures: [{ picture: imageGrid(shown.map(drawn), { columns: 4, cellSize: 160 }) }],
        },
        {
          heading: 'Training',
          figures: [{ picture: learningCurves(history, { title: 'Loss', isLogarithmic: true }) }],
        },
      ],
    };
  },
};

async function sizesOf(data: Dataset<Scene>, count: number): Promise<AnchorSize[]> {
  const pictures = await Promise.all(Array.from({ length: count }, (_, i) => data.get(i)));
  return pictures.flatMap(({ things }) =>
    things.map(({ box: [x1, y1, x2, y2] }): AnchorSize => [x2 - x1, y2 - y1]),
  );
}

function drawn({ picture, found }: { picture: Scene; found: Detections }) {
  const boxes = found.boxes.flatMap((box, i) => {
    const [score, kind] = [found.scores[i]!, found.classes[i]!];
    return score < 0.3 ? [] : [{ box, label: `${kinds[kind]} ${score.toFixed(2)}`, group: kind }];
  });
  return { image: picture.image, boxes };
}
