import { createCpuBackend } from '@cambium/backend-cpu';
import * as ops from '@cambium/tensor';
import { beforeEach, describe, expect, it } from 'vitest';
import { errorOf, expectTensor, useCpu } from './support.ts';

const { Cell, keep, memory, openRegion, scope, tensor, zeros } = ops;

beforeEach(useCpu);

/** How the ledger changes while `work` runs. */
function change(work: () => void): { bytes: number; storages: number; tensors: number } {
  const before = memory();
  work();
  const after = memory();
  return {
    bytes: after.bytes - before.bytes,
    storages: after.storages - before.storages,
    tensors: after.tensors - before.tensors,
  };
}

const nothing = { bytes: 0, storages: 0, tensors: 0 };

describe('scopes', () => {
  it('free what is made inside', () => {
    expect(change(() => scope(() => void ops.softmax(ops.add(zeros([100]), 1))))).toEqual(nothing);
  });

  it('hand returned tensors to the surrounding scope, also inside objects', () => {
    let inner: { list: ops.Tensor[]; map: Map<string, ops.Tensor> } | null = null;
    const left = change(() => {
      scope(() => {
        inner = scope(() => ({ list: [ops.add(zeros([2]), 1)], map: new Map([['a', zeros([3])]]) }));
        expectTensor(inner.list[0]!, [1, 1]);
        expect(inner.map.get('a')!.isDisposed).toBe(false);
      });
    });
    expect(left).toEqual(nothing);
    expect(inner!.list[0]!.isDisposed).toBe(true);
  });

  it('keep the storage of a view that is returned', () => {
    const row = scope(() =>
      ops.at(
        tensor([
          [1, 2],
          [3, 4],
        ]),
        1,
      ),
    );
    expectTensor(row, [3, 4]);
    expect(change(() => row.dispose()).storages).toBe(-1);
  });

  it('free everything when the function throws', () => {
    expect(
      change(() => {
        expect(() => scope(() => ops.matmul(zeros([2, 3]), zeros([2, 3])))).toThrow(ops.TensorError);
      }),
    ).toEqual(nothing);
  });

  it('leave kept tensors alone', () => {
    let kept: ops.Tensor | null = null;
    scope(() => {
      kept = keep(tensor([1]));
    });
    expectTensor(kept!, [1]);
    expect(change(() => kept!.dispose()).bytes).toBe(-4);
  });

  it('refuse promises', () => {
    const error = errorOf(() => scope((() => Promise.resolve(1)) as never));
    expect(error).toMatchObject({ op: 'scope', code: 'scope' });
  });

  it('keep memory flat over a loop with cells', () => {
    const weight = new Cell(zeros([50]));
    const step = () => scope(() => void weight.assign(ops.add(ops.mul(weight, 0.9), ops.normal([50]))));
    step();
    expect(
      change(() => {
        for (let i = 0; i < 100; i++) step();
      }),
    ).toEqual(nothing);
  });
});

describe('disposal', () => {
  it('makes later use an error that names the maker', () => {
    const x = ops.exp(zeros([2]));
    x.dispose();
    x.dispose();
    const error = errorOf(() => ops.add(x, 1));
    expect(error.code).toBe('disposed');
    expect(error.message).toContain("made by 'exp'");
    expect(errorOf(() => x.toArray()).code).toBe('disposed');
  });

  it('frees storage only with its last view', () => {
    const x = zeros([4]);
    const view = ops.reshape(x, [2, 2]);
    expect(change(() => x.dispose())).toEqual({ bytes: 0, storages: 0, tensors: -1 });
    expectTensor(view, [
      [0, 0],
      [0, 0],
    ]);
    expect(change(() => view.dispose()).bytes).toBe(-16);
  });

  it('happens at the end of a using block', () => {
    const left = change(() => {
      using x = zeros([4]);
      expect(x.size).toBe(4);
    });
    expect(left).toEqual(nothing);
  });
});

describe('regions', () => {
  it('free at each turn what was made since the last', async () => {
    const region = openRegion();
    const before = memory().tensors;
    for (let i = 0; i < 5; i++) {
      ops.add(zeros([2]), 1);
      await Promise.resolve();
      region.turn();
      expect(memory().tensors).toBe(before);
    }
    const outliving = keep(tensor([1]));
    region.close();
    expectTensor(outliving, [1]);
  });

  it('free nothing early when they interleave', () => {
    const outer = openRegion();
    const inner = openRegion();
    const x = tensor([1]);
    outer.turn();
    expectTensor(x, [1]);
    outer.close();
    inner.close();
  });

  it('leave their tensors alive when abandoned', () => {
    const region = openRegion();
    const x = tensor([1]);
    region.abandon();
    expectTensor(x, [1]);
  });
});

describe('the ledger', () => {
  it('lists live bytes by the op that made them', () => {
    scope(() => {
      zeros([1000]);
      expect(memory().byOp.find(({ op }) => op === 'fill')!.bytes).toBeGreaterThanOrEqual(4000);
      expect(memory().byOp.map(({ bytes }) => bytes)).toEqual(
        [...memory().byOp.map(({ bytes }) => bytes)].sort((a, b) => b - a),
      );
    });
  });
});

describe('cells', () => {
  it('copy their initial value and are seen through by ops', () => {
    const source = tensor([1, 2]);
    const cell = new Cell(source);
    source.dispose();
    expectTensor(ops.add(cell, 1), [2, 3]);
    cell.assign(tensor([5, 6]));
    expectTensor(cell.value, [5, 6]);
    cell.assign(7);
    expectTensor(cell.value, [7, 7]);
  });

  it('keep their contents when the value does not fit', () => {
    const cell = new Cell(tensor([1, 2]));
    expect(errorOf(() => cell.assign(zeros([3])))).toMatchObject({ op: 'assign', code: 'shape' });
    expect(errorOf(() => cell.assign(zeros([2], { dtype: 'int32' }))).code).toBe('dtype');
    expectTensor(cell.value, [1, 2]);
  });

  it('are written from strided values and from themselves', () => {
    const cell = new Cell(
      tensor([
        [1, 2],
        [3, 4],
      ]),
    );
    cell.assign(ops.mul(ops.transpose(cell), 2));
    expectTensor(cell.value, [
      [2, 6],
      [4, 8],
    ]);
  });

  it('are required where something is overwritten', () => {
    expect(errorOf(() => ops.checkCell('f', zeros([1]))).message).toContain('new Cell(value)');
  });
});

describe('backends', () => {
  it('live side by side, and tensors move between them', async () => {
    const [first, second] = [ops.getBackend(), createCpuBackend()];
    const x = tensor([1, 2]);
    const y = ops.withBackend(second, () => tensor([3, 4]));
    expect(ops.getBackend()).toBe(first);
    expect(errorOf(() => ops.add(x, y))).toMatchObject({ op: 'add', code: 'backend' });
    expect(errorOf(() => ops.add(x, y)).message).toMatch(
      /on two backends named cpu: .*init\(\).*await t\.to\(backend\)/,
    );
    const moved = await y.to(first);
    expectTensor(ops.add(x, moved), [4, 6]);
    expectTensor(ops.add(y, 1), [4, 5]);
    expect(ops.zerosLike(y).storage.backend).toBe(second);
    for (const z of [
      ops.tril(ops.expandDims(y, 0)),
      ops.where(ops.greater(y, 3), 1, 0),
      ops.dropout(y, 0.5),
      ops.unique(y).values,
      ops.oneHot(ops.cast(y, 'int32'), 5),
    ]) {
      expect(z.storage.backend).toBe(second);
    }
  });
});
