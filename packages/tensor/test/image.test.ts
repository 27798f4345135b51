import { checkGradients } from '@cambium/autograd';
import * as ops from '@cambium/tensor';
import { describe, expect, it } from 'vitest';
import { errorOf, expectTensor, useCpu } from './support.ts';

const { tensor, zeros, ones } = ops;

// Also before the tests are declared, which share some tensors.
useCpu();

/** Images by counting. */
const image = (...shape: number[]) => ops.reshape(ops.arange(ops.sizeOf(shape)), shape);
const float64 = (values: ops.NestedValues) => tensor(values, { dtype: 'float64' });
const int32 = (values: ops.NestedValues) => tensor(values, { dtype: 'int32' });
const flat = (x: ops.Tensor) => ops.flatten(x, 0);

describe('gridSample', () => {
  it('mixes the four neighbours of a place', () => {
    const sampled = ops.gridSample(image(1, 2, 3, 1), tensor([[0.5, 0, 1]]), tensor([[0.5, 1.25, 2]]));
    expectTensor(flat(sampled), [2, 1.25, 5]);
  });

  it('takes the next pixel with nearest, halves upwards', () => {
    const options = { mode: 'nearest' } as const;
    const sampled = ops.gridSample(image(1, 2, 3, 1), tensor([[0.4, 0.5]]), tensor([[1.5, 0.5]]), options);
    expectTensor(flat(sampled), [2, 4]);
  });

  it.each([
    ['constant', [9, 9, 9, 9, 9]],
    ['replicate', [0, 0, 0, 2, 2]],
    ['symmetric', [2, 1, 0, 2, 1]],
    ['circular', [0, 1, 2, 0, 1]],
  ] as const)('reads outside by the mode %s', (outside, expected) => {
    const columns = tensor([[-3, -2, -1, 3, 4]]);
    const sampled = ops.gridSample(image(1, 1, 3, 1), zeros([1, 5]), columns, { outside, value: 9 });
    expectTensor(flat(sampled), [...expected]);
  });

  it('goes over into the first pixel behind the last one where images repeat', () => {
    const sampled = ops.gridSample(image(1, 1, 3, 1), zeros([1, 1]), tensor([[2.5]]), {
      outside: 'circular',
    });
    expectTensor(flat(sampled), [1]);
  });

  it('keeps the images of a batch and their channels apart', () => {
    const x = image(2, 2, 2, 2);
    expectTensor(ops.gridSample(x, tensor([[1], [0]]), tensor([[0], [1]])), [[[4, 5]], [[10, 11]]]);
  });

  it('has the gradient of finite differences for pixels and for places', () => {
    const x = float64([
      [
        [[0.3], [1.2]],
        [[-0.7], [0.4]],
      ],
    ]);
    const places = [float64([[0.3, 0.8]]), float64([[0.6, 0.1]])];
    const fn = (...[pixels, rows, columns]: ops.Tensor[]) =>
      ops.sum(ops.square(ops.gridSample(pixels!, rows!, columns!)));
    expect(checkGradients(fn, [x, ...places]).verdict).toBe('good');
  });

  it('refuses places that do not fit, unknown modes and images without pixels', () => {
    const places = [zeros([1, 2]), zeros([1, 2])] as const;
    expect(errorOf(() => ops.gridSample(zeros([2, 2, 2, 1]), ...places))).toMatchObject({
      code: 'shape',
      message: expect.stringContaining('begin with the batch'),
    });
    expect(
      errorOf(() => ops.gridSample(zeros([1, 2, 2, 1]), ...places, { mode: 'cubic' as never })).code,
    ).toBe('value');
    expect(errorOf(() => ops.gridSample(zeros([1, 0, 2, 1]), ...places)).code).toBe('shape');
  });
});

