import * as ops from '@cambium/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { errorOf, expectTensor, useCpu } from './support.ts';

const { arange, eye, full, linspace, tensor, zeros } = ops;

beforeAll(useCpu);

describe('tensor', () => {
  it('takes shape and dtype from the values', () => {
    expect(tensor(3)).toMatchObject({ shape: [], dtype: 'float32' });
    expect(tensor([[1, 2, 3]])).toMatchObject({ shape: [1, 3], dtype: 'float32' });
    expect(tensor([true, false]).dtype).toBe('bool');
    expect(tensor([true, 2]).dtype).toBe('float32');
    expect(tensor([])).toMatchObject({ shape: [0], dtype: 'float32' });
    expect(tensor([[], []]).shape).toEqual([2, 0]);
  });

  it('keeps the dtype of typed arrays and copies them', () => {
    const values = new Float64Array([1, 2]);
    const x = tensor(values);
    values[0] = 9;
    expect(x.dtype).toBe('float64');
    expectTensor(x, [1, 2]);
    expect(tensor(new Int32Array(2)).dtype).toBe('int32');
    expect(tensor(new Uint8Array(2)).dtype).toBe('uint8');
    expectTensor(tensor(new Uint8ClampedArray([7])), [7]);
    expectTensor(tensor(new Int16Array([-7])), [-7]);
    expectTensor(tensor(new Float32Array([0, 0.5, 2]), { dtype: 'bool' }), [false, true, true]);
    expectTensor(tensor([new Float32Array([1, 2]), [3, 4]]), [
      [1, 2],
      [3, 4],
    ]);
  });

  it('reads a part of a larger buffer', () => {
    expectTensor(tensor(new Float32Array([1, 2, 3, 4]).subarray(1, 3)), [2, 3]);
  });

  it('converts by the rule of cast', () => {
    expectTensor(tensor([1.9, -1.9, 1e20, Number.NaN], { dtype: 'int32' }), [1, -1, 2 ** 31 - 1, 0]);
    expectTensor(tensor([-5, 300, 2.7], { dtype: 'uint8' }), [0, 255, 2]);
  });

  it('names the place where arrays are ragged or hold no number', () => {
    expect(errorOf(() => tensor([[1, 2], [3]])).message).toContain('at [1] has 1 elements');
    expect(errorOf(() => tensor([[1], 2]))).toMatchObject({ op: 'tensor', code: 'shape' });
    expect(errorOf(() => tensor([1, [2]])).message).toContain('at [1] is an array');
    expect(errorOf(() => tensor([1, 'a' as never])).message).toContain('"a" at [1]');
    expect(errorOf(() => tensor([1, null as never])).code).toBe('value');
    expect(errorOf(() => tensor(undefined as never)).code).toBe('value');
  });

  it('refuses a shape that the values do not fill, and arrays inside themselves', () => {
    expect(errorOf(() => tensor([1, 2, 3], { shape: [2, 2] })).code).toBe('shape');
    expect(errorOf(() => ops.fromTypedArray(new Float32Array(3), [Number.NaN])).code).toBe('shape');
    const loop: ops.NestedValues[] = [];
    loop.push(loop);
    expect(errorOf(() => tensor(loop)).code).toBe('shape');
    expect(errorOf(() => tensor([1], { dtype: 'float16' as never })).code).toBe('dtype');
  });
});

describe('filled tensors', () => {
  it('have one value, also one that JSON lacks', () => {
    expectTensor(full([2], Number.NaN), [Number.NaN, Number.NaN]);
    expectTensor(full([1], -Infinity), [-Infinity]);
    expectTensor(full([1], true), [true]);
    expectTensor(full([1], 2.7, { dtype: 'int32' }), [2]);
    expectTensor(ops.scalar(true), true);
    expectTensor(ops.fullLike(tensor([1, 2], { dtype: 'int32' }), 3), [3, 3]);
    expect(ops.zerosLike(tensor([true]))).toMatchObject({ dtype: 'bool', shape: [1] });
  });

  it('refuse shapes that are none', () => {
    for (const shape of [[-1], [1.5], [Number.NaN], [2 ** 40, 2 ** 40]])
      expect(errorOf(() => zeros(shape)).code).toBe('shape');
    expect(errorOf(() => zeros(3 as never)).message).toContain('takes a shape');
  });

  it('form identities of any format', () => {
    expectTensor(eye(2, 3), [
      [1, 0, 0],
      [0, 1, 0],
    ]);
    expectTensor(eye(3, 2), [
      [1, 0],
      [0, 1],
      [0, 0],
    ]);
    expect(eye(0).shape).toEqual([0, 0]);
    expect(eye(1, 1, { dtype: 'int32' }).dtype).toBe('int32');
  });

  it('count up and down', () => {
    expectTensor(arange(2, 5), [2, 3, 4]);
    expectTensor(arange(1, 0, -0.5), [1, 0.5]);
    expectTensor(arange(3, 1), []);
    expectTensor(linspace(0, 1, 3), [0, 0.5, 1]);
    expectTensor(linspace(5, 9, 1), [5]);
    expectTensor(linspace(0, 1, 0), []);
    expect(errorOf(() => arange(0, 1, 0)).code).toBe('value');
    expect(errorOf(() => linspace(0, Infinity, 2)).code).toBe('value');
  });
});

describe('reading', () => {
  it('gives views in row-major order', async () => {
    const turned = ops.transpose(
      tensor([
        [1, 2],
        [3, 4],
      ]),
    );
    expect([...(await turned.data())]).toEqual([1, 3, 2, 4]);
    expect([...turned.dataSync()]).toEqual([1, 3, 2, 4]);
    expect(await ops.at(turned, 0, 1).item()).toBe(3);
  });

  it('refuses item() of more than one element', async () => {
    await expect(tensor([1, 2]).item()).rejects.toMatchObject({ op: 'item', code: 'shape' });
  });
});
