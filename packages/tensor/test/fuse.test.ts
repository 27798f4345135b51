import { createCpuBackend } from '@cambium/backend-cpu';
import {
  add,
  Cell,
  exp,
  fuse,
  greater,
  matmul,
  memory,
  mul,
  observe,
  relu,
  scope,
  setBackend,
  sub,
  sum,
  type Tensor,
  tensor,
  transpose,
  where,
} from '@cambium/tensor';
import { beforeAll, describe, expect, it } from 'vitest';

beforeAll(() => void setBackend(createCpuBackend()));

const chain = (a: Tensor, b: Tensor): Tensor => sub(mul(relu(add(mul(a, b), 0.5)), a), b);
const x = () => tensor([1, -2, 3]);
const y = () => tensor([4, 5, -6]);

/** The ops that a function runs. */
function opsOf(fn: () => unknown): string[] {
  const names: string[] = [];
  const stop = observe((name) => void names.push(name));
  fn();
  stop();
  return names;
}

describe('fuse', () => {
  it('gives what the function gives, as one op from the second call on', () => {
    const fused = fuse(chain);
    expect(fused(x(), y()).toArray()).toEqual(chain(x(), y()).toArray());
    const [a, b] = [y(), x()];
    let value = a;
    expect(opsOf(() => (value = fused(a, b)))).toEqual(['elementwise']);
    expect(value.toArray()).toEqual(chain(a, b).toArray());
  });

  it('traces anew for other shapes and dtypes', () => {
    const fused = fuse(chain);
    fused(x(), y());
    for (const inputs of [
      [tensor([[1], [2]]), tensor([[3], [4]])],
      [tensor([1, 2], { dtype: 'int32' }), tensor([3, 4], { dtype: 'int32' })],
      [tensor([1, 2], { dtype: 'float64' }), tensor(3, { dtype: 'float64' })],
    ] as const) {
      fused(...inputs);
      const [again, expected] = [fused(...inputs), chain(...inputs)];
      expect(again.toArray()).toEqual(expected.toArray());
      expect(again.dtype).toBe(expected.dtype);
    }
  });

  it('does not take one argument for the other that was the same tensor at first', () => {
    const fused = fuse((a, b) => sub(a, b));
    const same = x();
    fused(same, same);
    expect(fused(x(), y()).toArray()).toEqual([-3, -7, 9]);
  });

  it('reads a cell anew at each call, and assigns it', () => {
    const total = new Cell(tensor([0, 0, 0]));
    const fused = fuse((a) => {
      total.assign(add(total, a));
      return mul(total, 2);
    });
    fused(x());
    expect(fused(x()).toArray()).toEqual([4, -8, 12]);
    total.assign(tensor([1, 1, 1]));
    expect(fused(x()).toArray()).toEqual([4, -2, 8]);
    expect(total.value.toArray()).toEqual([2, -1, 4]);
  });

  it('returns several results, also its arguments', () => {
    const fused = fuse((a, b) => [add(a, b), a, greater(a, b), a]);
    for (let call = 0; call < 2; call++) {
      expect(fused(x(), y()).map((each) => each.toArray())).toEqual([
        [5, 3, -3],
        [1, -2, 3],
        [false, false, true],
        [1, -2, 3],
      ]);
    }
  });

  it('fuses functions that are made of fused ones', () => {
    const inner = fuse(chain);
    const outer = fuse((a, b) => add(inner(a, b), inner(b, a)));
    const expected = add(chain(x(), y()), chain(y(), x())).toArray();
    for (let call = 0; call < 3; call++) expect(outer(x(), y()).toArray()).toEqual(expected);
    expect(opsOf(() => outer(x(), y()))).toEqual(['elementwise']);
  });

  it('frees what is in between', () => {
    const fused = fuse(chain);
    const [a, b] = [x(), y()];
    scope(() => void fused(a, b));
    const before = memory().tensors;
    scope(() => void fused(a, b));
    expect(memory().tensors).toBe(before);
  });

  it.each<[string, (a: Tensor) => Tensor, RegExp]>([
    ['a reduction', (a) => mul(a, sum(a)), /'sum' does not treat each element/],
    ['a product of matrices', (a) => matmul(a, a), /'matmul' does not treat/],
    ['another order of elements', (a) => add(a, transpose(a)), /'permute' does not treat/],
    ['values read on the host', (a) => mul(a, a.dataSync()[0]!), /reads values on the host/],
    [
      'host data',
      (a) =>
        mul(
          a,
          tensor([
            [1, 2],
            [3, 4],
          ]),
        ),
      /made by 'tensor' is neither an argument nor a cell/,
    ],
    ['a cell of its own', (a) => mul(a, new Cell(a)), /neither an argument nor a cell/],
  ])('says why it cannot: %s', (_what, fn, message) => {
    const fused = fuse(fn);
    expect(() =>
      fused(
        tensor([
          [1, 2],
          [3, 4],
        ]),
      ),
    ).toThrow(expect.objectContaining({ code: 'value', message: expect.stringMatching(message) }));
  });

  it('refuses to broadcast rows', () => {
    const row = new Cell(tensor([1, 2]));
    const fused = fuse((a) => add(a, row));
    expect(() =>
      fused(
        tensor([
          [1, 2],
          [3, 4],
        ]),
      ),
    ).toThrow(/one shape or one element here, got \[2, 2\] and \[2\]/);
  });

  it('treats choices and special values as the ops do', () => {
    const fn = (a: Tensor): Tensor => where(greater(exp(a), 1), a, mul(a, -1));
    const fused = fuse(fn);
    const values = tensor([-1, 0, 2, Number.NaN, Infinity, -Infinity]);
    fused(values);
    expect(fused(values).dataSync()).toEqual(fn(values).dataSync());
  });
});
