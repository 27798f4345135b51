import * as ops from '@cambium/tensor';
import { beforeAll, describe, expect, it } from 'vitest';
import { expectTensor, useCpu } from './support.ts';

const { parseSafetensors, serializeSafetensors, tensor, TensorError, zeros } = ops;

beforeAll(useCpu);

/** A file of a header (text or JSON) and data bytes, as others might write it. */
function file(header: unknown, data: ArrayLike<number> = []): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  bytes.set(data, 8 + text.length);
  return bytes;
}

const entry = (dtype: string, shape: unknown, data_offsets: unknown) => ({ dtype, shape, data_offsets });

function problemOf(bytes: Uint8Array): string {
  const before = ops.memory().tensors;
  try {
    parseSafetensors(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(TensorError);
    expect((error as ops.TensorError).code).toBe('format');
    expect(ops.memory().tensors).toBe(before);
    return (error as ops.TensorError).message;
  }
  throw new Error('the file was accepted');
}

describe('a round trip', () => {
  it('keeps names, dtypes, shapes, values and metadata', async () => {
    const tensors = {
      'fc.weight': ops.transpose(
        tensor([
          [1, 2, 3],
          [4, 5, 6],
        ]),
      ),
      flags: tensor([true, false, true]),
      double: tensor(new Float64Array([Math.PI])),
      count: tensor(-7, { dtype: 'int32' }),
      bytes: tensor([1, 255], { dtype: 'uint8' }),
      nothing: zeros([0, 4]),
      __proto: tensor([Number.NaN, -0, Infinity]),
      größe: new ops.Cell(tensor([1])),
    };
    const bytes = await serializeSafetensors(tensors, { epoch: '3', ключ: 'значение' });
    expect((new DataView(bytes.buffer).getUint32(0, true) + 8) % 8).toBe(0);
    const read = parseSafetensors(bytes);
    expect(read.metadata).toEqual({ epoch: '3', ключ: 'значение' });
    expect([...read.tensors.keys()].sort()).toEqual(Object.keys(tensors).sort());
    for (const [name, value] of Object.entries(tensors)) {
      const expected = ops.asTensor(value);
      expect(read.tensors.get(name)).toMatchObject({ dtype: expected.dtype, shape: expected.shape });
      expect(read.tensors.get(name)!.toArray()).toEqual(expected.toArray());
    }
  });

  it('survives an unaligned buffer, an empty file and the name __proto__', async () => {
    const bytes = await serializeSafetensors(
      new Map([['__proto__', tensor([1.5])]]),
      JSON.parse('{"__proto__": "x"}'),
    );
    const shifted = new Uint8Array(bytes.length + 1);
    shifted.set(bytes, 1);
    const read = parseSafetensors(shifted.subarray(1));
    expectTensor(read.tensors.get('__proto__')!, [1.5]);
    expect(Object.entries(read.metadata)).toEqual([['__proto__', 'x']]);
    expect(parseSafetensors(await serializeSafetensors({})).tensors.size).toBe(0);
  });

  it('refuses the reserved name', async () => {
    await expect(serializeSafetensors({ __metadata__: tensor(1) })).rejects.toMatchObject({
      op: 'serializeSafetensors',
      code: 'format',
    });
  });
});

describe('widening', () => {
  it('reads half precision, with subnormals and infinities', () => {
    const halves = new Uint16Array([0x3c00, 0xc000, 0x3555, 0x0001, 0x7c00, 0xfc00, 0x7e00, 0x8000]);
    const read = parseSafetensors(
      file({ x: entry('F16', [8], [0, 16]) }, new Uint8Array(halves.buffer)),
    ).tensors.get('x')!;
    expect(read.dtype).toBe('float32');
    expectTensor(read, [1, -2, 0.333252, 5.960464e-8, Infinity, -Infinity, Number.NaN, 0]);
    expect(read.dataSync()[3]).toBe(2 ** -24);
  });

  it('reads bfloat16 and int64 that fits', () => {
    const brains = new Uint16Array([0x3f80, 0xc000, 0x7f80]);
    expectTensor(
      parseSafetensors(file({ x: entry('BF16', [3], [0, 6]) }, new Uint8Array(brains.buffer))).tensors.get(
        'x',
      )!,
      [1, -2, Infinity],
    );
    const longs = new BigInt64Array([5n, -5n, 2n ** 31n - 1n, -(2n ** 31n)]);
    expectTensor(
      parseSafetensors(file({ x: entry('I64', [4], [0, 32]) }, new Uint8Array(longs.buffer))).tensors.get(
        'x',
      )!,
      [5, -5, 2 ** 31 - 1, -(2 ** 31)],
    );
    const tooLong = new BigInt64Array([2n ** 31n]);
    expect(problemOf(file({ x: entry('I64', [1], [0, 8]) }, new Uint8Array(tooLong.buffer)))).toContain(
      '2147483648',
    );
  });

  it('normalises booleans', () => {
    expect(
      parseSafetensors(file({ x: entry('BOOL', [2], [0, 2]) }, [7, 0]))
        .tensors.get('x')!
        .dataSync(),
    ).toEqual(new Uint8Array([1, 0]));
  });
});

describe('broken files', () => {
  const f32 = (shape: unknown, offsets: unknown) => entry('F32', shape, offsets);
  const cases: readonly [string, Uint8Array, string][] = [
    ['nothing', new Uint8Array(0), 'truncated'],
    ['a cut length', new Uint8Array(7), 'truncated'],
    ['a huge header', new Uint8Array([255, 255, 255, 255, 255, 255, 255, 255]), 'at most'],
    ['a header beyond the end', new Uint8Array([9, 0, 0, 0, 0, 0, 0, 0, 123, 125]), 'truncated'],
    ['no JSON', file('{"x":'), 'not JSON'],
    ['no UTF-8', new Uint8Array([2, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xfe]), 'not JSON'],
    ['an array', file([]), 'not a JSON object'],
    ['leading space', file(' {}'), 'not a JSON object'],
    ['a number for an entry', file({ x: 1 }), 'not an object'],
    ['an unknown dtype', file({ x: entry('F8_E4M3', [1], [0, 1]) }, [0]), 'dtype'],
    ['a dtype named like a method', file({ x: entry('toString', [1], [0, 1]) }, [0]), 'dtype'],
    ['no shape', file({ x: f32(null, [0, 4]) }, [0, 0, 0, 0]), 'shape'],
    ['a negative shape', file({ x: f32([-1], [0, 4]) }, [0, 0, 0, 0]), 'shape'],
    ['a fractional shape', file({ x: f32([0.5], [0, 2]) }, [0, 0]), 'shape'],
    ['an overflowing shape', file({ x: f32([2 ** 30, 2 ** 30], [0, 0]) }), 'fill'],
    ['one offset', file({ x: f32([1], [0]) }), 'data_offsets'],
    ['crossed offsets', file({ x: f32([0], [4, 0]) }, [0, 0, 0, 0]), 'lies at'],
    ['offsets beyond the end', file({ x: f32([2], [0, 8]) }, [0, 0, 0, 0]), 'truncated'],
    ['a shape that does not fill', file({ x: f32([2], [0, 4]) }, [0, 0, 0, 0]), 'does not fill'],
    ['an overlap', file({ x: f32([1], [0, 4]), y: f32([1], [2, 6]) }, [0, 0, 0, 0, 0, 0]), 'overlap'],
    ['a gap', file({ x: f32([1], [4, 8]) }, [0, 0, 0, 0, 0, 0, 0, 0]), 'gap'],
    ['bytes that belong to nobody', file({ x: f32([1], [0, 4]) }, [0, 0, 0, 0, 0]), 'end at byte 4'],
    [
      'one name twice',
      file(
        '{"x":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"x":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}',
      ),
      'twice',
    ],
    [
      'one name twice, spelled differently',
      file(
        '{"x":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"\\u0078":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}',
      ),
      'twice',
    ],
    ['metadata of numbers', file({ __metadata__: { epoch: 3 } }), 'not a string'],
    ['metadata of text', file({ __metadata__: 'x' }), 'not an object'],
  ];
  it.each(cases)('with %s are refused', (_name, bytes, words) => {
    expect(problemOf(bytes)).toContain(words);
  });

  it('either load or give a TensorError, whatever is mutated', async () => {
    const good = await serializeSafetensors(
      {
        a: tensor([
          [1, 2],
          [3, 4],
        ]),
        b: tensor([true, false]),
        c: zeros([0]),
        'd"\\': tensor([1], { dtype: 'int32' }),
      },
      { k: 'v:{"' },
    );
    const headerEnd = 8 + new DataView(good.buffer).getUint32(0, true);
    let state = 12345;
    const next = (below: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    let loaded = 0;
    ops.scope(() => {
      for (let i = 0; i < 10_000; i++) {
        let bytes = good.slice(0, next(20) === 0 ? next(good.length) : good.length);
        for (let k = next(4); k >= 0 && bytes.length > 0; k--) {
          const place = next(4) === 0 ? next(bytes.length) : next(Math.min(headerEnd, bytes.length));
          if (next(2) === 0) bytes[place] = next(256);
          else bytes[place] = '0123456789[]{},:"-.eFIBU'.charCodeAt(next(24));
        }
        if (next(30) === 0) bytes = new Uint8Array([...bytes, next(256)]);
        try {
          parseSafetensors(bytes);
          loaded++;
        } catch (error) {
          if (!(error instanceof TensorError) || error.code !== 'format') throw error;
        }
      }
    });
    expect(loaded).toBeGreaterThan(10);
  });
});
