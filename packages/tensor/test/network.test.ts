import { grad } from '@cambium/autograd';
import * as ops from '@cambium/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { errorOf, expectTensor, useCpu } from './support.ts';

const { conv1d, conv2d, tensor, zeros, ones } = ops;

beforeAll(useCpu);

/** Images by counting. */
const image = (...shape: number[]) => ops.reshape(ops.arange(ops.sizeOf(shape)), shape);
const random = (...shape: number[]) => ops.normal(shape);
const line = (...values: number[]) => tensor(values, { shape: [1, values.length, 1] });

/** Two-dimensional convolution by its definition, on zero-padded input. */
function reference(
  x: ops.Tensor,
  w: ops.Tensor,
  stride: number,
  dilation: number,
  groups: number,
): ops.Tensor {
  const [n, h, width, channels] = x.shape as [number, number, number, number];
  const [kh, kw, perGroup, out] = w.shape as [number, number, number, number];
  const oh = Math.floor((h - dilation * (kh - 1) - 1) / stride) + 1;
  const ow = Math.floor((width - dilation * (kw - 1) - 1) / stride) + 1;
  const [xs, ws] = [x.dataSync(), w.dataSync()];
  const result = new Float32Array(n * oh * ow * out);
  let at = 0;
  for (let b = 0; b < n; b++)
    for (let i = 0; i < oh; i++)
      for (let j = 0; j < ow; j++)
        for (let o = 0; o < out; o++) {
          const group = Math.floor(o / (out / groups));
          let total = 0;
          for (let p = 0; p < kh; p++)
            for (let q = 0; q < kw; q++)
              for (let c = 0; c < perGroup; c++) {
                const row = i * stride + p * dilation;
                const column = j * stride + q * dilation;
                total +=
                  xs[((b * h + row) * width + column) * channels + group * perGroup + c]! *
                  ws[((p * kw + q) * perGroup + c) * out + o]!;
              }
          result[at++] = total;
        }
  return tensor(result, { shape: [n, oh, ow, out] });
}

