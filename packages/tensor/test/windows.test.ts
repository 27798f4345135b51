import { checkGradients, grad } from '@cambium/autograd';
import * as ops from '@cambium/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { errorOf, expectTensor, useCpu } from './support.ts';

const { tensor, zeros } = ops;

beforeAll(useCpu);

const flat = (x: ops.Tensor) => ops.flatten(x, 0);
const column = (values: number[], rows: number, columns: number) =>
  tensor(values, { shape: [1, rows, columns, 1] });

describe('maxPool2dWithIndices', () => {
  it('gives the values of maxPool2d and their places in the image', () => {
    const x = ops.normal([2, 5, 6, 3]);
    const options = { stride: 2, padding: 1 } as const;
    const { values, indices } = ops.maxPool2dWithIndices(x, 3, options);
    expectTensor(values, ops.maxPool2d(x, 3, options).toArray());
    const places = ops.reshape(indices, [2, indices.size / 2]);
    expectTensor(
      ops.reshape(values, [2, values.size / 2]),
      ops.takeAlongAxis(ops.reshape(x, [2, 90]), places, 1).toArray(),
    );
  });

  it('takes the first of equals, and steps over gaps', () => {
    const x = column([1, 1, 1, 7, 1, 1, 1, 1, 7], 3, 3);
    expectTensor(flat(ops.maxPool2dWithIndices(x, 2, { dilation: 2 }).indices), [8]);
    expectTensor(flat(ops.maxPool2dWithIndices(column([3, 3], 1, 2), [1, 2]).indices), [0]);
  });

  it('gives the gradient to the greatest element', () => {
    const total = (x: ops.Tensor) => ops.sum(ops.maxPool2dWithIndices(x, 2).values);
    expectTensor(flat(grad(total)(column([1, 5, 3, 2], 2, 2))), [0, 1, 0, 0]);
  });

  it('refuses a window that does not fit', () => {
    expect(errorOf(() => ops.maxPool2dWithIndices(zeros([1, 2, 2, 1]), 3))).toMatchObject({
      op: 'maxPool2dWithIndices',
      code: 'shape',
    });
  });
});

describe('pooling', () => {
  it('takes borders that are wider on one side than half of the window', () => {
    const padding = [
      [1, 2],
      [0, 0],
    ] as const;
    const x = column([1, 2, 3], 3, 1);
    expectTensor(flat(ops.maxPool2d(x, [3, 1], { stride: 1, padding })), [2, 3, 3, 3]);
    expectTensor(
      flat(ops.avgPool2d(x, [3, 1], { stride: 1, padding, countPadding: false })),
      [1.5, 2, 2.5, 3],
    );
  });

  it('refuses a border as wide as the window', () => {
    expect(errorOf(() => ops.maxPool2d(zeros([1, 2, 2, 1]), 2, { padding: 2 })).message).toContain(
      'see nothing',
    );
  });
});

describe('dilation2d', () => {
  it('is max pooling with a filter of zeros', () => {
    const x = ops.normal([2, 5, 6, 3]);
    expectTensor(
      ops.dilation2d(x, zeros([2, 3, 3]), { stride: 2, padding: 'same' }),
      ops.maxPool2d(x, [2, 3], { stride: 2, padding: 'same' }).toArray(),
    );
  });

  it('adds the filter before it compares', () => {
    const filter = tensor([0, 4, 1, 0], { shape: [2, 2, 1] });
    expectTensor(flat(ops.dilation2d(column([1, 2, 3, 4], 2, 2), filter)), [6]);
  });

  it('has the gradient of finite differences for images and filter', () => {
    const x = tensor([0.1, 0.9, -0.4, 0.6, 1.7, 0.2], { shape: [1, 2, 3, 1], dtype: 'float64' });
    const filter = tensor([0.3, -0.2], { shape: [1, 2, 1], dtype: 'float64' });
    const fn = (...[a, b]: ops.Tensor[]) => ops.sum(ops.square(ops.dilation2d(a!, b!)));
    expect(checkGradients(fn, [x, filter]).verdict).toBe('good');
  });

  it('refuses a filter that does not fit the channels', () => {
    expect(errorOf(() => ops.dilation2d(zeros([1, 2, 2, 3]), zeros([2, 2, 1]))).code).toBe('shape');
  });
});

describe('localResponseNorm', () => {
  it('divides by the squares of the neighbouring channels', () => {
    const y = ops.localResponseNorm(tensor([1, 2, 3]), { radius: 1, bias: 1, alpha: 2, beta: 1 });
    expectTensor(y, [1 / 11, 2 / 29, 3 / 27]);
  });

  it('sums over all channels with a radius beyond them', () => {
    const y = ops.localResponseNorm(tensor([[3, 4]]), { radius: 9, bias: 0, alpha: 1, beta: 0.5 });
    expectTensor(y, [[0.6, 0.8]]);
  });

  it('has the gradient of finite differences', () => {
    const x = tensor([0.5, -1, 2, 0.3], { dtype: 'float64' });
    const fn = (...[each]: ops.Tensor[]) =>
      ops.sum(ops.square(ops.localResponseNorm(each!, { radius: 1, alpha: 0.5 })));
    expect(checkGradients(fn, [x]).verdict).toBe('good');
  });

  it('refuses a radius that is no whole number', () => {
    expect(errorOf(() => ops.localResponseNorm(zeros([3]), { radius: 0.5 })).code).toBe('value');
  });
});

describe('pad', () => {
  it('mirrors with the edge in the mode symmetric, up to the whole length', () => {
    expectTensor(ops.pad(tensor([1, 2, 3]), [[3, 1]], { mode: 'symmetric' }), [3, 2, 1, 1, 2, 3, 3]);
    expect(errorOf(() => ops.pad(tensor([1, 2]), [[3, 0]], { mode: 'symmetric' })).code).toBe('shape');
  });

  it('gives mirrored elements their part of the gradient', () => {
    const total = (x: ops.Tensor) => ops.sum(ops.pad(x, [[1, 2]], { mode: 'symmetric' }));
    expectTensor(grad(total)(tensor([1, 2, 3])), [2, 2, 2]);
  });
});

describe('windows of signals', () => {
  it('fade out on both sides, or without the last value', () => {
    expectTensor(ops.hannWindow(5, { periodic: false }), [0, 0.5, 1, 0.5, 0]);
    expectTensor(ops.hannWindow(4), [0, 0.5, 1, 0.5]);
    expectTensor(ops.hammingWindow(3, { periodic: false }), [0.08, 1, 0.08]);
    expectTensor(ops.hannWindow(1), [1]);
  });

  it('have at least one value', () => {
    expect(errorOf(() => ops.hannWindow(0))).toMatchObject({ op: 'hannWindow', code: 'value' });
    expect(errorOf(() => ops.hammingWindow(2.5)).code).toBe('value');
  });
});
