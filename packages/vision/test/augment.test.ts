import { createCpuBackend } from '@cambium/backend-cpu';
import { DataLoader, type HostArray, HostRandom } from '@cambium/data';
import { eye, normal, seed, setBackend } from '@cambium/tensor';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { warp } from '../src/augment/warp.ts';
import {
  type Augmentation,
  augment,
  colorJitter,
  cutmix,
  type ImageSample,
  mixup,
  randAugment,
  randomBlur,
  randomCrop,
  randomErase,
  randomFlip,
  randomNoise,
  randomResizedCrop,
  randomRotation,
  randomShear,
  randomTranslation,
  randomZoom,
  sometimes,
} from '../src/index.ts';

setBackend(createCpuBackend());
beforeEach(() => seed(7));

const [height, width] = [24, 32];

/** A white rectangle on black, with its box, its mask and two of its corners. */
function rectangle(x1 = 8, y1 = 6, x2 = 20, y2 = 16): ImageSample & Required<Omit<ImageSample, 'image'>> {
  const data = new Float32Array(height * width);
  const mask = new Uint8Array(height * width);
  for (let y = y1; y < y2; y++) {
    for (let x = x1; x < x2; x++) {
      data[y * width + x] = 1;
      mask[y * width + x] = 1;
    }
  }
  return {
    image: { data, shape: [height, width, 1], dtype: 'float32' },
    boxes: { data: Float32Array.of(x1, y1, x2, y2), shape: [1, 4], dtype: 'float32' },
    labels: { data: Int32Array.of(5), shape: [1], dtype: 'int32' },
    mask: { data: mask, shape: [height, width], dtype: 'uint8' },
    landmarks: { data: Float32Array.of(x1, y1, x2, y2), shape: [2, 2], dtype: 'float32' },
  };
}

/** What encloses the bright pixels. */
function brightBox({ data, shape }: HostArray, threshold = 0.5): number[] {
  const [, columns] = shape as [number, number];
  const bright = [...data].flatMap((value, i) =>
    value > threshold ? [[i % columns, Math.floor(i / columns)]] : [],
  );
  const [xs, ys] = [bright.map(([x]) => x!), bright.map(([, y]) => y!)];
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs) + 1, Math.max(...ys) + 1];
}

const geometric: Readonly<Record<string, Augmentation>> = {
  randomFlip: randomFlip({ probability: 1 }),
  'randomFlip upside down': randomFlip({ axis: 'vertical', probability: 1 }),
  randomRotation: randomRotation({ degrees: 25 }),
  randomZoom: randomZoom({ factor: [0.7, 1.4] }),
  randomTranslation: randomTranslation({ share: 0.15 }),
  randomShear: randomShear({ degrees: 15 }),
  randomCrop: randomCrop({ size: [22, 30], padding: 2 }),
  randomResizedCrop: randomResizedCrop({ size: [30, 40], area: [0.9, 1] }),
};

describe.each(Object.entries(geometric))('%s', (_, augmentation) => {
  it('moves box, mask and landmarks as it moves the pixels', () => {
    for (let seedOfRun = 0; seedOfRun < 25; seedOfRun++) {
      const found = augmentation(rectangle(), { random: new HostRandom(seedOfRun) });
      const seen = brightBox(found.image);
      const box = [...found.boxes.data];
      seen.forEach((edge, i) => void expect(Math.abs(edge - box[i]!)).toBeLessThanOrEqual(1.5));
      brightBox(found.mask).forEach(
        (edge, i) => void expect(Math.abs(edge - seen[i]!)).toBeLessThanOrEqual(1),
      );
      const points = [...found.landmarks.data];
      expect(Math.min(points[0]!, points[2]!)).toBeGreaterThanOrEqual(
        box[0]! - 1e-3 - (box[0] === 0 ? 99 : 0),
      );
      expect(found.labels.data).toEqual(Int32Array.of(5));
    }
  });

  it('is a function of its random numbers, and leaves its input alone', () => {
    const [input, untouched] = [rectangle(), rectangle()];
    const run = (): unknown => augmentation(input, { random: new HostRandom(3) });
    expect(run()).toEqual(run());
    expect(input).toEqual(untouched);
  });
});

