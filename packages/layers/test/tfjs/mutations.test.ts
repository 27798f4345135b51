// Spoiled files: each is read or refused with a TensorError, and in no time.

import { createCpuBackend } from '@cambium/backend-cpu';
import { HostRandom } from '@cambium/data';
import { ones, scope, setBackend, TensorError, zeros } from '@cambium/tensor';
import { expect, it } from 'vitest';
import {
  called,
  functional,
  type Json,
  layer,
  loadBytes,
  type ModelFile,
  modelFile,
  sequential,
  weight,
} from './files.ts';

setBackend(createCpuBackend());

const recurrent = (kind: string, gates: number, owner = kind): ReturnType<typeof weight>[] => [
  weight(`${owner}/kernel`, [2, 2 * gates]),
  weight(`${owner}/recurrent_kernel`, [2, 2 * gates]),
  weight(`${owner}/bias`, [2 * gates]),
];

const batchNorm = ['gamma', 'beta', 'moving_mean', 'moving_variance'].map((kind) =>
  weight(`norm/${kind}`, [3]),
);

/** Models with some of everything. */
const originals: readonly ModelFile[] = [
  modelFile(
    functional(
      [
        called('InputLayer', 'image', [], { batch_input_shape: [null, 6, 6, 2] }),
        called('Conv2D', 'conv', [['image']], {
          filters: 3,
          kernel_size: [3, 3],
          strides: [1, 1],
          padding: 'same',
          activation: 'relu',
        }),
        called('BatchNormalization', 'norm', [['conv']], { axis: [3], momentum: 0.9, epsilon: 0.001 }),
        called('SeparableConv2D', 'sep', [['norm']], { filters: 3, kernel_size: 1, depth_multiplier: 1 }),
        called('Add', 'sum', [['norm', 'sep']]),
        called('Concatenate', 'both', [['sum', 'conv']], { axis: -1 }),
        called('UpSampling2D', 'up', [['both']], { size: [2, 2], interpolation: 'nearest' }),
        called('ZeroPadding2D', 'pad', [['up']], {
          padding: [
            [1, 0],
            [0, 1],
          ],
        }),
        called('MaxPooling2D', 'pool', [['pad']], { pool_size: [2, 2], strides: [2, 2], padding: 'valid' }),
        called('GlobalAveragePooling2D', 'mean', [['pool']]),
        called('Dense', 'fc', [['mean']], { units: 2, use_bias: true, activation: 'softmax' }),
      ],
      ['image'],
      ['fc'],
    ),
    [
      weight('conv/kernel', [3, 3, 2, 3]),
      weight('conv/bias', [3]),
      ...batchNorm,
      weight('sep/depthwise_kernel', [1, 1, 3, 1]),
      weight('sep/pointwise_kernel', [1, 1, 3, 3]),
      weight('sep/bias', [3]),
      weight('fc/kernel', [6, 2]),
      weight('fc/bias', [2]),
    ],
  ),
  modelFile(
    sequential(
      layer('Embedding', 'words', {
        input_dim: 5,
        output_dim: 2,
        mask_zero: true,
        batch_input_shape: [null, 4],
      }),
      layer('LSTM', 'lstm', {
        units: 2,
        return_sequences: true,
        recurrent_activation: 'sigmoid',
        dropout: 0.1,
      }),
      layer('Bidirectional', 'both', {
        layer: layer('GRU', 'gru', { units: 2, return_sequences: true }),
        merge_mode: 'sum',
      }),
      layer('TimeDistributed', 'steps', { layer: layer('Dense', 'fc', { units: 3, use_bias: false }) }),
      layer('LayerNormalization', 'ln', { axis: [-1], epsilon: 0.001 }),
      layer('Reshape', 'flat', { target_shape: [-1] }),
    ),
    [
      weight('words/embeddings', [5, 2]),
      ...recurrent('lstm', 4),
      ...recurrent('forward', 3, 'both/forward_gru'),
      ...recurrent('backward', 3, 'both/backward_gru'),
      weight('fc/kernel', [2, 3]),
      weight('ln/gamma', [3]),
      weight('ln/beta', [3]),
    ],
  ),
];

/** Values that are wrong in most places, and never large. */
const mildValues: readonly Json[] = [
  null,
  true,
  false,
  0,
  -1,
  1,
  2,
  1.5,
  '',
  'x',
  '../x',
  'constructor',
  '__proto__',
  'Dense',
  'Sequential',
  'Functional',
  [],
  {},
  [0],
  [-1, -1],
  [null],
  [[]],
  { class_name: 'Dense', config: {} },
];

