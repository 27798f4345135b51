// The dataset that lies in memory: one host array for each field, rows gathered batch by batch.

import { formatShape, isTensor, type Tensor, TensorError } from '@cambium/tensor';
import { allocateArray, sizeOf } from '@cambium/tensor/backend';
import { checkIndices, type Dataset, type HostBatch, indexError } from './dataset.ts';
import { type HostArray, type HostSource, hostArray } from './host-array.ts';

/** The sample of an {@link ArrayDataset}: one row of each field. */
export type Row<Field extends string> = Readonly<Record<Field, HostArray>>;

/**
 * A dataset in memory. Each field is an array whose first dimension counts the samples.
 *
 * Typed arrays are used as they are, not copied: do not change them afterwards.
 *
 * @example
 * ```ts
 * const train = new ArrayDataset({
 *   x: { data: pixels, shape: [60000, 28, 28, 1] },   // Uint8Array
 *   y: labels,                                        // Int32Array
 * });
 * train.take(1000).length;                            // 1000
 * ```
 */
export class ArrayDataset<Field extends string = string> implements Dataset<Row<Field>> {
  /** Number of samples. */
  readonly length: number;
  /** The arrays by name, whole. */
  readonly fields: HostBatch<Record<Field, unknown>>;
  readonly #names: readonly Field[];

  /** @throws TensorError `shape` if the fields count different numbers of samples */
  constructor(fields: Readonly<Record<Field, HostSource>>) {
    this.#names = Object.keys(fields) as Field[];
    this.fields = mapFields(this.#names, (name) => hostArray(fields[name], `field ${name}`));
    this.length = this.#countSamples();
  }

  /** The same from tensors that have to be waited for; see `t.data()`. */
  static async from<Field extends string>(
    fields: Readonly<Record<Field, HostSource>>,
  ): Promise<ArrayDataset<Field>> {
    const names = Object.keys(fields) as Field[];
    const read = await Promise.all(names.map((name) => readField(fields[name])));
    return new ArrayDataset(mapFields(names, (_, i) => read[i]!));
  }

  /** One sample; the arrays are views into the dataset. */
  get(index: number): Row<Field> {
    if (!Number.isInteger(index) || index < 0 || index >= this.length) {
      throw indexError('ArrayDataset.get', index, this.length);
    }
    return mapFields(this.#names, (name) => {
      const { data, shape, dtype } = this.fields[name];
      const size = sizeOf(shape.slice(1));
      return { data: data.subarray(index * size, (index + 1) * size), shape: shape.slice(1), dtype };
    });
  }

  /** Copies of the given rows, stacked. */
  getBatch(indices: ArrayLike<number>): HostBatch<Row<Field>> {
    const rows = checkIndices('ArrayDataset.getBatch', indices, this.length);
    return mapFields(this.#names, (name) => gatherRows(this.fields[name], rows));
  }

  /** At most the first `n` samples, without copying. */
  take(n: number): ArrayDataset<Field> {
    return this.slice(0, Math.min(n, this.length));
  }

  /** All but the first `n` samples, without copying. */
  skip(n: number): ArrayDataset<Field> {
    return this.slice(Math.min(n, this.length), this.length);
  }

  /** The samples from `start` up to but not including `end`, without copying. */
  slice(start: number, end: number = this.length): ArrayDataset<Field> {
    if (!Number.isInteger(start) || !Number.isInteger(end) || start < 0 || end < start || end > this.length) {
      const range = `0 ≤ start ≤ end ≤ ${this.length}`;
      throw new TensorError(
        'ArrayDataset.slice',
        'index',
        `takes integers ${range}, got start ${start}, end ${end}.`,
      );
    }
    return this.#map(({ data, shape, dtype }) => {
      const size = sizeOf(shape.slice(1));
      return {
        data: data.subarray(start * size, end * size),
        shape: [end - start, ...shape.slice(1)],
        dtype,
      };
    });
  }

  /** The samples with the given numbers, copied; `new Subset(dataset, indices)` does not copy. */
  subset(indices: ArrayLike<number>): ArrayDataset<Field> {
    const rows = checkIndices('ArrayDataset.subset', indices, this.length);
    return this.#map((field) => gatherRows(field, rows));
  }

  #map(change: (field: HostArray) => HostArray): ArrayDataset<Field> {
    return new ArrayDataset<Field>(mapFields(this.#names, (name) => change(this.fields[name])));
  }

  #countSamples(): number {
    const counts = this.#names.map((name) => this.fields[name].shape[0]);
    const shapes = this.#names.map((name) => this.fields[name].shape);
    if (counts.length === 0 || counts.includes(undefined)) {
      const rule = 'needs at least one field, and fields with a first dimension that counts the samples';
      throw new TensorError('ArrayDataset', 'shape', `${rule}, got ${this.#listShapes()}.`, { shapes });
    }
    if (new Set(counts).size > 1) {
      throw new TensorError(
        'ArrayDataset',
        'shape',
        `fields differ in their number of samples: ${this.#listShapes()}.`,
        { shapes },
      );
    }
    return counts[0]!;
  }

  #listShapes(): string {
    return this.#names.map((name) => `${name} ${formatShape(this.fields[name].shape)}`).join(', ') || 'none';
  }
}

async function readField(source: HostSource): Promise<HostSource> {
  if (!isTensor(source)) return source;
  const tensor: Tensor = source;
  return { data: await tensor.data(), shape: tensor.shape, dtype: tensor.dtype };
}

/** Builds an object of arrays by name. */
function mapFields<Field extends string, V>(
  names: readonly Field[],
  make: (name: Field, i: number) => V,
): Record<Field, V> {
  return Object.fromEntries(names.map((name, i) => [name, make(name, i)])) as Record<Field, V>;
}

/** Rows of an array along its first dimension, copied next to each other. The row numbers have been checked. */
function gatherRows({ data, shape, dtype }: HostArray, rows: Int32Array): HostArray {
  const rowShape = shape.slice(1);
  const size = sizeOf(rowShape);
  const out = allocateArray(dtype, rows.length * size);
  if (size === 1) {
    for (let i = 0; i < rows.length; i++) out[i] = data[rows[i]!]!;
  } else {
    for (let i = 0; i < rows.length; i++)
      out.set(data.subarray(rows[i]! * size, (rows[i]! + 1) * size), i * size);
  }
  return { data: out, shape: [rows.length, ...rowShape], dtype };
}
