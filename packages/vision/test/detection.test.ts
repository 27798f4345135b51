import { checkGradients, valueAndGrad } from '@cambium/autograd';
import { createCpuBackend } from '@cambium/backend-cpu';
import { Adam } from '@cambium/optim';
import {
  cast,
  mul,
  normal,
  ones,
  Parameter,
  scope,
  seed,
  setBackend,
  type Tensor,
  tensor,
  zeros,
} from '@cambium/tensor';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  type AnchorSize,
  anchorGrid,
  cocoThresholds,
  type Detections,
  kMeansAnchors,
  type LabelledBox,
  MeanAveragePrecision,
  YoloHead,
  yoloDecode,
  yoloDetect,
  yoloLoss,
  yoloTargets,
} from '../src/index.ts';

setBackend(createCpuBackend());
beforeEach(() => seed(3));

const options = {
  anchors: [
    [8, 8],
    [20, 10],
  ],
  classes: 3,
  imageSize: [32, 48],
  cells: [4, 6],
} as const;

const things: readonly LabelledBox[] = [
  { box: [3, 2, 12, 10], label: 2 },
  { box: [20, 18, 41, 27], label: 0 },
];

function targetsOf(list: readonly LabelledBox[]): Tensor {
  const { data, shape } = yoloTargets(list, options);
  return tensor(data, { shape: [1, ...shape] });
}

describe('anchors', () => {
  it('stand around the centres of the cells', () => {
    expect(anchorGrid({ cells: [1, 2], imageSize: [10, 20] }, [[4, 6]]).toArray()).toEqual([
      [3, 2, 7, 8],
      [13, 2, 17, 8],
    ]);
    expect(() => anchorGrid({ cells: [0, 2], imageSize: [10, 20] }, [[4, 6]])).toThrow(
      'cells are two whole numbers',
    );
    expect(() => anchorGrid({ cells: [1, 2], imageSize: [10, 20] }, [])).toThrow('anchors are a list');
  });

  it('by k-means find groups of sizes, and fit better the more there are', () => {
    const groups: readonly AnchorSize[] = [
      [10, 12],
      [40, 20],
      [22, 60],
    ];
    const sizes = Array.from({ length: 90 }, (_, i): AnchorSize => {
      const [width, height] = groups[i % 3]!;
      return [width + (i % 5) - 2, height + (i % 7) - 3];
    });
    const { sizes: found, meanIou } = kMeansAnchors(sizes, 3, { seed: 1 });
    found.forEach(([width, height], i) => {
      expect(Math.abs(width - groups[i]![0])).toBeLessThanOrEqual(1);
      expect(Math.abs(height - groups[i]![1])).toBeLessThanOrEqual(1);
    });
    const fits = [1, 2, 3].map((count) => kMeansAnchors(sizes, count, { seed: 1 }).meanIou);
    expect(fits[0]).toBeLessThan(fits[1]!);
    expect(fits[1]).toBeLessThan(fits[2]!);
    expect(fits[2]).toBe(meanIou);
    expect(() => kMeansAnchors(sizes, 91)).toThrow('count is a whole number from 1 to the 90 boxes');
  });
});