describe('convolution', () => {
  it.each([
    [1, 1, 1],
    [2, 1, 1],
    [1, 2, 1],
    [2, 2, 2],
    [3, 1, 4],
  ])('with stride %d, dilation %d and %d groups follows the definition', (stride, dilation, groups) => {
    const x = random(2, 9, 8, 4);
    const w = random(3, 2, 4 / groups, 8);
    const expected = reference(x, w, stride, dilation, groups);
    expect(ops.allClose(conv2d(x, w, { stride, dilation, groups }), expected, { absolute: 1e-4 })).toBe(true);
  });

  it('pads explicitly, per axis and per side', () => {
    const x = random(1, 5, 6, 2);
    const w = random(3, 3, 2, 3);
    const padded = ops.pad(x, [
      [0, 0],
      [1, 2],
      [0, 3],
      [0, 0],
    ]);
    const expected = reference(padded, w, 1, 1, 1);
    expect(
      ops.allClose(
        conv2d(x, w, {
          padding: [
            [1, 2],
            [0, 3],
          ],
        }),
        expected,
        { absolute: 1e-4 },
      ),
    ).toBe(true);
    expect(conv2d(x, w, { padding: 1 }).shape).toEqual([1, 5, 6, 3]);
    expect(conv2d(x, w, { padding: [1, 0] }).shape).toEqual([1, 5, 4, 3]);
  });

  it("with 'same' padding puts the extra pixel at the end and divides sizes by the stride", () => {
    expectTensor(ops.flatten(conv1d(line(1, 2, 3), ones([2, 1, 1]), { padding: 'same' }), 0), [3, 5, 3]);
    expectTensor(
      ops.flatten(conv1d(line(1, 2, 3, 4), ones([3, 1, 1]), { padding: 'same', stride: 2 }), 0),
      [6, 7],
    );
    expect(conv2d(zeros([1, 7, 8, 1]), zeros([3, 3, 1, 1]), { padding: 'same', stride: 3 }).shape).toEqual([
      1, 3, 3, 1,
    ]);
    expect(conv2d(zeros([1, 7, 7, 1]), zeros([3, 3, 1, 1]), { padding: 'same', dilation: 2 }).shape).toEqual([
      1, 7, 7, 1,
    ]);
  });

  it('adds a bias a channel', () => {
    expectTensor(
      ops.flatten(conv1d(line(1, 2), ones([1, 1, 2]), { bias: tensor([0, 10]) }), 0),
      [1, 11, 2, 12],
    );
    expect(errorOf(() => conv1d(line(1, 2), ones([1, 1, 2]), { bias: zeros([1]) }))).toMatchObject({
      op: 'conv1d',
      code: 'shape',
    });
  });

  it('works in one, three and zero-size dimensions', () => {
    expectTensor(ops.flatten(ops.conv3d(image(1, 2, 2, 2, 1), ones([2, 2, 2, 1, 1])), 0), [28]);
    expect(conv2d(zeros([0, 5, 5, 1]), zeros([3, 3, 1, 2])).shape).toEqual([0, 3, 3, 2]);
  });

  it('reads strided images', () => {
    const x = random(1, 6, 5, 2);
    const w = random(2, 2, 2, 3);
    const turned = ops.transpose(x, [0, 2, 1, 3]);
    expect(
      ops.allClose(conv2d(turned, w), reference(ops.contiguous(turned), w, 1, 1, 1), { absolute: 1e-4 }),
    ).toBe(true);
  });

  it('refuses impossible options by name', () => {
    const x = zeros([1, 5, 5, 4]);
    const w = zeros([3, 3, 4, 2]);
    for (const options of [
      { stride: 0 },
      { stride: [1, 1, 1] },
      { dilation: 1.5 },
      { groups: 0 },
      { padding: -1 },
      { padding: 'full' as never },
      { padding: [[1, 1]] as never },
    ]) {
      expect(errorOf(() => conv2d(x, w, options))).toMatchObject({ op: 'conv2d', code: 'value' });
    }
    expect(errorOf(() => conv2d(x, zeros([3, 3, 3, 2]))).message).toContain('[conv2d] x has 4 channels');
    expect(errorOf(() => conv2d(x, w, { groups: 2 })).code).toBe('shape');
    expect(errorOf(() => conv2d(x, zeros([6, 6, 4, 2]))).message).toContain('does not fit');
    expect(errorOf(() => conv2d(zeros([5, 5, 4]), w)).message).toContain('expandDims(x, 0)');
    expect(errorOf(() => conv2d(ops.cast(x, 'int32'), ops.cast(w, 'int32'))).code).toBe('dtype');
  });
});

describe('transposed convolution', () => {
  it('spreads each element over its window', () => {
    const w = tensor([1, 10], { shape: [2, 1, 1] });
    expectTensor(ops.flatten(ops.convTranspose1d(line(1, 2, 3), w), 0), [1, 12, 23, 30]);
    expectTensor(ops.flatten(ops.convTranspose1d(line(1, 2), w, { stride: 3 }), 0), [1, 10, 0, 2, 20]);
    expectTensor(
      ops.flatten(ops.convTranspose1d(line(1, 2), w, { stride: 3, outputPadding: 2 }), 0),
      [1, 10, 0, 2, 20, 0, 0],
    );
    expectTensor(ops.flatten(ops.convTranspose1d(line(1, 2, 3), w, { padding: 1 }), 0), [12, 23]);
    expectTensor(
      ops.flatten(ops.convTranspose1d(line(1, 2), w, { stride: 2, padding: 1, outputPadding: 1 }), 0),
      [10, 2, 20],
    );
    expectTensor(
      ops.flatten(ops.convTranspose1d(line(1, 2), w, { dilation: 2, outputPadding: 1 }), 0),
      [1, 2, 10, 20, 0],
    );
  });

  it('is the adjoint of the convolution', () => {
    const attrs = { stride: 2, padding: 1, dilation: 2, groups: 2 } as const;
    const x = random(2, 9, 9, 4);
    const w = random(3, 3, 2, 6);
    const y = conv2d(x, w, attrs);
    const v = random(...y.shape);
    const back = ops.convTranspose2d(v, w, attrs);
    expect(back.shape).toEqual(x.shape);
    const [left, right] = [ops.sum(ops.mul(y, v)), ops.sum(ops.mul(x, back))];
    expect(ops.allClose(left, right, { relative: 1e-3, absolute: 1e-3 })).toBe(true);
  });

  it("with 'same' padding multiplies sizes by the stride", () => {
    expect(
      ops.convTranspose2d(zeros([1, 3, 4, 2]), zeros([5, 5, 3, 2]), { stride: 2, padding: 'same' }).shape,
    ).toEqual([1, 6, 8, 3]);
    expect(
      ops.convTranspose2d(zeros([1, 3, 4, 2]), zeros([1, 1, 3, 2]), { stride: 3, padding: 'same' }).shape,
    ).toEqual([1, 9, 12, 3]);
    expect(
      ops.convTranspose3d(zeros([1, 2, 2, 2, 1]), zeros([3, 3, 3, 1, 1]), { bias: zeros([1]) }).shape,
    ).toEqual([1, 4, 4, 4, 1]);
  });

  it('refuses too much outputPadding and channels that differ', () => {
    expect(errorOf(() => ops.convTranspose1d(line(1), zeros([2, 1, 1]), { outputPadding: 1 })).code).toBe(
      'value',
    );
    expect(errorOf(() => ops.convTranspose1d(line(1), zeros([2, 1, 3])))).toMatchObject({
      op: 'convTranspose1d',
      code: 'shape',
    });
    expect(errorOf(() => ops.convTranspose1d(line(1), zeros([2, 1, 1]), { padding: 1 })).code).toBe('shape');
  });
});

