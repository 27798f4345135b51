// The weights manifest: which weights there are, and in which files their bytes lie one after another.

import { sizeOf } from '@cambium/tensor';
import { Config, isRecord } from './config.ts';
import { modelError, quote } from './error.ts';
import type { ModelFiles } from './files.ts';
import { decodeWeight, storedBytes, type WeightEncoding } from './weight-encoding.ts';
import { weightPathSegments } from './weight-path.ts';

/** A weight as it lies in the files. */
export interface StoredWeight {
  /** As the manifest calls it, for example `dense_1/kernel`. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

interface Entry {
  readonly name: string;
  readonly shape: readonly number[];
  readonly encoding: WeightEncoding;
  readonly byteLength: number;
  /** Slots of an optimizer, which some models bring along. */
  readonly isOfOptimizer: boolean;
}

interface Group {
  /** Segments of the path of each file. */
  readonly paths: readonly (readonly string[])[];
  readonly entries: readonly Entry[];
}

/** Reads all weights that a manifest lists. Nothing is read before the whole manifest makes sense. */
export async function readWeights(manifest: unknown, files: ModelFiles): Promise<StoredWeight[]> {
  if (!Array.isArray(manifest))
    throw modelError(`weightsManifest of ${files.name} is ${quote(manifest)}, expected an array.`);
  const groups = manifest.map(readGroup);
  checkNames(groups);
  const weights = await Promise.all(groups.map((group, i) => weightsOf(group, i, files)));
  return weights.flat();
}

function readGroup(value: unknown, index: number): Group {
  const group = new Config(value, `group ${index} of weightsManifest`);
  const entries = group.list('weights').map((each, i) => readEntry(each, `weight ${i} of ${group.where}`));
  return { paths: group.list('paths').map(weightPathSegments), entries };
}

function readEntry(value: unknown, where: string): Entry {
  const config = new Config(value, where);
  const name = config.text('name');
  const shape = config.list('shape');
  const size = sizeOf(shape as readonly number[]);
  if (
    !shape.every((length) => Number.isSafeInteger(length) && (length as number) >= 0) ||
    !Number.isSafeInteger(size)
  )
    config.refuse(`shape ${quote(shape)} of ${quote(name)} is not a list of integers ≥ 0.`);
  const encoding = encodingOf(config);
  return {
    name,
    shape: shape as readonly number[],
    encoding,
    byteLength: size * storedBytes(encoding),
    isOfOptimizer: config.value('group') === 'optimizer',
  };
}

function encodingOf(config: Config): WeightEncoding {
  const type = config.choice('dtype', ['float32', 'int32', 'bool'], 'float32');
  if (!config.has('quantization')) return { type, stored: type, scaling: null };
  const quantization = config.child('quantization');
  const stored = quantization.choice('dtype', ['uint8', 'uint16', 'float16'], 'uint8');
  if (stored === 'float16' && type !== 'float32')
    quantization.refuse(`float16 is for weights of dtype float32, not ${type}.`);
  if (stored === 'float16') return { type, stored, scaling: null };
  return { type, stored, scaling: { scale: quantization.number('scale'), min: quantization.number('min') } };
}

function checkNames(groups: readonly Group[]): void {
  const seen = new Set<string>();
  for (const { name } of groups.flatMap(({ entries }) => entries)) {
    if (seen.has(name)) throw modelError(`weightsManifest names ${quote(name)} twice.`);
    seen.add(name);
  }
}

async function weightsOf(
  { paths, entries }: Group,
  index: number,
  files: ModelFiles,
): Promise<StoredWeight[]> {
  const shards = await Promise.all(paths.map((path) => files.weights(path)));
  const total = shards.reduce((sum, shard) => sum + shard.length, 0);
  const expected = entries.reduce((sum, { byteLength }) => sum + byteLength, 0);
  if (total !== expected) {
    const listed = paths.map((path, i) => `${quote(path.join('/'))} (${shards[i]!.length})`).join(', ');
    throw modelError(
      `the files of group ${index} have ${total} bytes, its ${entries.length} weights need ${expected}: ${listed || 'no files'}. ${total < expected ? 'Is a file truncated or missing?' : 'Do the files belong to another model?'}`,
    );
  }
  const bytes = new Uint8Array(total);
  let at = 0;
  for (const shard of shards) {
    bytes.set(shard, at);
    at += shard.length;
  }
  at = 0;
  const weights: StoredWeight[] = [];
  for (const { name, shape, encoding, byteLength, isOfOptimizer } of entries) {
    const own = bytes.subarray(at, at + byteLength);
    if (!isOfOptimizer) weights.push({ name, shape, values: decodeWeight(own, encoding) });
    at += byteLength;
  }
  return weights;
}

/** The manifest of a model file; a model without weights may lack it. */
export function manifestOf(model: Config): unknown {
  const manifest = model.value('weights_manifest');
  return isRecord(manifest) ? [manifest] : (manifest ?? []);
}
