// Bytes of weights, and which layer takes which of them.

import { createCpuBackend } from '@cambium/backend-cpu';
import { setBackend, tensor } from '@cambium/tensor';
import { describe, expect, it } from 'vitest';
import { loadTfjsModel } from '../../src/tfjs/index.ts';
import {
  called,
  functional,
  type Json,
  layer,
  load,
  loadBytes,
  modelFile,
  sequential,
  weight,
} from './files.ts';

setBackend(createCpuBackend());

const fc = sequential(layer('Dense', 'fc', { units: 4, use_bias: false }));

/** The kernel [1, 4] of a dense layer, from a manifest entry and bytes. */
async function kernelOf(entry: { [key: string]: Json }, bytes: Uint8Array): Promise<unknown> {
  const weights = [{ name: 'fc/kernel', shape: [1, 4], dtype: 'float32', ...entry }];
  const model = { modelTopology: fc, weightsManifest: [{ paths: ['weights.bin'], weights }] };
  const loaded = await loadBytes(new TextEncoder().encode(JSON.stringify(model)), bytes);
  return loaded.stateDict()['layers.fc.weight']!.toArray();
}

const bytesOf = (values: ArrayBufferView): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

describe('stored numbers', () => {
  it('are float32 unless told otherwise', async () => {
    expect(await kernelOf({}, bytesOf(Float32Array.of(1, -2, 0.5, 4)))).toEqual([[1, -2, 0.5, 4]]);
  });

  it.each([
    ['int32', bytesOf(Int32Array.of(1, -2, 3, 4)), [1, -2, 3, 4]],
    ['bool', Uint8Array.of(1, 0, 0, 1), [1, 0, 0, 1]],
  ])('of dtype %s become float32', async (dtype, bytes, expected) => {
    expect(await kernelOf({ dtype }, bytes)).toEqual([expected]);
  });

  it.each([
    ['uint8', Uint8Array.of(0, 1, 2, 255)],
    ['uint16', bytesOf(Uint16Array.of(0, 1, 2, 255))],
  ])('of %s are scaled', async (dtype, bytes) => {
    expect(await kernelOf({ quantization: { dtype, scale: 0.5, min: -1 } }, bytes)).toEqual([
      [-1, -0.5, 0, 126.5],
    ]);
  });

  it('of int32 in 8 bits are rounded', async () => {
    const quantization = { dtype: 'uint8', scale: 0.6, min: 0 };
    expect(await kernelOf({ dtype: 'int32', quantization }, Uint8Array.of(0, 1, 2, 3))).toEqual([
      [0, 1, 1, 2],
    ]);
  });

  it('of float16 keep their values, subnormal and infinite ones, too', async () => {
    const entry = { quantization: { dtype: 'float16' } };
    const halves = Uint16Array.of(0x3c00, 0xc000, 0x0001, 0x7bff);
    expect(await kernelOf(entry, bytesOf(halves))).toEqual([[1, -2, 2 ** -24, 65504]]);
    const special = Uint16Array.of(0x7c00, 0xfc00, 0x7e00, 0x0400);
    const { POSITIVE_INFINITY, NEGATIVE_INFINITY, NaN: notANumber } = Number;
    expect(await kernelOf(entry, bytesOf(special))).toEqual([
      [POSITIVE_INFINITY, NEGATIVE_INFINITY, notANumber, 2 ** -14],
    ]);
  });

  it('may lie at any byte', async () => {
    const whole = new Uint8Array(17);
    whole.set(bytesOf(Float32Array.of(1, 2, 3, 4)), 1);
    expect(await kernelOf({}, whole.subarray(1))).toEqual([[1, 2, 3, 4]]);
  });

  it('may be split between files within a number', async () => {
    const bytes = bytesOf(Float32Array.of(1, 2, 3, 4));
    const weights = [{ name: 'fc/kernel', shape: [1, 4], dtype: 'float32' }];
    const json = JSON.stringify({ modelTopology: fc, weightsManifest: [{ paths: ['a', 'b'], weights }] });
    const files: Record<string, Uint8Array> = {
      'model.json': new TextEncoder().encode(json),
      a: bytes.subarray(0, 5),
      b: bytes.subarray(5),
    };
    const model = await loadTfjsModel('model.json', { read: async (name) => files[name]! });
    expect(model.stateDict()['layers.fc.weight']!.toArray()).toEqual([[1, 2, 3, 4]]);
  });

  it.each([
    [
      'missing files',
      [],
      /the files of group 0 have 0 bytes, its 1 weights need 16: no files\. Is a file truncated/,
    ],
    [
      'too few bytes',
      ['weights.bin'],
      /have 12 bytes, its 1 weights need 16: "weights\.bin" \(12\)\. Is a file truncated/,
    ],
  ])('are refused for %s', async (_name, paths, message) => {
    const weights = [{ name: 'fc/kernel', shape: [1, 4], dtype: 'float32' }];
    const json = JSON.stringify({ modelTopology: fc, weightsManifest: [{ paths, weights }] });
    await expect(loadBytes(new TextEncoder().encode(json), new Uint8Array(12))).rejects.toMatchObject({
      code: 'format',
      message: expect.stringMatching(message),
    });
  });

  it('are refused for bytes of nobody', async () => {
    await expect(kernelOf({}, new Uint8Array(20))).rejects.toThrow(/have 20 bytes.* belong to another model/);
  });

  it.each([
    [{ shape: [-1, 4] }, /shape \[-1,4\] of "fc\/kernel" is not a list of integers ≥ 0/],
    [{ shape: [2 ** 40, 2 ** 40] }, /is not a list of integers ≥ 0/],
    [{ shape: 'long' }, /shape is "long", expected an array/],
    [{ dtype: 'string' }, /dtype is "string", expected 'float32' or 'int32' or 'bool'/],
    [{ quantization: { dtype: 'uint4' } }, /dtype is "uint4", expected 'uint8' or/],
    [{ quantization: { dtype: 'uint8', scale: 1 } }, /min is null, expected a number/],
    [
      { dtype: 'int32', quantization: { dtype: 'float16' } },
      /float16 is for weights of dtype float32, not int32/,
    ],
    [{ name: 7 }, /name is 7, expected a string/],
  ])('are refused for the entry %j', async (entry, message) => {
    await expect(kernelOf(entry as { [key: string]: Json }, new Uint8Array(16))).rejects.toThrow(message);
  });
});

