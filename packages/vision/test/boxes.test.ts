import { checkGradients } from '@cambium/autograd';
import { createCpuBackend } from '@cambium/backend-cpu';
import { cast, seed, setBackend, type Tensor, tensor, uniform } from '@cambium/tensor';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  batchedNms,
  boxArea,
  boxIou,
  clipBoxes,
  completeBoxIou,
  completeIouLoss,
  convertBoxes,
  distanceBoxIou,
  distanceIouLoss,
  generalizedBoxIou,
  generalizedIouLoss,
  nms,
  softNms,
} from '../src/index.ts';

setBackend(createCpuBackend());
beforeEach(() => seed(4));

/** Random boxes as corners, in double precision. */
function someBoxes(count: number): Tensor {
  const sizes = cast(uniform([count, 4], { low: 1, high: 9 }), 'float64');
  return convertBoxes(sizes, 'xywh', 'xyxy');
}

const formats = ['xyxy', 'xywh', 'cxcywh'] as const;

describe('convertBoxes', () => {
  const same = {
    xyxy: [10, 20, 30, 60],
    xywh: [10, 20, 20, 40],
    cxcywh: [20, 40, 20, 40],
  };

  it.each(formats.flatMap((from) => formats.map((to) => [from, to] as const)))(
    'from %s to %s',
    (from, to) => {
      expect(convertBoxes(tensor([same[from]]), from, to).toArray()).toEqual([same[to]]);
    },
  );

  it('says what boxes look like, and which formats there are', () => {
    expect(() => convertBoxes(tensor([1, 2, 3]), 'xyxy', 'xywh')).toThrow('boxes are [..., 4], got [3]');
    expect(() => convertBoxes(tensor([1, 2, 3, 4]), 'yxyx' as never, 'xywh')).toThrow(
      'there is no format yxyx',
    );
  });
});

it('boxArea and clipBoxes calculate with corners', () => {
  expect(
    boxArea(
      tensor([
        [0, 0, 2, 3],
        [1, 1, 1, 5],
      ]),
    ).toArray(),
  ).toEqual([6, 0]);
  expect(clipBoxes(tensor([[-5, 10, 50, 90]]), [64, 48]).toArray()).toEqual([[0, 10, 48, 64]]);
});

describe('IoU and its relatives', () => {
  const measures = { boxIou, generalizedBoxIou, distanceBoxIou, completeBoxIou };

  it.each(Object.entries(measures))('%s is 1 for a box and itself, and symmetric', (_, measure) => {
    const boxes = someBoxes(5);
    const values = measure(boxes, boxes).toArray() as number[][];
    values.forEach((row, i) => {
      expect(row[i]).toBeCloseTo(1, 6);
      row.forEach((value, j) => void expect(value).toBeCloseTo(values[j]![i]!, 12));
    });
  });

  it('counts a square moved by half as a third', () => {
    const [a, b] = [tensor([[0, 0, 2, 2]]), tensor([[1, 0, 3, 2]])];
    expect(boxIou(a, b).dataSync()[0]).toBeCloseTo(1 / 3, 6);
    // They fill what encloses both; the centres are 1 apart, its diagonal is √13.
    expect(generalizedBoxIou(a, b).dataSync()[0]).toBeCloseTo(1 / 3, 6);
    expect(distanceBoxIou(a, b).dataSync()[0]).toBeCloseTo(1 / 3 - 1 / 13, 6);
    expect(completeBoxIou(a, b).dataSync()[0]).toBeCloseTo(1 / 3 - 1 / 13, 6);
  });

  it.each(Object.entries({ boxIou, generalizedBoxIou, distanceBoxIou }))(
    '%s has the right gradient',
    (_, measure) => {
      const check = checkGradients(
        (a: Tensor, b: Tensor) => measure(a, b).sum(),
        [someBoxes(3), someBoxes(4)],
      );
      expect(check).toMatchObject({ verdict: 'good', mismatches: [] });
    },
  );

  it('refuses what is no list of boxes', () => {
    expect(() => boxIou(tensor([0, 0, 1, 1]), someBoxes(2))).toThrow(
      'takes boxes [n, 4] and [m, 4], got [4]',
    );
  });
});