describe('YOLO', () => {
  it('asks the cell of the centre and the anchor of the best size', () => {
    const { data, shape } = yoloTargets(things, options);
    expect(shape).toEqual([4, 6, 2, 6]);
    const at = (row: number, column: number, anchor: number): number[] => {
      const place = ((row * 6 + column) * 2 + anchor) * 6;
      return [...(data as Float32Array).subarray(place, place + 6)];
    };
    expect(at(0, 0, 0)).toEqual([1, 3, 2, 12, 10, 2]);
    expect(at(2, 3, 1)).toEqual([1, 20, 18, 41, 27, 0]);
    expect(data.filter((_, i) => i % 6 === 0 && data[i] === 1)).toHaveLength(2);
  });

  it('leaves out anchors that fit well without fitting best', () => {
    const { data } = yoloTargets([{ box: [0, 0, 13, 9], label: 0 }], options);
    expect([data[0], data[6]].sort()).toEqual([-1, 1]);
  });

  it('gives the second box of a cell the next anchor', () => {
    const { data } = yoloTargets(
      [
        { box: [0, 0, 8, 8], label: 0 },
        { box: [0, 0, 8, 7], label: 1 },
      ],
      options,
    );
    expect([data[0], data[5], data[6], data[11]]).toEqual([1, 0, 1, 1]);
  });

  it.each([
    [{ box: [5, 5, 5, 9], label: 0 }, 'has no area'],
    [{ box: [90, 5, 99, 9], label: 0 }, 'the centre of the box [90, 5, 99, 9] is outside of the image'],
    [{ box: [0, 0, 8, 8], label: 3 }, 'label 3 is not one of the 3 classes'],
  ] as const)('refuses %o', (thing, message) => {
    expect(() => yoloTargets([thing as LabelledBox], options)).toThrow(message);
  });

  it('decodes what it encodes: a perfect output has no box loss, and is detected', () => {
    const raw = perfectOutput(things);
    expect(yoloLoss(raw, targetsOf(things), options).dataSync()[0]).toBeLessThan(0.01);
    const [seen] = yoloDetect(raw, { ...options, scoreThreshold: 0.5 });
    expect(seen!.classes).toHaveLength(2);
    for (const { box, label } of things) {
      const place = seen!.classes.indexOf(label);
      box.forEach((corner, i) => void expect(seen!.boxes[place]![i]).toBeCloseTo(corner, 3));
    }
  });

  it('has the right gradient', () => {
    const raw = cast(mul(normal([1, 4, 6, 2, 8]), 0.5), 'float64');
    const check = checkGradients((x: Tensor) => yoloDecode(x, options).boxes.mul(0.01).sin().sum(), [raw]);
    expect(check).toMatchObject({ verdict: 'good', mismatches: [] });
    const empty = cast(targetsOf([]), 'float64');
    expect(checkGradients((x: Tensor) => yoloLoss(x, empty, options), [raw])).toMatchObject({
      verdict: 'good',
    });
  });

  it('learns to see two things in an image', () => {
    const features = normal([1, 4, 6, 16]);
    const head = new YoloHead({ inChannels: 16, anchors: options.anchors, classes: 3 });
    const optimizer = new Adam(head, { learningRate: 0.05 });
    const targets = targetsOf(things);
    const step = valueAndGrad(head, () => yoloLoss(head.forward(features), targets, options));
    for (let i = 0; i < 150; i++) optimizer.step(step().grads);
    const metric = new MeanAveragePrecision({ classes: 3 });
    metric.add(yoloDetect(head.forward(features), options)[0]!, things);
    expect(metric.result().mean).toBe(1);
  });

  it('names shapes that do not fit', () => {
    expect(() => yoloDecode(zeros([1, 4, 6, 2, 7]), options)).toThrow(
      'takes [batch, rows, columns, 2 anchors, 5 + 3 classes], got [1, 4, 6, 2, 7]',
    );
    expect(() => yoloLoss(zeros([1, 4, 6, 2, 8]), ones([1, 4, 6, 2, 5]), options)).toThrow(
      'targets are [1, 4, 6, 2, 5], the output asks for [1, 4, 6, 2, 6]',
    );
  });
});

/** What a head would say that knows the truth. */
function perfectOutput(list: readonly LabelledBox[]): Tensor {
  const raw = new Parameter(mul(ones([1, 4, 6, 2, 8]), -12));
  const { data } = yoloTargets(list, options);
  const values = raw.value.toArray() as number[][][][][];
  for (let i = 0; i < data.length; i += 6) {
    if (data[i] !== 1) continue;
    const place = i / 6;
    const [anchor, column, row] = [place % 2, Math.floor(place / 2) % 6, Math.floor(place / 12)];
    const [x1, y1, x2, y2] = [data[i + 1]!, data[i + 2]!, data[i + 3]!, data[i + 4]!];
    const logit = (share: number): number => Math.log(share / (1 - share));
    const [width, height] = options.anchors[anchor]!;
    const own = values[0]![row]![column]![anchor]!;
    own.splice(
      0,
      5,
      logit((x1 + x2) / 16 - column),
      logit((y1 + y2) / 16 - row),
      Math.log((x2 - x1) / width),
      Math.log((y2 - y1) / height),
      12,
    );
    own[5 + data[i + 5]!] = 12;
  }
  return scope(() => tensor(values));
}