describe('cropAndResize', () => {
  it('puts the corners of a crop on the corners of its box', () => {
    const crop = ops.cropAndResize(image(1, 3, 3, 1), tensor([[0, 0, 1, 0.5]]), int32([0]), 2);
    expectTensor(flat(crop), [0, 1, 6, 7]);
  });

  it('reads the middle of a box for a single pixel', () => {
    expectTensor(flat(ops.cropAndResize(image(1, 3, 3, 1), tensor([[0, 0, 1, 1]]), int32([0]), 1)), [4]);
  });

  it('turns boxes that are given from the end, and fills what is outside', () => {
    const boxes = tensor([
      [1, 0, 0, 1],
      [0, 0, 2, 1],
    ]);
    const crops = ops.cropAndResize(image(1, 2, 2, 1), boxes, int32([0, 0]), 2, { value: -1 });
    expectTensor(flat(crops), [2, 3, 0, 1, 0, 1, -1, -1]);
  });

  it('cuts each box from its own image', () => {
    const boxes = tensor([
      [0, 0, 0, 0],
      [1, 1, 1, 1],
    ]);
    expectTensor(flat(ops.cropAndResize(image(2, 2, 2, 1), boxes, int32([1, 0]), 1)), [4, 3]);
  });

  it('gives nothing for no boxes', () => {
    expect(ops.cropAndResize(ones([1, 2, 2, 3]), zeros([0, 4]), int32(new Int32Array(0)), 3).shape).toEqual([
      0, 3, 3, 3,
    ]);
  });

  it('has the gradient of finite differences for pixels and for boxes', () => {
    const x = float64([
      [
        [[0.3], [1.2]],
        [[-0.7], [0.4]],
      ],
    ]);
    const fn = (...[pixels, boxes]: ops.Tensor[]) =>
      ops.sum(ops.square(ops.cropAndResize(pixels!, boxes!, int32([0]), [2, 3])));
    expect(checkGradients(fn, [x, float64([[0.1, 0.2, 0.7, 0.9]])]).verdict).toBe('good');
  });

  it('refuses operands that do not fit and images that are not there', () => {
    const x = zeros([1, 2, 2, 1]);
    expect(errorOf(() => ops.cropAndResize(x, zeros([1, 3]), int32([0]), 2)).code).toBe('shape');
    expect(errorOf(() => ops.cropAndResize(x, zeros([1, 4]), int32([0, 0]), 2)).code).toBe('shape');
    expect(errorOf(() => ops.cropAndResize(x, zeros([1, 4]), int32([1]), 2))).toMatchObject({
      op: 'cropAndResize',
      code: 'index',
    });
    expect(errorOf(() => ops.cropAndResize(x, zeros([1, 4]), int32([0]), 0)).code).toBe('value');
  });
});

describe('projectiveTransform', () => {
  it('moves, mirrors and scales', () => {
    const x = image(1, 2, 3, 1);
    expectTensor(flat(ops.projectiveTransform(x, tensor([[1, 0, 1, 0, 1, 0, 0, 0]]))), [1, 2, 0, 4, 5, 0]);
    expectTensor(flat(ops.projectiveTransform(x, tensor([[-1, 0, 2, 0, 1, 0, 0, 0]]))), [2, 1, 0, 5, 4, 3]);
    const wide = ops.projectiveTransform(x, tensor([[0.5, 0, 0, 0, 1, 0, 0, 0]]), { size: [1, 5] });
    expectTensor(flat(wide), [0, 0.5, 1, 1.5, 2]);
  });

  it('divides by the depth of a perspective', () => {
    const transform = tensor([[2, 0, 0, 0, 1, 0, 1, 0]]);
    expectTensor(flat(ops.projectiveTransform(image(1, 1, 3, 1), transform)), [0, 1, 4 / 3]);
  });

  it('takes one transform for all images, or one for each', () => {
    const x = image(2, 1, 2, 1);
    const each = tensor([
      [1, 0, 0, 0, 1, 0, 0, 0],
      [-1, 0, 1, 0, 1, 0, 0, 0],
    ]);
    expectTensor(flat(ops.projectiveTransform(x, each)), [0, 1, 3, 2]);
    expect(errorOf(() => ops.projectiveTransform(x, zeros([3, 8]))).code).toBe('shape');
  });
});

describe('rotateImages', () => {
  it('turns counter-clockwise about the middle', () => {
    const turned = ops.rotateImages(image(1, 3, 3, 1), Math.PI / 2, { mode: 'nearest' });
    expectTensor(flat(turned), [2, 5, 8, 1, 4, 7, 0, 3, 6]);
  });

  it('leaves the given centre in its place', () => {
    const turned = ops.rotateImages(image(1, 3, 3, 1), Math.PI, {
      mode: 'nearest',
      center: [0, 0],
      value: -1,
    });
    expectTensor(flat(turned), [0, -1, -1, -1, -1, -1, -1, -1, -1]);
  });

  it('refuses an angle that is not finite', () => {
    expect(errorOf(() => ops.rotateImages(zeros([1, 2, 2, 1]), Number.NaN)).code).toBe('value');
  });
});