describe('box losses', () => {
  const losses = { generalizedIouLoss, distanceIouLoss, completeIouLoss };

  it.each(Object.entries(losses))('%s pulls a box to its target, also from afar', (_, loss) => {
    const target = tensor([[10, 10, 20, 20]]);
    const at = (left: number): number =>
      loss(tensor([[left, 10, left + 10, 20]]), target).dataSync()[0] as number;
    const values = [10, 12, 15, 25, 40].map(at);
    expect(values[0]).toBeCloseTo(0, 6);
    values.slice(1).forEach((value, i) => void expect(value).toBeGreaterThan(values[i]!));
  });

  it.each(Object.entries({ generalizedIouLoss, distanceIouLoss }))('%s has the right gradient', (_, loss) => {
    const check = checkGradients((a: Tensor, b: Tensor) => loss(a, b), [someBoxes(4), someBoxes(4)]);
    expect(check).toMatchObject({ verdict: 'good', mismatches: [] });
  });

  it('are finite for boxes without area', () => {
    const point = tensor([[1, 1, 1, 1]]);
    expect(Number.isFinite(generalizedIouLoss(point, point).dataSync()[0])).toBe(true);
  });

  it('reduce as asked for, and name what differs', () => {
    const [a, b] = [someBoxes(3), someBoxes(3)];
    const each = distanceIouLoss(a, b, { reduction: 'none' });
    expect(each.shape).toEqual([3]);
    expect(distanceIouLoss(a, b, { reduction: 'sum' }).dataSync()[0]).toBeCloseTo(
      each.sum().dataSync()[0] as number,
      10,
    );
    expect(distanceIouLoss(a, b).dataSync()[0]).toBeCloseTo(each.mean().dataSync()[0] as number, 10);
    expect(() => distanceIouLoss(a, someBoxes(2))).toThrow('boxes [3, 4] and targets [2, 4] differ');
    expect(() => distanceIouLoss(a, b, { reduction: 'max' as never })).toThrow('there is no reduction max');
  });
});

const boxesWithScores = fc.array(
  fc.record({
    x: fc.integer({ min: 0, max: 12 }),
    y: fc.integer({ min: 0, max: 12 }),
    width: fc.integer({ min: 1, max: 8 }),
    height: fc.integer({ min: 1, max: 8 }),
    score: fc.integer({ min: 0, max: 20 }),
    kind: fc.integer({ min: 0, max: 2 }),
  }),
  { minLength: 1, maxLength: 12 },
);