describe('MeanAveragePrecision', () => {
  const truth: readonly LabelledBox[] = [
    { box: [0, 0, 10, 10], label: 0 },
    { box: [20, 0, 30, 10], label: 0 },
  ];
  const seen = (...list: readonly (readonly [number, number])[]): Detections => ({
    boxes: list.map(([x]) => [x, 0, x + 10, 10]),
    scores: list.map(([, score]) => score),
    classes: list.map(() => 0),
  });

  function meanOf(detections: Detections, extra = {}): number {
    const metric = new MeanAveragePrecision({ classes: 1, ...extra });
    metric.add(detections, truth);
    return metric.result().mean;
  }

  it('is 1 if all is found and nothing else, whatever the scores', () => {
    expect(meanOf(seen([0, 0.2], [20, 0.9]))).toBe(1);
    expect(meanOf(seen([0, 0.2], [20, 0.9]), { interpolation: 'coco' })).toBe(1);
  });

  it('counts by hand: right, wrong, right', () => {
    // Precision 1 up to recall 1/2, then 2/3.
    expect(meanOf(seen([0, 0.9], [50, 0.8], [20, 0.7]))).toBeCloseTo(0.5 + 0.5 * (2 / 3), 12);
    expect(meanOf(seen([0, 0.9], [50, 0.8], [20, 0.7]), { interpolation: 'coco' })).toBeCloseTo(
      (51 + 50 * (2 / 3)) / 101,
      12,
    );
  });

  it('counts a second detection of one thing as wrong, and things that are missed as lost', () => {
    expect(meanOf(seen([0, 0.9], [1, 0.8]))).toBe(0.5);
    expect(meanOf(seen())).toBe(0);
  });

  it('asks for more overlap at higher thresholds', () => {
    // IoU 9/11 = 0.82: right up to the threshold 0.8.
    const metric = new MeanAveragePrecision({ classes: 1, iouThresholds: cocoThresholds });
    metric.add(seen([1, 0.9], [21, 0.8]), truth);
    const { mean, byThreshold } = metric.result();
    expect(byThreshold.get(0.8)).toBe(1);
    expect(byThreshold.get(0.85)).toBe(0);
    expect(mean).toBeCloseTo(0.7, 12);
  });

  it('agrees with a computation by hand over images, classes and thresholds', () => {
    const metric = new MeanAveragePrecision({ classes: 2, iouThresholds: [0.5, 0.75, 0.9] });
    const box = (x: number, shift: number) => [x + shift, 0, x + shift + 10, 10] as const;
    // Shifted by 1, 2 and 3 of 10 pixels, boxes overlap by 9/11 = 0.82, 8/12 = 0.67 and 7/13 = 0.54.
    metric.add(
      {
        boxes: [box(0, 1), box(20, 0), box(60, 0), box(40, 2)],
        scores: [0.9, 0.6, 0.8, 0.7],
        classes: [0, 0, 0, 1],
      },
      [
        { box: box(0, 0), label: 0 },
        { box: box(20, 0), label: 0 },
        { box: box(40, 0), label: 1 },
      ],
    );
    metric.add({ boxes: [box(0, 3), box(20, 0)], scores: [0.7, 0.5], classes: [0, 1] }, [
      { box: box(0, 0), label: 0 },
      { box: box(20, 0), label: 1 },
    ]);
    // Class 0 by falling score: 0.82, nothing, 0.54, 1; of three things. Class 1: 0.67, 1; of two.
    const first = [
      (1 + 3 / 4 + 3 / 4) / 3, // right, wrong, right, right: precision 1, 1/2, 2/3, 3/4, and the greatest from there on
      (1 + 1 / 2) / 3, // right, wrong, wrong, right: 1, …, 2/4
      1 / 4 / 3, // only the last
    ];
    const second = [1, 1 / 2 / 2, 1 / 2 / 2];
    const { byThreshold, byClass, mean } = metric.result();
    const average = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    [0.5, 0.75, 0.9].forEach((threshold, i) => {
      expect(byThreshold.get(threshold)).toBeCloseTo(average([first[i]!, second[i]!]), 12);
    });
    expect(byClass[0]).toBeCloseTo(average(first), 12);
    expect(byClass[1]).toBeCloseTo(average(second), 12);
    expect(mean).toBeCloseTo(average([...first, ...second]), 12);
  });

  it('leaves out classes without a thing, and keeps images apart', () => {
    const metric = new MeanAveragePrecision({ classes: 2 });
    metric.add(seen([0, 0.9]), []);
    metric.add(seen(), [truth[0]!]);
    expect(metric.result().byClass).toEqual([0, Number.NaN]);
  });

  it('refuses what does not fit', () => {
    expect(() => new MeanAveragePrecision({ classes: 0 })).toThrow('classes is a whole number > 0');
    expect(() => new MeanAveragePrecision({ classes: 1, iouThresholds: [] })).toThrow(
      'iouThresholds are in (0, 1]',
    );
    const metric = new MeanAveragePrecision({ classes: 1 });
    expect(() => metric.add({ boxes: [], scores: [1], classes: [] }, [])).toThrow('0 boxes, 1 scores');
    expect(() => metric.add({ boxes: [[0, 0, 1, 1]], scores: [1], classes: [1] }, [])).toThrow(
      'class 1 is not one of 1',
    );
    const one: Detections = { boxes: [[0, 0, 1, 1]], scores: [Number.NaN], classes: [0] };
    expect(() => metric.add(one, [])).toThrow('score 0 is NaN');
    expect(() => metric.add({ ...one, scores: [1] }, [{ box: [4, 4, 2, 2], label: 0 }])).toThrow(
      'has no area',
    );
    const tensors = { ...one, scores: tensor([1]) as never };
    expect(() => metric.add(tensors, [])).toThrow('takes lists of boxes, scores and classes');
    expect(metric.result().mean).toBeNaN();
  });
});