describe('names of weights', () => {
  const input = tensor([[1, 2]]);
  const biasless = { units: 1, use_bias: false };

  it.each([
    ['as TensorFlow.js writes them', 'fc/kernel'],
    ['with the output of an op', 'fc/kernel:0'],
    ['with the name twice', 'fc/fc/kernel'],
    ['with the model in front', 'net/fc/kernel'],
  ])('are understood %s', async (_name, name) => {
    const values = [3, 4];
    const file = modelFile(sequential(layer('Dense', 'fc', biasless)), [{ name, shape: [2, 1], values }]);
    expect((await load(file)).forward(input).toArray()).toEqual([[11]]);
  });

  it('belong to the layer whose surroundings they name', async () => {
    const inner = (name: string): Json => ({
      class_name: 'Sequential',
      config: { name, layers: [layer('Dense', 'fc', biasless)] },
    });
    const block = (name: string): Json => ({
      ...(inner(name) as object),
      name,
      inbound_nodes: [[['x', 0, 0, {}]]],
    });
    const topology = functional([called('InputLayer', 'x', []), block('a'), block('b')], ['x'], ['a', 'b']);
    const file = modelFile(topology, [
      { name: 'b/fc/kernel', shape: [2, 1], values: [1, 0] },
      { name: 'a/fc/kernel', shape: [2, 1], values: [0, 1] },
    ]);
    const [a, b] = (await load(file)).outputsOf(input);
    expect([a!.toArray(), b!.toArray()]).toEqual([[[2]], [[1]]]);
  });

  it('inside wrappers may be those of the wrapper', async () => {
    const wrapper = layer('TimeDistributed', 'steps', { layer: layer('Dense', 'fc', biasless) });
    const file = modelFile(sequential(wrapper), [{ name: 'steps/kernel', shape: [2, 1], values: [3, 4] }]);
    expect((await load(file)).forward(tensor([[[1, 2]]])).toArray()).toEqual([[[11]]]);
  });

  it('that fit two ways are refused', async () => {
    const file = modelFile(sequential(layer('Dense', 'fc', biasless)), [
      weight('a/fc/kernel', [2, 1]),
      weight('b/fc/kernel', [2, 1]),
    ]);
    await expect(load(file)).rejects.toThrow(
      /the kernel of layer "fc" may be any of "a\/fc\/kernel", "b\/fc\/kernel"/,
    );
  });

  it('that two layers would take are refused', async () => {
    const layers = [layer('Dense', 'fc', biasless), layer('Dense', 'net', biasless)];
    const file = modelFile(sequential(...layers), [weight('net/fc/kernel', [2, 1])]);
    await expect(load(file)).rejects.toThrow(/another layer both take the weight "net\/fc\/kernel"/);
  });

  it('that no layer takes are refused', async () => {
    const file = modelFile(sequential(layer('ReLU', 'r')), [weight('fc/kernel', [2, 2])]);
    await expect(load(file)).rejects.toThrow(/no layer takes the weights "fc\/kernel"/);
  });

  it('that no layer takes are not all listed', async () => {
    const weights = Array.from({ length: 9 }, (_, i) => weight(`fc${i}/kernel`, [1]));
    await expect(load(modelFile(sequential(layer('ReLU', 'r')), weights))).rejects.toThrow(
      /no layer takes the weights "fc0\/kernel", .*"fc5\/kernel" and 3 more/,
    );
  });

  it('that come twice are refused', async () => {
    const file = modelFile(fc, [weight('fc/kernel', [1, 4]), weight('fc/kernel', [1, 4])]);
    await expect(load(file)).rejects.toThrow(/names "fc\/kernel" twice/);
  });

  it('of optimizers are passed over', async () => {
    const file = modelFile(sequential(layer('Dense', 'fc', biasless)), [
      weight('fc/kernel', [2, 1]),
      weight('fc/kernel/m', [2, 1]),
    ]);
    const text = JSON.stringify(file.model).replace(
      '{"name":"fc/kernel/m"',
      '{"group":"optimizer","name":"fc/kernel/m"',
    );
    await expect(loadBytes(new TextEncoder().encode(text), file.weights)).resolves.toBeDefined();
  });
});