describe('depthwise and separable convolution', () => {
  it('keep channels apart', () => {
    const x = random(1, 5, 5, 3);
    const w = random(3, 3, 3, 2);
    const y = ops.depthwiseConv2d(x, w);
    ops.split(x, 3, 3).forEach((channel, c) => {
      const filter = ops.reshape(ops.slice(w, null, null, [c, c + 1]), [3, 3, 1, 2]);
      const expected = reference(channel, ops.contiguous(filter), 1, 1, 1);
      expect(
        ops.allClose(ops.slice(y, null, null, null, [2 * c, 2 * c + 2]), expected, { absolute: 1e-4 }),
      ).toBe(true);
    });
    const mixed = ops.separableConv2d(x, w, random(1, 1, 6, 4), { padding: 'same', bias: zeros([4]) });
    expect(mixed.shape).toEqual([1, 5, 5, 4]);
    expect(errorOf(() => ops.depthwiseConv2d(x, zeros([3, 3, 2, 1])))).toMatchObject({
      op: 'depthwiseConv2d',
      code: 'shape',
    });
  });
});

describe('pooling', () => {
  it('takes maxima and means of windows', () => {
    const x = image(1, 4, 4, 1);
    expectTensor(ops.flatten(ops.maxPool2d(x, 2), 0), [5, 7, 13, 15]);
    expectTensor(ops.flatten(ops.avgPool2d(x, 2), 0), [2.5, 4.5, 10.5, 12.5]);
    expectTensor(ops.flatten(ops.maxPool2d(x, 2, { stride: 1, dilation: 2 }), 0), [10, 11, 14, 15]);
    expectTensor(ops.flatten(ops.maxPool3d(image(1, 2, 2, 2, 1), 2), 0), [7]);
    expectTensor(ops.flatten(ops.avgPool3d(image(1, 2, 2, 2, 1), 2), 0), [3.5]);
  });

  it('never lets the border win, and counts it in means on demand', () => {
    expectTensor(ops.flatten(ops.maxPool1d(line(-1, -2, -3), 2, { padding: 1 }), 0), [-1, -2]);
    expectTensor(ops.flatten(ops.avgPool1d(line(4, 2, 6), 2, { padding: 1 }), 0), [2, 4]);
    expectTensor(
      ops.flatten(ops.avgPool1d(line(4, 2, 6), 2, { padding: 1, countPadding: false }), 0),
      [4, 4],
    );
    expect(ops.maxPool2d(zeros([1, 5, 5, 1]), 3, { stride: 2, padding: 'same' }).shape).toEqual([1, 3, 3, 1]);
  });

  it('keeps the last window in ceil mode', () => {
    expectTensor(ops.flatten(ops.maxPool1d(line(1, 2, 3), 2), 0), [2]);
    expectTensor(ops.flatten(ops.maxPool1d(line(1, 2, 3), 2, { ceilMode: true }), 0), [2, 3]);
    expectTensor(ops.flatten(ops.avgPool1d(line(1, 2, 3), 2, { ceilMode: true }), 0), [1.5, 3]);
  });

  it('pools globally and into any number of bins', () => {
    const x = image(1, 2, 3, 2);
    expectTensor(ops.globalMaxPool(x), [[10, 11]]);
    expectTensor(ops.globalAvgPool(x, { keepDims: true }), [[[[5, 6]]]]);
    expectTensor(ops.flatten(ops.adaptiveAvgPool(line(1, 2, 3, 4, 5), 3), 0), [1.5, 3, 4.5]);
    expectTensor(ops.flatten(ops.adaptiveMaxPool(line(1, 2, 3, 4, 5), 3), 0), [2, 4, 5]);
    expectTensor(ops.flatten(ops.adaptiveAvgPool(line(1, 2), 4), 0), [1, 1, 2, 2]);
    expect(ops.adaptiveAvgPool(zeros([2, 7, 9, 3]), [3, 1]).shape).toEqual([2, 3, 1, 3]);
    expect(errorOf(() => ops.adaptiveAvgPool(zeros([1, 2]), 1)).code).toBe('shape');
  });

  it('refuses windows that do not fit and padding that is too wide', () => {
    expect(errorOf(() => ops.maxPool2d(zeros([1, 2, 2, 1]), 3))).toMatchObject({
      op: 'maxPool2d',
      code: 'shape',
    });
    expect(errorOf(() => ops.avgPool1d(line(1, 2), 2, { padding: 2 }))).toMatchObject({
      op: 'avgPool1d',
      code: 'value',
    });
    expect(errorOf(() => ops.maxPool1d(line(1, 2), 0)).code).toBe('value');
    expect(errorOf(() => ops.maxPool2d(zeros([2, 2, 1]), 2)).code).toBe('shape');
  });
});