const oddValues: readonly Json[] = [...mildValues, 1e9, 1e300, -1e300, 4294967296, [1e9, 1e9]];

/** All places of a JSON value where another may stand. */
function places(
  value: Json,
  found: { owner: Json[] | { [key: string]: Json }; key: string }[] = [],
): typeof found {
  if (typeof value !== 'object' || value === null) return found;
  for (const [key, inner] of Object.entries(value)) {
    found.push({ owner: value, key });
    places(inner, found);
  }
  return found;
}

/** A copy of the model's JSON in which some places are changed. */
function spoiled(
  model: { [key: string]: Json },
  random: HostRandom,
  changes: number,
  values: readonly Json[],
): string {
  const copy = structuredClone(model);
  for (let count = 0; count < changes; count++) {
    const all = places(copy);
    const { owner, key } = all[random.integer(all.length)]!;
    const other = all[random.integer(all.length)]!;
    const target = owner as { [key: string]: Json };
    const kind = random.integer(5);
    if (kind === 0 && !Array.isArray(owner)) delete target[key];
    else if (kind === 1) target[key] = structuredClone((other.owner as { [key: string]: Json })[other.key]!);
    else if (kind === 2 && Array.isArray(owner)) owner.push(structuredClone(target[key]!));
    else target[key] = structuredClone(values[random.integer(values.length)]!);
  }
  return JSON.stringify(copy);
}

/** Bytes of which some are changed, cut off or doubled. */
function damaged(bytes: Uint8Array, random: HostRandom): Uint8Array {
  const copy = bytes.slice();
  const place = random.integer(copy.length);
  const kind = random.integer(4);
  if (kind === 0) return copy.subarray(0, place);
  if (kind === 1) return Uint8Array.of(...copy, ...copy.subarray(place));
  for (let count = 1 + random.integer(4); count > 0; count--)
    copy[random.integer(copy.length)] = random.integer(256);
  return copy;
}

type Fate = 'read' | 'refused';

/** Whether something works; an error that is no TensorError fails the test. */
async function fateOf(what: string, run: () => unknown): Promise<Fate> {
  try {
    await run();
    return 'read';
  } catch (error) {
    if (error instanceof TensorError) return 'refused';
    throw new Error(`not a TensorError for ${what}`, { cause: error });
  }
}

const fate = (json: Uint8Array, weights: Uint8Array): Promise<Fate> =>
  fateOf(new TextDecoder().decode(json), () => loadBytes(json, weights));

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

it('reads the originals', async () => {
  for (const { model, weights } of originals)
    expect(await fate(encode(JSON.stringify(model)), weights)).toBe('read');
});

it('reads or refuses 4,000 models with other values in them', async () => {
  const random = new HostRandom(3);
  const counts = { read: 0, refused: 0 };
  for (let i = 0; i < 4000; i++) {
    const { model, weights } = originals[i % originals.length]!;
    counts[await fate(encode(spoiled(model, random, 1 + (i % 3), oddValues)), weights)]++;
  }
  // Some changes do not matter, most do: otherwise the test would not try much.
  expect(counts.read).toBeGreaterThan(100);
  expect(counts.refused).toBeGreaterThan(2000);
}, 60_000);

it('reads or refuses 2,000 models with damaged bytes', async () => {
  const random = new HostRandom(4);
  const counts = { read: 0, refused: 0 };
  for (let i = 0; i < 2000; i++) {
    const { model, weights } = originals[i % originals.length]!;
    const json = encode(JSON.stringify(model));
    const isJson = i % 4 < 2;
    counts[await fate(isJson ? damaged(json, random) : json, isJson ? weights : damaged(weights, random))]++;
  }
  expect(counts.read).toBeGreaterThan(100);
  expect(counts.refused).toBeGreaterThan(500);
}, 60_000);

it('runs 1,000 models with other values in them, or says why not', async () => {
  const random = new HostRandom(5);
  const inputs = [zeros([1, 6, 6, 2]), ones([1, 4])];
  const counts = { read: 0, refused: 0 };
  while (counts.read + counts.refused < 1000) {
    const place = random.integer(originals.length);
    const { model, weights } = originals[place]!;
    const json = spoiled(model, random, 1, mildValues);
    const loaded = await loadBytes(encode(json), weights).catch(() => null);
    if (loaded === null) continue;
    const run = (): void => scope(() => void loaded.outputsOf(inputs[place]!));
    counts[await fateOf(json, run)]++;
  }
  expect(counts.read).toBeGreaterThan(100);
  expect(counts.refused).toBeGreaterThan(40);
}, 60_000);