describe('nms', () => {
  it('keeps the best of those that overlap', () => {
    const boxes = tensor([
      [0, 0, 10, 10],
      [1, 0, 11, 10],
      [20, 0, 30, 10],
    ]);
    const scores = tensor([0.8, 0.9, 0.7]);
    expect(nms(boxes, scores).toArray()).toEqual([1, 2]);
    expect(nms(boxes, scores, { iouThreshold: 0.9 }).toArray()).toEqual([1, 0, 2]);
    expect(nms(boxes, scores, { scoreThreshold: 0.75 }).toArray()).toEqual([1]);
    expect(nms(boxes, scores, { limit: 1 }).toArray()).toEqual([1]);
  });

  it('keeps boxes that do not overlap, and drops only those that a kept one covers', () => {
    fc.assert(
      fc.property(boxesWithScores, fc.constantFrom(0, 0.3, 0.5, 0.8), (list, iouThreshold) => {
        const boxes = tensor(list.map(({ x, y, width, height }) => [x, y, x + width, y + height]));
        const scores = list.map(({ score }) => score);
        const kept = nms(boxes, tensor(scores), { iouThreshold }).toArray() as number[];
        const iou = boxIou(boxes, boxes).toArray() as number[][];
        const isBetter = (a: number, b: number): boolean =>
          scores[a]! > scores[b]! || (scores[a] === scores[b] && a < b);
        list.forEach((_, place) => {
          const covers = kept.filter(
            (other) => isBetter(other, place) && iou[other]![place]! > iouThreshold + 1e-6,
          );
          if (kept.includes(place)) expect(covers).toEqual([]);
          else
            expect(
              kept.some((other) => isBetter(other, place) && iou[other]![place]! > iouThreshold - 1e-6),
            ).toBe(true);
        });
        expect(kept).toEqual([...kept].sort((a, b) => (isBetter(a, b) ? -1 : 1)));
      }),
      { numRuns: 200, seed: 5 },
    );
  });

  it('works on each class by itself', () => {
    fc.assert(
      fc.property(boxesWithScores, (list) => {
        const boxes = tensor(list.map(({ x, y, width, height }) => [x, y, x + width, y + height]));
        const scores = tensor(list.map(({ score }) => score));
        const kinds = list.map(({ kind }) => kind);
        const kept = batchedNms(boxes, scores, tensor(kinds, { dtype: 'int32' })).toArray() as number[];
        for (const kind of [0, 1, 2]) {
          const own = kinds.flatMap((each, i) => (each === kind ? [i] : []));
          if (own.length === 0) continue;
          const alone = nms(
            tensor(own.map((i) => boxes.at(i).toArray() as number[])),
            tensor(own.map((i) => scores.at(i).dataSync()[0] as number)),
          ).toArray() as number[];
          expect(kept.filter((place) => kinds[place] === kind)).toEqual(alone.map((i) => own[i]));
        }
      }),
      { numRuns: 50, seed: 6 },
    );
  });

  it('takes no boxes, and boxes without area', () => {
    expect(nms(tensor([], { shape: [0, 4] }), tensor([], { shape: [0] })).shape).toEqual([0]);
    expect(
      nms(
        tensor([
          [1, 1, 1, 1],
          [1, 1, 1, 1],
        ]),
        tensor([1, 2]),
      ).toArray(),
    ).toEqual([1, 0]);
  });

  it('refuses what makes no sense', () => {
    const boxes = tensor([[0, 0, 1, 1]]);
    expect(() => nms(boxes, tensor([1, 2]))).toThrow('takes boxes [n, 4] and scores [n], got [1, 4] and [2]');
    expect(() => nms(boxes, tensor([1]), { iouThreshold: 2 })).toThrow('iouThreshold is in [0, 1], got 2');
    expect(() => nms(boxes, tensor([1]), { limit: 0.5 })).toThrow('limit is a whole number');
    expect(() => nms(tensor([[0, Number.NaN, 1, 1]]), tensor([1]))).toThrow('a corner that is NaN');
    expect(() => batchedNms(boxes, tensor([1]), tensor([0, 1]))).toThrow('a class for each of the 1 boxes');
  });
});

describe('softNms', () => {
  const boxes = tensor([
    [0, 0, 10, 10],
    [0, 0, 10, 10],
    [20, 0, 30, 10],
  ]);

  it('lowers the scores of what overlaps', () => {
    const { indices, scores } = softNms(boxes, tensor([0.9, 0.8, 0.5]));
    expect(indices.toArray()).toEqual([0, 2, 1]);
    const values = scores.toArray() as number[];
    expect(values[2]).toBeCloseTo(0.8 * Math.exp(-2), 6);
  });

  it('drops what falls below the threshold', () => {
    const { indices } = softNms(boxes, tensor([0.9, 0.8, 0.5]), { method: 'linear' });
    expect(indices.toArray()).toEqual([0, 2]); // 0.8 · (1 − 1)
  });

  it('removes what overlaps too much, and keeps so many at most', () => {
    const scores = tensor([0.9, 0.8, 0.5]);
    expect(softNms(boxes, scores, { removalThreshold: 0.5 }).indices.toArray()).toEqual([0, 2]);
    expect(softNms(boxes, scores, { limit: 2 }).indices.toArray()).toEqual([0, 2]);
  });

  it('refuses what makes no sense', () => {
    expect(() => softNms(boxes, tensor([1, 1, 1]), { removalThreshold: 2 })).toThrow('is in [0, 1], got 2');
    expect(() => softNms(boxes, tensor([1, 1, 1]), { limit: -1 })).toThrow('limit is a whole number');
    expect(() => softNms(boxes, tensor([1, 1, 1]), { sigma: 0 })).toThrow('sigma is a number > 0');
    expect(() => softNms(boxes, tensor([1, 1, 1]), { method: 'hard' as never })).toThrow(
      'there is no method hard',
    );
  });
});