describe('unfold', () => {
  it('turns a convolution into a product of matrices', () => {
    const x = random(2, 6, 5, 3);
    const w = random(3, 2, 3, 4);
    const options = { stride: 2, padding: 1, dilation: 1 } as const;
    const rows = ops.unfold(x, [3, 2], options);
    const product = ops.matmul(rows, ops.reshape(w, [18, 4]));
    const y = conv2d(x, w, options);
    expect(ops.allClose(ops.reshape(product, y.shape), y, { absolute: 1e-4 })).toBe(true);
    expect(errorOf(() => ops.unfold(x, 9)).code).toBe('shape');
  });
});

describe('normalisation', () => {
  const moments = (x: ops.Tensor, axes: number[]) => [ops.mean(x, axes), ops.variance(x, axes)] as const;

  it('gives mean 0 and variance 1 over its axes', () => {
    const x = ops.add(ops.mul(random(4, 5, 6, 8), 3), 7);
    const cases: [ops.Tensor, number[]][] = [
      [ops.layerNorm(x, [1, 2, 3], { epsilon: 0 }), [1, 2, 3]],
      [ops.layerNorm(x, -1, { epsilon: 0 }), [3]],
      [ops.instanceNorm(x, { epsilon: 0 }), [1, 2]],
      [
        ops.batchNorm(x, { mean: ops.mean(x, [0, 1, 2]), variance: ops.variance(x, [0, 1, 2]), epsilon: 0 }),
        [0, 1, 2],
      ],
    ];
    for (const [y, axes] of cases) {
      const [mean, variance] = moments(y, axes);
      expect(ops.allClose(mean, 0, { absolute: 1e-4 })).toBe(true);
      expect(ops.allClose(variance, 1, { relative: 1e-3 })).toBe(true);
    }
    const grouped = ops.reshape(ops.groupNorm(x, 4, { epsilon: 0 }), [4, 30, 4, 2]);
    expect(ops.allClose(ops.mean(grouped, [1, 3]), 0, { absolute: 1e-4 })).toBe(true);
    expect(
      ops.allClose(ops.mean(ops.square(ops.rmsNorm(x, -1, { epsilon: 0 })), -1), 1, { relative: 1e-3 }),
    ).toBe(true);
  });

  it('scales and shifts by channel or by the shape of the axes', () => {
    const x = tensor([
      [1, 3],
      [5, 9],
    ]);
    const [scale, shift] = [tensor([2, 3]), tensor([10, 20])];
    expectTensor(ops.layerNorm(x, -1, { scale, shift, epsilon: 0 }), [
      [8, 23],
      [8, 23],
    ]);
    expectTensor(ops.layerNorm(x, 0, { scale, shift, epsilon: 0 }), [
      [8, 8],
      [23, 23],
    ]);
    expectTensor(
      ops.batchNorm(x, { mean: tensor([3, 6]), variance: tensor([4, 9]), scale, shift, epsilon: 0 }),
      [
        [8, 17],
        [12, 23],
      ],
    );
    expectTensor(ops.groupNorm(x, 1, { scale, shift, epsilon: 0 }), [
      [8, 23],
      [8, 23],
    ]);
    expectTensor(ops.rmsNorm(tensor([[3, 3]]), -1, { scale, epsilon: 0 }), [[2, 3]]);
  });

  it('refuses parameters that do not fit', () => {
    expect(errorOf(() => ops.layerNorm(zeros([2, 3]), -1, { scale: zeros([2]) }))).toMatchObject({
      op: 'layerNorm',
      code: 'shape',
    });
    expect(errorOf(() => ops.groupNorm(zeros([2, 3]), 2))).toMatchObject({ op: 'groupNorm', code: 'shape' });
    expect(
      errorOf(() => ops.batchNorm(zeros([2, 3]), { mean: zeros([2]), variance: zeros([3]) })),
    ).toMatchObject({ op: 'batchNorm', code: 'shape' });
  });
});