describe('blocks of pixels', () => {
  it('depthToSpace fills blocks row by row, and spaceToDepth takes them back', () => {
    const x = image(1, 1, 2, 8);
    const spread = ops.depthToSpace(x, 2);
    expectTensor(ops.squeeze(spread, 0), [
      [
        [0, 1],
        [2, 3],
        [8, 9],
        [10, 11],
      ],
      [
        [4, 5],
        [6, 7],
        [12, 13],
        [14, 15],
      ],
    ]);
    expectTensor(ops.spaceToDepth(spread, 2), x.toArray());
  });

  it('spaceToBatch makes a convolution with dilation of one without', () => {
    const x = ops.normal([2, 6, 6, 3]);
    const w = ops.normal([2, 2, 3, 4]);
    const apart = ops.conv2d(ops.spaceToBatch(x, [2, 2]), w);
    expectTensor(ops.batchToSpace(apart, [2, 2]), ops.conv2d(x, w, { dilation: 2 }).toArray());
  });

  it('batchToSpace takes off what spaceToBatch has put around', () => {
    const x = image(1, 3, 3, 2);
    const blocks = ops.spaceToBatch(
      x,
      [2, 2],
      [
        [1, 0],
        [0, 1],
      ],
    );
    expect(blocks.shape).toEqual([4, 2, 2, 2]);
    expectTensor(
      ops.batchToSpace(
        blocks,
        [2, 2],
        [
          [1, 0],
          [0, 1],
        ],
      ),
      x.toArray(),
    );
  });

  it.each([
    ['depthToSpace', () => ops.depthToSpace(zeros([1, 2, 2, 6]), 2), 'shape'],
    ['depthToSpace', () => ops.depthToSpace(zeros([1, 2, 2, 4]), 0), 'value'],
    ['spaceToDepth', () => ops.spaceToDepth(zeros([1, 3, 2, 1]), 2), 'shape'],
    ['spaceToBatch', () => ops.spaceToBatch(zeros([1, 3, 3, 1]), [2, 2]), 'shape'],
    ['spaceToBatch', () => ops.spaceToBatch(zeros([1, 4]), [2, 2]), 'shape'],
    ['spaceToBatch', () => ops.spaceToBatch(zeros([1, 4, 4]), [2, 2], [[0, 0]]), 'value'],
    ['batchToSpace', () => ops.batchToSpace(zeros([3, 2, 2, 1]), [2, 2]), 'shape'],
    [
      'batchToSpace',
      () =>
        ops.batchToSpace(
          zeros([4, 1, 1, 1]),
          [2, 2],
          [
            [2, 1],
            [0, 0],
          ],
        ),
      'shape',
    ],
  ])('%s refuses what does not fit', (op, call, code) => {
    expect(errorOf(call)).toMatchObject({ op, code });
  });
});

describe('resize', () => {
  const line = ops.reshape;
  const row = () => line(tensor([0, 4, 8]), [1, 3, 1]);

  it('calculates from the corners of pixels, as TensorFlow 1 and ONNX asymmetric', () => {
    const resized = ops.resize(row(), 6, { mode: 'bilinear', pixelCenter: 'corner' });
    expectTensor(flat(resized), [0, 2, 4, 6, 8, 8]);
  });

  it('picks by the middles of pixels, as nearest-exact', () => {
    expectTensor(flat(ops.resize(row(), 2, { pixelCenter: 'middle' })), [0, 8]);
    expectTensor(flat(ops.resize(row(), 2)), [0, 4]);
  });

  it('picks the next pixel with the corners aligned', () => {
    expectTensor(flat(ops.resize(row(), 5, { alignCorners: true })), [0, 4, 4, 8, 8]);
  });

  it('refuses an unknown centre', () => {
    expect(errorOf(() => ops.resize(row(), 2, { pixelCenter: 'edge' as never })).code).toBe('value');
  });
});
