import * as ops from '@cambium/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { errorOf, expectTensor, useCpu } from './support.ts';

const { tensor, zeros } = ops;

beforeAll(useCpu);

const x = () =>
  tensor([
    [1, 2, 3],
    [4, 5, 6],
  ]);
const ints = (values: ops.NestedValues) => tensor(values, { dtype: 'int32' });

describe('reshape', () => {
  it('is a view where the layout allows, and copies where it does not', () => {
    const source = x();
    expect(ops.reshape(source, [3, 2]).storage).toBe(source.storage);
    const turned = ops.transpose(source);
    expect(ops.reshape(turned, [6]).storage).not.toBe(source.storage);
    expectTensor(ops.reshape(turned, [2, 3]), [
      [1, 4, 2],
      [5, 3, 6],
    ]);
  });

  it('computes one dimension', () => {
    expect(ops.reshape(x(), [-1]).shape).toEqual([6]);
    expect(ops.reshape(zeros([0, 3]), [-1, 3]).shape).toEqual([0, 3]);
    expectTensor(ops.reshape(5, [1, 1]), [[5]]);
  });

  it('names the numbers of elements that differ', () => {
    expect(errorOf(() => ops.reshape(x(), [4])).message).toContain('[2, 3] (6 elements) as [4] (4 elements)');
    expect(errorOf(() => ops.reshape(x(), [-1, 4]))).toMatchObject({ op: 'reshape', code: 'shape' });
    expect(errorOf(() => ops.reshape(x(), [-1, -1])).code).toBe('shape');
    expect(errorOf(() => ops.reshape(x(), [Number.NaN])).code).toBe('shape');
    expect(errorOf(() => ops.reshape(zeros([0]), [-1, 0])).code).toBe('shape');
  });

  it('flattens, with low ranks left as they are', () => {
    expect(ops.flatten(zeros([2, 3, 4])).shape).toEqual([2, 12]);
    expect(ops.flatten(zeros([2, 3, 4]), 0, 1).shape).toEqual([6, 4]);
    expect(ops.flatten(zeros([5])).shape).toEqual([5]);
    expect(ops.flatten(tensor(1)).shape).toEqual([1]);
    expect(errorOf(() => ops.flatten(zeros([2, 3]), 1, 0)).code).toBe('axis');
  });

  it('squeezes and expands', () => {
    expect(ops.squeeze(zeros([1, 2, 1])).shape).toEqual([2]);
    expect(ops.squeeze(zeros([1, 2, 1]), -1).shape).toEqual([1, 2]);
    expect(ops.squeeze(zeros([1, 0]), 0).shape).toEqual([0]);
    expect(errorOf(() => ops.squeeze(zeros([1, 2]), 1))).toMatchObject({ op: 'squeeze', code: 'shape' });
    expect(ops.expandDims(zeros([2]), -1).shape).toEqual([2, 1]);
    expect(errorOf(() => ops.expandDims(zeros([2]), 2)).code).toBe('axis');
  });

  it('permutes axes without copying', () => {
    const source = zeros([2, 3, 4]);
    expect(ops.transpose(source).shape).toEqual([4, 3, 2]);
    expect(ops.transpose(source, [-1, 0, 1]).shape).toEqual([4, 2, 3]);
    expect(ops.swapAxes(source, 0, 2).shape).toEqual([4, 3, 2]);
    expect(ops.moveAxis(source, 0, -1).shape).toEqual([3, 4, 2]);
    expect(ops.transpose(source).storage).toBe(source.storage);
    expect(errorOf(() => ops.transpose(source, [0, 0, 1])).code).toBe('axis');
    expect(errorOf(() => ops.transpose(source, [0, 1])).code).toBe('axis');
  });

  it('broadcasts, but does not shrink', () => {
    expectTensor(ops.broadcastTo(7, [2, 2]), [
      [7, 7],
      [7, 7],
    ]);
    expect(errorOf(() => ops.broadcastTo(zeros([2, 3]), [3])).code).toBe('shape');
  });

  it('makes strided tensors contiguous', () => {
    const turned = ops.transpose(x());
    expect(ops.contiguous(turned).layout.isContiguous).toBe(true);
    expectTensor(ops.contiguous(turned), [
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
  });
});

describe('slice', () => {
  // The same cases in Python give the expected lists.
  const cases: readonly [ops.Range, number[]][] = [
    [null, [0, 1, 2, 3, 4]],
    [
      [1, 3],
      [1, 2],
    ],
    [
      [-2, null],
      [3, 4],
    ],
    [
      [null, -2],
      [0, 1, 2],
    ],
    [
      [null, null, 2],
      [0, 2, 4],
    ],
    [
      [null, null, -1],
      [4, 3, 2, 1, 0],
    ],
    [
      [3, 0, -2],
      [3, 1],
    ],
    [
      [-1, -4, -1],
      [4, 3, 2],
    ],
    [
      [1, null, -1],
      [1, 0],
    ],
    [
      [-100, 100],
      [0, 1, 2, 3, 4],
    ],
    [
      [100, -100, -2],
      [4, 2, 0],
    ],
    [[3, 1], []],
    [[5, null], []],
    [[null, null, 7], [0]],
  ];
  it.each(cases)('%j gives %j', (range, expected) => {
    expectTensor(ops.slice(ops.arange(5), range), expected);
  });

  it('cuts several axes and works on views', () => {
    expectTensor(ops.slice(ops.transpose(x()), [1, null], [null, null, -1]), [
      [5, 2],
      [6, 3],
    ]);
    expect(ops.slice(zeros([0, 3]), [0, 5]).shape).toEqual([0, 3]);
  });

  it('refuses step 0, fractions and too many ranges', () => {
    expect(errorOf(() => ops.slice(x(), [0, 1, 0])).code).toBe('value');
    expect(errorOf(() => ops.slice(x(), [0.5, 1])).code).toBe('value');
    expect(errorOf(() => ops.slice(x(), null, null, null))).toMatchObject({ op: 'slice', code: 'axis' });
    expect(errorOf(() => ops.slice(x(), 1 as never)).message).toContain('at()');
  });

  it('at drops axes and insists on places that exist', () => {
    expectTensor(ops.at(x(), -1), [4, 5, 6]);
    expectTensor(ops.at(x(), 0, 1), 2);
    expectTensor(ops.at(ops.transpose(x()), 2), [3, 6]);
    expect(ops.at(zeros([2, 0]), 1).shape).toEqual([0]);
    expect(errorOf(() => ops.at(x(), 2))).toMatchObject({ op: 'at', code: 'index' });
    expect(errorOf(() => ops.at(x(), Number.NaN)).code).toBe('index');
    expect(errorOf(() => ops.at(tensor(1), 0)).code).toBe('axis');
  });

  it('splits in equal or given parts', () => {
    expect(ops.split(x(), 3, 1).map((part) => part.toArray())).toEqual([
      [[1], [4]],
      [[2], [5]],
      [[3], [6]],
    ]);
    expect(ops.split(x(), [1, 0, 2], -1).map(({ shape }) => shape)).toEqual([
      [2, 1],
      [2, 0],
      [2, 2],
    ]);
    expect(errorOf(() => ops.split(x(), 2, 1))).toMatchObject({ op: 'split', code: 'shape' });
    expect(errorOf(() => ops.split(x(), 0)).code).toBe('value');
    expect(ops.unstack(x(), 1).map((part) => part.toArray())).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
  });

  it('flips and rolls', () => {
    expectTensor(ops.flip(x()), [
      [6, 5, 4],
      [3, 2, 1],
    ]);
    expectTensor(ops.flip(x(), 0), [
      [4, 5, 6],
      [1, 2, 3],
    ]);
    expect(ops.flip(zeros([0, 2])).shape).toEqual([0, 2]);
    expect(ops.flip(zeros([2, 0, 3])).toArray()).toEqual([[], []]);
    expectTensor(ops.roll(x(), -1, 1), [
      [2, 3, 1],
      [5, 6, 4],
    ]);
    expectTensor(ops.roll(x(), 5, 0), [
      [4, 5, 6],
      [1, 2, 3],
    ]);
  });
});

describe('joining', () => {
  it('lets an empty list begin a concatenation of any rank', () => {
    expectTensor(ops.concat([zeros([0]), x()], 1), x().toArray());
    expect(ops.concat([zeros([0]), zeros([0])]).shape).toEqual([0]);
  });

  it('concatenates in the common dtype, empty parts included', () => {
    const joined = ops.concat([ints([1]), zeros([0]), tensor([2.5])]);
    expect(joined.dtype).toBe('float32');
    expectTensor(joined, [1, 2.5]);
    expectTensor(ops.concat([x(), ops.flip(x())], 1), [
      [1, 2, 3, 6, 5, 4],
      [4, 5, 6, 3, 2, 1],
    ]);
  });

  it('stacks along a new axis anywhere', () => {
    expectTensor(ops.stack([tensor([1, 2]), tensor([3, 4])], -1), [
      [1, 3],
      [2, 4],
    ]);
    expectTensor(ops.stack([tensor(1), tensor(2)]), [1, 2]);
    expect(ops.stack([zeros([0, 2]), zeros([0, 2])], 1).shape).toEqual([0, 2, 2]);
  });

  it('refuses shapes that do not fit', () => {
    expect(errorOf(() => ops.concat([zeros([1, 2]), zeros([1, 3])]))).toMatchObject({
      op: 'concat',
      code: 'shape',
    });
    expect(errorOf(() => ops.concat([])).code).toBe('shape');
    expect(errorOf(() => ops.stack([zeros([2]), zeros([3])])).message).toContain('concat()');
  });

  it('tiles and repeats', () => {
    expectTensor(ops.tile(tensor([[1, 2]]), [2, 2]), [
      [1, 2, 1, 2],
      [1, 2, 1, 2],
    ]);
    expectTensor(ops.tile(tensor([1, 2]), [2, 1]), [
      [1, 2],
      [1, 2],
    ]);
    expectTensor(ops.tile(tensor([[1], [2]]), [2]), [
      [1, 1],
      [2, 2],
    ]);
    expect(ops.tile(tensor([1, 2]), [0]).shape).toEqual([0]);
    expectTensor(ops.repeat(x(), 2, 0), [
      [1, 2, 3],
      [1, 2, 3],
      [4, 5, 6],
      [4, 5, 6],
    ]);
    expect(errorOf(() => ops.repeat(x(), -1, 0)).code).toBe('shape');
  });

  it('spans grids', () => {
    const [columns, rows] = ops.meshgrid([tensor([1, 2, 3]), tensor([4, 5])]) as [ops.Tensor, ops.Tensor];
    expectTensor(columns, [
      [1, 2, 3],
      [1, 2, 3],
    ]);
    expectTensor(rows, [
      [4, 4, 4],
      [5, 5, 5],
    ]);
    expectTensor(ops.meshgrid([tensor([1, 2, 3]), tensor([4, 5])], { indexing: 'ij' })[0]!, [
      [1, 1],
      [2, 2],
      [3, 3],
    ]);
  });
});

describe('pad', () => {
  const v = () => tensor([1, 2, 3]);
  it('fills the border by mode', () => {
    expectTensor(ops.pad(v(), [[1, 2]], { value: 9 }), [9, 1, 2, 3, 9, 9]);
    expectTensor(ops.pad(v(), [[-1, 2]]), [2, 3, 0, 0]);
    expectTensor(ops.pad(v(), [[-4, 3]], { mode: 'replicate' }), [3, 3]);
    expectTensor(ops.pad(v(), [[2, -2]], { mode: 'circular' }), [2, 3, 1]);
    expectTensor(ops.pad(v(), [[2, 2]], { mode: 'reflect' }), [3, 2, 1, 2, 3, 2, 1]);
    expectTensor(ops.pad(v(), [[2, 4]], { mode: 'replicate' }), [1, 1, 1, 2, 3, 3, 3, 3, 3]);
    expectTensor(ops.pad(v(), [[2, 3]], { mode: 'circular' }), [2, 3, 1, 2, 3, 1, 2, 3]);
    expectTensor(
      ops.pad(
        x(),
        [
          [1, 0],
          [0, 1],
        ],
        { mode: 'reflect' },
      ),
      [
        [4, 5, 6, 5],
        [1, 2, 3, 2],
        [4, 5, 6, 5],
      ],
    );
    expectTensor(ops.pad(tensor([true]), [[1, 0]]), [false, true]);
    expectTensor(
      ops.pad(ops.transpose(x()), [
        [0, 0],
        [1, 0],
      ]),
      [
        [0, 1, 4],
        [0, 2, 5],
        [0, 3, 6],
      ],
    );
  });

  it('refuses mirrors wider than the tensor, and widths that do not fit', () => {
    expect(errorOf(() => ops.pad(v(), [[3, 0]], { mode: 'reflect' }))).toMatchObject({
      op: 'pad',
      code: 'shape',
    });
    expect(errorOf(() => ops.pad(v(), [[4, 0]], { mode: 'circular' })).code).toBe('shape');
    expect(errorOf(() => ops.pad(zeros([0]), [[1, 0]], { mode: 'replicate' })).code).toBe('shape');
    expect(errorOf(() => ops.pad(v(), [[-4, 0]])).code).toBe('shape');
    expect(errorOf(() => ops.pad(x(), [[1, 1]])).code).toBe('shape');
    expect(errorOf(() => ops.pad(v(), [[1, 1]], { mode: 'mirror' as never })).code).toBe('value');
  });
});

describe('diagonals and triangles', () => {
  it('build matrices from vectors and read them back', () => {
    for (const offset of [-2, -1, 0, 1, 2]) {
      const matrix = ops.diag(tensor([1, 2, 3]), offset);
      expect(matrix.shape).toEqual([3 + Math.abs(offset), 3 + Math.abs(offset)]);
      expectTensor(ops.diag(matrix, offset), [1, 2, 3]);
      expectTensor(ops.sum(matrix), 6);
    }
    expectTensor(ops.diag(x(), 1), [2, 6]);
    expectTensor(ops.diag(x(), -1), [4]);
    expectTensor(ops.diag(x(), 5), []);
    expectTensor(ops.diag(ops.transpose(x())), [1, 5]);
    expect(errorOf(() => ops.diag(zeros([1, 1, 1]))).code).toBe('shape');
  });

  it('keep what lies on the diagonal', () => {
    const square = ops.ones([3, 3]);
    expectTensor(ops.tril(square), [
      [1, 0, 0],
      [1, 1, 0],
      [1, 1, 1],
    ]);
    expectTensor(ops.triu(square, 1), [
      [0, 1, 1],
      [0, 0, 1],
      [0, 0, 0],
    ]);
    expectTensor(ops.tril(ops.ones([2, 1, 2]), -1), [[[0, 0]], [[0, 0]]]);
    expect(ops.triu(ops.ones([2, 2], { dtype: 'bool' })).dtype).toBe('bool');
    expect(errorOf(() => ops.tril(tensor([1]))).code).toBe('shape');
  });
});

describe('indexing', () => {
  it('gathers slices along any axis', () => {
    expectTensor(ops.gather(x(), ints([[1, 0]])), [
      [
        [4, 5, 6],
        [1, 2, 3],
      ],
    ]);
    expectTensor(ops.gather(x(), ints([2, 0]), -1), [
      [3, 1],
      [6, 4],
    ]);
    expectTensor(ops.gather(x(), 1), [4, 5, 6]);
    expectTensor(ops.gather(ops.transpose(x()), tensor([2], { dtype: 'uint8' })), [[3, 6]]);
    expectTensor(ops.take(ops.transpose(x()), ints([1, 5])), [4, 6]);
    expect(ops.gather(x(), zeros([0], { dtype: 'int32' })).shape).toEqual([0, 3]);
  });

  it('refuses places outside and indices that are floats', () => {
    expect(errorOf(() => ops.gather(x(), ints([2])))).toMatchObject({ op: 'gather', code: 'index' });
    expect(errorOf(() => ops.gather(x(), ints([-1]))).code).toBe('index');
    expect(errorOf(() => ops.take(x(), ints([6])))).toMatchObject({ op: 'take', code: 'index' });
    expect(errorOf(() => ops.gather(x(), tensor([1])))).toMatchObject({ op: 'gather', code: 'dtype' });
  });

  it('scatters elements and slices, adding up repeats', () => {
    expectTensor(ops.takeAlongAxis(x(), ints([[0], [2]]), 1), [[1], [6]]);
    expectTensor(
      ops.scatterAdd(
        x(),
        ints([
          [0, 0],
          [2, 1],
        ]),
        tensor([
          [10, 20],
          [30, 40],
        ]),
        1,
      ),
      [
        [31, 2, 3],
        [4, 45, 36],
      ],
    );
    expectTensor(ops.indexAdd(x(), ints([0, 0]), ops.ones([2, 2]), 1), [
      [3, 2, 3],
      [6, 5, 6],
    ]);
    expect(errorOf(() => ops.scatterAdd(x(), ints([[0], [0], [0]]), ops.ones([3, 1]), 1)).code).toBe('shape');
    expect(errorOf(() => ops.indexAdd(x(), ints([0]), ops.ones([2, 2]), 1)).code).toBe('shape');
    expect(errorOf(() => ops.scatterAdd(x(), ints([[3], [0]]), ops.ones([2, 1]), 1))).toMatchObject({
      op: 'scatterAdd',
      code: 'index',
    });
  });

  it('picks by mask and lists what is not 0', () => {
    expectTensor(ops.booleanMask(x(), ops.greater(x(), 2)), [3, 4, 5, 6]);
    expectTensor(ops.booleanMask(x(), tensor([false, true])), [[4, 5, 6]]);
    expect(ops.booleanMask(x(), tensor([false, false])).shape).toEqual([0, 3]);
    expectTensor(
      ops.nonZero(
        tensor([
          [0, 5],
          [7, 0],
        ]),
      ),
      [
        [0, 1],
        [1, 0],
      ],
    );
    expect(ops.nonZero(tensor(3)).shape).toEqual([1, 0]);
    expect(errorOf(() => ops.booleanMask(x(), tensor([true]))).code).toBe('shape');
    expect(errorOf(() => ops.booleanMask(x(), x())).code).toBe('dtype');
  });

  it('encodes classes, those out of range as zeros', () => {
    expectTensor(ops.oneHot(ints([1, -1, 3]), 3), [
      [0, 1, 0],
      [0, 0, 0],
      [0, 0, 0],
    ]);
    expect(ops.oneHot(ints([[1]]), 2, { dtype: 'int32' })).toMatchObject({
      shape: [1, 1, 2],
      dtype: 'int32',
    });
    expect(errorOf(() => ops.oneHot(tensor([1]), 2))).toMatchObject({ op: 'oneHot', code: 'dtype' });
  });

  it('writes into part of a cell', () => {
    const cell = new ops.Cell(zeros([2, 3]));
    ops.setSlice(cell, [null, [0, 2]], tensor([1, 2]));
    ops.setSlice(
      cell,
      [
        [1, 2],
        [null, null, -2],
      ],
      9,
    );
    expectTensor(cell.value, [
      [1, 2, 0],
      [9, 2, 9],
    ]);
    expect(errorOf(() => ops.setSlice(cell, [[0, 1]], zeros([2, 3]))).code).toBe('shape');
    expect(errorOf(() => ops.setSlice(cell, [], ints([1]))).code).toBe('dtype');
    expect(errorOf(() => ops.setSlice(zeros([1]) as never, [], 1)).message).toContain('Cell');
    expectTensor(cell.value, [
      [1, 2, 0],
      [9, 2, 9],
    ]);
  });
});