describe('warp', () => {
  it('moves by parts of a pixel', () => {
    const image: HostArray = { data: Float32Array.of(0, 4, 0, 0), shape: [1, 4, 1], dtype: 'float32' };
    const found = warp({ image }, { map: [1, 0, 0.25, 0, 1, 0] });
    expect([...found.image.data]).toEqual([0, 3, 1, 0]);
  });

  it('moves by whole pixels and mirrors without mixing, and fills what was outside', () => {
    const bytes = Uint8Array.from({ length: 12 }, (_, i) => 10 * i);
    const image: HostArray = { data: bytes, shape: [2, 3, 2], dtype: 'uint8' };
    const found = warp({ image }, { map: [-1, 0, 3, 0, 1, 1], size: [3, 4], fill: 9 });
    expect(found.image.shape).toEqual([3, 4, 2]);
    expect([...found.image.data]).toEqual([
      ...[9, 9, 9, 9, 9, 9, 9, 9],
      ...[40, 50, 20, 30, 0, 10, 9, 9],
      ...[100, 110, 80, 90, 60, 70, 9, 9],
    ]);
    const upsideDown = warp({ image }, { map: [1, 0, 0, 0, -1, 2] });
    expect([...upsideDown.image.data]).toEqual([...bytes.subarray(6), ...bytes.subarray(0, 6)]);
  });

  it.each([
    ['moved', [1, 0, -2, 0, 1, 3]],
    ['mirrored', [-1, 0, 40, 0, 1, 0]],
    ['upside down', [1, 0, 0, 0, -1, 30]],
  ] as const)('gives the same whether pixels are %s whole or mixed', (_, map) => {
    const sample = rectangle();
    const [a, b, c, d, e, f] = map;
    // So little that nothing is seen of it, but no whole pixel any more.
    const mixed = warp(sample, { map: [a, b, c + 2 ** -40, d, e, f + 2 ** -40], fill: 0.5 });
    const whole = warp(sample, { map, fill: 0.5 });
    for (const [i, value] of whole.image.data.entries()) expect(mixed.image.data[i]).toBeCloseTo(value, 6);
  });

  it('drops boxes of which little is left, with their labels', () => {
    const sample = {
      ...rectangle(),
      boxes: { data: Float32Array.of(0, 0, 10, 10, 20, 0, 30, 10), shape: [2, 4], dtype: 'float32' } as const,
      labels: { data: Int32Array.of(1, 2), shape: [2], dtype: 'int32' } as const,
    };
    const found = warp(sample, { map: [1, 0, -9, 0, 1, 0] });
    expect([...found.boxes.data]).toEqual([11, 0, 21, 10]);
    expect([...found.labels.data]).toEqual([2]);
  });

  it('rounds bytes, and cuts them at white', () => {
    const image: HostArray = { data: Uint8Array.of(0, 255), shape: [1, 2, 1], dtype: 'uint8' };
    const found = warp({ image }, { map: [1, 0, 0.5, 0, 1, 0] });
    expect([...found.image.data]).toEqual([0, 128]);
    expect(found.image.dtype).toBe('uint8');
  });
});

function picture(): ImageSample {
  const random = new HostRandom(4);
  return {
    image: {
      data: Float32Array.from({ length: 8 * 8 * 3 }, () => random.uniform()),
      shape: [8, 8, 3],
      dtype: 'float32',
    },
  };
}

const deviationOf = ({ data }: HostArray): number => {
  const mean = [...data].reduce((sum, value) => sum + value, 0) / data.length;
  return Math.sqrt([...data].reduce((sum, value) => sum + (value - mean) ** 2, 0) / data.length);
};