describe('average pooling with another divisor', () => {
  it('divides the sums of the windows by it, padding and partly outside ones included', () => {
    const pool = (options: ops.AvgPoolOptions) =>
      ops.flatten(ops.avgPool1d(line(1, 2, 4, 8, 16), 3, options), 0);
    expectTensor(pool({ divisor: 2, stride: 1 }), [3.5, 7, 14]);
    expectTensor(pool({ divisor: 1, padding: 1, stride: 2 }), [3, 14, 24]);
    expectTensor(pool({ divisor: 1, stride: 2, padding: 1, ceilMode: true }), [3, 14, 24]);
    expectTensor(pool({ divisor: -1, ceilMode: true }), [-7, -24]);
    expectTensor(pool({ divisor: 1 }), [7]);
  });

  it('refuses 0', () => {
    expect(errorOf(() => ops.avgPool1d(line(1, 2), 2, { divisor: 0 }))).toMatchObject({ code: 'value' });
  });
});

describe('resize', () => {
  it.each([
    ['up', 5, [1, 1, 2, 2, 4]],
    ['down', 2, [1, 2]],
    ['to the same', 3, [1, 2, 4]],
  ])('picks the nearest pixels %s', (_, size, expected) => {
    expectTensor(ops.flatten(ops.resize(line(1, 2, 4), size), 0), expected);
  });

  it('picks whole places exactly', () => {
    const resized = ops.resize(line(...Array.from({ length: 7 }, (_, i) => i)), 343);
    expectTensor(
      ops.flatten(resized, 0),
      Array.from({ length: 343 }, (_, i) => Math.floor(i / 49)),
    );
  });

  it('mixes along each axis', () => {
    const x = tensor([0, 4, 8, 12], { shape: [1, 2, 2, 1] });
    const corners = ops.resize(x, 3, { mode: 'bilinear', alignCorners: true });
    expectTensor(ops.flatten(corners, 0), [0, 2, 4, 4, 6, 8, 8, 10, 12]);
    expectTensor(ops.flatten(ops.resize(x, [1, 2], { mode: 'bilinear' }), 0), [4, 8]);
  });

  it('calculates places with a scale that is not the ratio of the sizes', () => {
    const resize = (options: ops.ResizeOptions) => ops.flatten(ops.resize(line(0, 4, 8), 4, options), 0);
    expectTensor(resize({ scale: 1.5 }), [0, 0, 4, 8]);
    expectTensor(resize({ mode: 'bilinear', scale: 2 }), [0, 1, 3, 5]);
  });

  it('keeps bytes for nearest, and lifts them to mix', () => {
    const pixels = tensor([0, 10], { shape: [1, 2, 1], dtype: 'uint8' });
    expect(ops.resize(pixels, 4).dtype).toBe('uint8');
    expectTensor(ops.flatten(ops.resize(pixels, 1, { mode: 'bilinear' }), 0), [5]);
  });

  it.each([
    ['vectors', () => ops.resize(ones([3, 2]), 2), 'shape'],
    ['images without a pixel', () => ops.resize(zeros([1, 0, 1]), 2), 'shape'],
    ['no size', () => ops.resize(line(1), 0), 'value'],
    ['other modes', () => ops.resize(line(1), 2, { mode: 'bicubic' as 'nearest' }), 'value'],
    ['a scale of 0', () => ops.resize(line(1), 2, { scale: 0 }), 'value'],
  ])('refuses %s', (_, call, code) => {
    expect(errorOf(call)).toMatchObject({ op: 'resize', code });
  });
});