describe('colours', () => {
  const at = (augmentation: Augmentation, seedOfRun: number): HostArray =>
    augmentation(picture(), { random: new HostRandom(seedOfRun) }).image;

  it('stay the same without jitter', () => {
    const found = at(colorJitter({}), 1);
    found.data.forEach((value, i) => void expect(value).toBeCloseTo(picture().image.data[i]!, 5));
  });

  it('brightness, contrast and saturation change what they say', () => {
    const original = picture().image;
    const ratios = Array.from(
      { length: 20 },
      (_, i) => deviationOf(at(colorJitter({ contrast: 0.5 }), i)) / deviationOf(original),
    );
    expect(Math.min(...ratios)).toBeLessThan(0.75);
    expect(Math.max(...ratios)).toBeLessThanOrEqual(1.5);
    const grey = at(colorJitter({ saturation: 1 }), 5);
    const spread = ({ data }: HostArray): number =>
      Array.from(
        { length: 64 },
        (_, i) => Math.max(...data.subarray(3 * i, 3 * i + 3)) - Math.min(...data.subarray(3 * i, 3 * i + 3)),
      ).reduce((sum, each) => sum + each, 0);
    expect(spread(grey)).not.toBeCloseTo(spread(original), 1);
  });

  it('keep the grey of a pixel when the hue turns', () => {
    const found = at(colorJitter({ hue: 0.1 }), 2);
    const original = picture().image;
    const grey = (data: HostArray['data'], i: number): number =>
      0.299 * data[3 * i]! + 0.587 * data[3 * i + 1]! + 0.114 * data[3 * i + 2]!;
    const inside = Array.from({ length: 64 }, (_, i) => i).filter((i) =>
      [...found.data.subarray(3 * i, 3 * i + 3)].every((value) => value > 0 && value < 1),
    );
    expect(inside.length).toBeGreaterThan(20);
    for (const i of inside) expect(grey(found.data, i)).toBeCloseTo(grey(original.data, i), 2);
    expect([...found.data]).not.toEqual([...original.data]);
  });

  it('noise has the deviation that was asked for, blur lowers the contrast', () => {
    const black: ImageSample = {
      image: { data: new Float32Array(10_000), shape: [100, 100, 1], dtype: 'float32' },
    };
    const noisy = randomNoise({ deviation: 0.1 })(black, { random: new HostRandom(1) });
    expect(deviationOf(noisy.image)).toBeCloseTo(0.1, 2);
    const blurred = at(randomBlur({ sigma: [1, 1] }), 3);
    expect(deviationOf(blurred)).toBeLessThan(0.5 * deviationOf(picture().image));
  });

  it('erasing leaves a rectangle of the area that was asked for', () => {
    const white: ImageSample = {
      image: { data: new Float32Array(10_000).fill(1), shape: [100, 100, 1], dtype: 'float32' },
    };
    const erase = randomErase({ area: [0.1, 0.1], probability: 1 });
    const { data } = erase(white, { random: new HostRandom(6) }).image;
    const holes = [...data].filter((value) => value === 0).length;
    expect(holes).toBeGreaterThan(900);
    expect(holes).toBeLessThan(1100);
  });
});

describe('mixing', () => {
  it.each([
    ['mixup', mixup],
    ['cutmix', cutmix],
  ] as const)('%s keeps the labels a distribution, and repeats after the same seed', (_, mix) => {
    const batch = { x: normal([6, 8, 8, 3]), y: eye(6) };
    seed(9);
    const first = mix(batch, { alpha: 1 });
    seed(9);
    const second = mix(batch, { alpha: 1 });
    expect(first.x.toArray()).toEqual(second.x.toArray());
    (first.y.sum(-1).toArray() as number[]).forEach((total) => void expect(total).toBeCloseTo(1, 5));
    expect(first.y.toArray()).not.toEqual(eye(6).toArray());
    expect(() => mix({ x: normal([6, 8]), y: eye(6) })).toThrow('takes x [batch, height, width, channels]');
    expect(() => mix(batch, { alpha: 0 })).toThrow('alpha is a number > 0');
  });

  it('cutmix mixes labels by the area of the rectangle', () => {
    const x = eye(4).reshape([4, 1, 1, 4]).broadcastTo([4, 8, 8, 4]);
    for (let run = 0; run < 10; run++) {
      const mixed = cutmix({ x, y: eye(4) });
      // The mean colour of an image is its label.
      const colours = mixed.x.mean([1, 2]).toArray() as number[][];
      const labels = mixed.y.toArray() as number[][];
      for (const [i, row] of labels.entries()) {
        for (const [j, share] of row.entries()) expect(share).toBeCloseTo(colours[i]![j]!, 5);
      }
    }
  });
});

describe('augment', () => {
  it('is the transform of a loader: seeded, another one each epoch, the same again from the same seed', async () => {
    const dataset = {
      length: 6,
      get: (i: number) => ({
        x: { data: new Float32Array(16).fill(i), shape: [4, 4, 1], dtype: 'float32' as const },
        y: i,
      }),
    };
    const transform = augment([randomTranslation({ share: 0.5 }), randomNoise({ deviation: 0.1 })], {
      image: 'x',
    });
    const epochs = async (): Promise<unknown[]> => {
      const loader = new DataLoader(dataset, { batchSize: 3, shuffle: true, seed: 5, transform });
      const seen = [];
      for (let epoch = 0; epoch < 2; epoch++)
        for await (const { x, y } of loader) seen.push([x.toArray(), y.toArray()]);
      return seen;
    };
    const [first, second] = [await epochs(), await epochs()];
    expect(first).toEqual(second);
    expect(first.slice(0, 2)).not.toEqual(first.slice(2));
  });

  it('gives each augmentation numbers of its own', () => {
    const context = { random: new HostRandom(2) };
    const alone = augment([randomFlip({ probability: 0 }), randomNoise({ deviation: 0.1 })])(
      picture(),
      context,
    );
    const other = augment([randomNoise({ deviation: 0 }), randomNoise({ deviation: 0.1 })])(
      picture(),
      context,
    );
    expect(alone.image.data).toEqual(other.image.data);
  });

  it('says which field is no image', () => {
    expect(() => augment([], { image: 'picture' })({ x: 1 }, { random: new HostRandom(0) })).toThrow(
      'the field picture is an image { data, shape: [height, width, channels], dtype }, got nothing of the kind',
    );
  });

  const boxes = (...data: number[]): HostArray => ({
    data: Float32Array.from(data),
    shape: [data.length / 4, 4],
    dtype: 'float32',
  });
  it.each([
    [
      'a box outside of the image',
      { boxes: boxes(1, 1, 5, 5, 40, 2, 50, 9) },
      'box 1, [40, 2, 50, 9], is outside',
    ],
    ['a box above the image', { boxes: boxes(1, -9, 5, 0) }, 'outside of the image, 32 wide and 24 high'],
    [
      'a box of corner and size',
      { boxes: boxes(20, 10, 8, 9) },
      'has no area. Boxes are corners x1 y1 x2 y2',
    ],
    ['a box that is no number', { boxes: boxes(Number.NaN, 1, 5, 5) }, 'box 0, [NaN, 1, 5, 5], has no area'],
    ['nested numbers', { boxes: [[1, 1, 5, 5]] }, 'hostArray() makes it of nested numbers'],
    [
      'fewer labels than boxes',
      { boxes: boxes(1, 1, 5, 5, 2, 2, 9, 9) },
      'labels of this image are { data, shape: [2]',
    ],
    ['a mask of another size', { mask: { data: new Uint8Array(16), shape: [4, 4], dtype: 'uint8' } }, 'mask'],
    [
      'points in one row',
      { landmarks: { data: new Float32Array(4), shape: [4], dtype: 'float32' } },
      'landmarks',
    ],
  ])('refuses %s', (_what, marks, message) => {
    const sample = { ...rectangle(), ...marks };
    const transform = augment([randomFlip()]);
    expect(() => transform(sample, { random: new HostRandom(0) })).toThrow(message);
  });

  it('takes boxes that are partly outside, and cuts them', () => {
    const sample = { ...rectangle(), boxes: boxes(-4, 6, 20, 16) };
    const moved = augment([randomFlip({ probability: 1 })])(sample, { random: new HostRandom(0) });
    expect([...moved.boxes.data]).toEqual([12, 6, 32, 16]);
  });

  it('sometimes happens as often as it says', () => {
    const often = sometimes(0.3, randomErase({ probability: 1 }));
    const same = picture();
    const changed = Array.from(
      { length: 500 },
      (_, i) => often(same, { random: new HostRandom(i) }) !== same,
    );
    expect(changed.filter(Boolean).length / 500).toBeCloseTo(0.3, 1);
  });

  it('randAugment keeps shape, dtype and the range of the colours of bytes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 0, max: 9 }), (seedOfRun, count) => {
        const image: HostArray = {
          data: Uint8Array.from({ length: 300 }, (_, i) => i % 256),
          shape: [10, 10, 3],
          dtype: 'uint8',
        };
        const found = randAugment({ count, strength: 1 })({ image }, { random: new HostRandom(seedOfRun) });
        expect(found.image.shape).toEqual([10, 10, 3]);
        expect(found.image.dtype).toBe('uint8');
      }),
      { numRuns: 60, seed: 8 },
    );
  });
});

it.each([
  [() => randomFlip({ probability: 2 }), 'probability is in [0, 1], got 2'],
  [() => randomRotation({ degrees: Number.NaN }), 'degrees is a range'],
  [() => randomZoom({ factor: [0, 1] }), 'factor is a range [low, high] from 0.001 on'],
  [() => randomTranslation({ share: -1 }), 'share is in [0, 1], got -1'],
  [() => randomShear({ degrees: 90 }), 'degrees is in [0, 80], got 90'],
  [() => randomCrop({ size: [0, 4] }), 'size is two whole numbers > 0'],
  [
    () => randomCrop({ size: [40, 4] })(rectangle(), { random: new HostRandom(0) }),
    'the image is 24×32 with 0 around it, smaller than 40×4',
  ],
  [() => randomResizedCrop({ size: [4, 4], area: [1, 0] }), 'area is a range'],
  [() => colorJitter({ hue: 0.7 }), 'twice the hue is in [0, 1]'],
  [() => randomNoise({ deviation: 3 }), 'deviation is in [0, 1], got 3'],
  [() => randomBlur({ sigma: [0, 1] }), 'sigma is a range'],
  [() => randomErase({ area: [0, 2] }), 'area is in [0, 1], got 2'],
  [() => randAugment({ count: 10 }), 'count is a whole number from 0 to 9'],
])('augmentations refuse settings that make no sense (%#)', (make, message) => {
  expect(make).toThrow(message);
});