describe('pairwise distances', () => {
  it('measure all pairs by any norm', () => {
    const [a, b] = [
      tensor([
        [0, 0],
        [3, 4],
      ]),
      tensor([[3, 4]]),
    ];
    expectTensor(ops.pairwiseDistances(a, b), [[5], [0]]);
    expectTensor(ops.pairwiseDistances(a, b, 1), [[7], [0]]);
    expectTensor(ops.pairwiseDistances(a, b, Number.POSITIVE_INFINITY), [[4], [0]]);
    expect(ops.pairwiseDistances(ones([5, 1, 3, 2]), ones([4, 6, 2])).shape).toEqual([5, 4, 3, 6]);
  });

  it('have gradient 0 where they are 0', () => {
    const sum = (b: ops.Tensor) => ops.sum(ops.pairwiseDistances(tensor([[3, 4]]), b));
    expectTensor(
      grad(sum)(
        tensor([
          [0, 0],
          [3, 4],
        ]),
      ),
      [
        [-0.6, -0.8],
        [0, 0],
      ],
    );
  });

  it.each([
    ['vectors', () => ops.pairwiseDistances(ones([2]), ones([1, 2])), 'shape'],
    ['other features', () => ops.pairwiseDistances(ones([1, 3]), ones([1, 2])), 'shape'],
    ['lists that do not broadcast', () => ops.pairwiseDistances(ones([2, 1, 3]), ones([3, 1, 3])), 'shape'],
    ['negative orders', () => ops.pairwiseDistances(ones([1, 2]), ones([1, 2]), -1), 'value'],
  ])('refuse %s', (_, call, code) => {
    expect(errorOf(call)).toMatchObject({ op: 'pairwiseDistances', code });
  });
});

describe('embedding and dropout', () => {
  it.each([1, -1])('embeds the padding row %d without gradient', (paddingIndex) => {
    const words = tensor([0, 1, 1], { dtype: 'int32' });
    const sum = (t: ops.Tensor) => ops.sum(ops.embedding(words, t, { paddingIndex }));
    const table = tensor([
      [1, 2],
      [3, 4],
    ]);
    expectTensor(ops.embedding(words, table, { paddingIndex }), [
      [1, 2],
      [3, 4],
      [3, 4],
    ]);
    expectTensor(grad(sum)(table), [
      [1, 1],
      [0, 0],
    ]);
  });

  it('refuses a padding row that does not exist', () => {
    const words = tensor([0], { dtype: 'int32' });
    expect(errorOf(() => ops.embedding(words, ones([2, 1]), { paddingIndex: 2 }))).toMatchObject({
      code: 'index',
    });
  });

  it('looks rows up', () => {
    expectTensor(
      ops.embedding(
        tensor([[1], [0]], { dtype: 'int32' }),
        tensor([
          [1, 2],
          [3, 4],
        ]),
      ),
      [[[3, 4]], [[1, 2]]],
    );
    expect(errorOf(() => ops.embedding(tensor([2], { dtype: 'int32' }), zeros([2, 2])))).toMatchObject({
      op: 'embedding',
      code: 'index',
    });
    expect(errorOf(() => ops.embedding(tensor([2]), zeros([2, 2])))).toMatchObject({
      op: 'embedding',
      code: 'dtype',
    });
  });

  it('drops the given share and keeps the expected value', () => {
    const y = ops.dropout(ones([10_000]), 0.25, { generator: new ops.Generator(1) });
    const kept = ops.unique(y);
    expectTensor(kept.values, [0, 4 / 3]);
    expect(Math.abs((kept.counts.toArray() as number[])[0]! - 2500)).toBeLessThan(150);
    const x = ones([3]);
    expect(ops.dropout(x, 0)).toBe(x);
    expect(errorOf(() => ops.dropout(x, 1)).code).toBe('value');
    expect(errorOf(() => ops.dropout(x, Number.NaN)).code).toBe('value');
  });
});
