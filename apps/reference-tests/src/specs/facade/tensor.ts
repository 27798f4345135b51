// The tensor that the specs hold: TensorFlow.js' fields and ways of reading over a tensor of Cambium.

import { type DType, type DTypeArray, type NestedArray, Tensor, TensorError, track } from 'cambium';

const wrapped = new WeakSet<Tensor>();
let count = 0;

/** A tensor with TensorFlow.js' interface. The chained ops are added by `chain.ts`. */
export class FacadeTensor {
  readonly inner: Tensor;
  readonly id: number = count++;
  readonly dataId: object = {};
  readonly rankType: string;
  readonly kept = false;
  #shape: number[];

  /** Takes the tensor over; one that another facade holds already gets a second handle on the same value. */
  constructor(inner: Tensor) {
    this.inner = wrapped.has(inner) ? anotherHandle(inner) : inner;
    wrapped.add(this.inner);
    this.#shape = [...inner.shape];
    this.rankType = inner.rank < 5 ? String(inner.rank) : 'higher';
  }

  get shape(): number[] {
    return this.#shape;
  }

  get dtype(): DType {
    return this.inner.dtype;
  }

  get rank(): number {
    return this.inner.rank;
  }

  get size(): number {
    return this.inner.size;
  }

  /** Distances of row-major order, without the last, which is 1. */
  get strides(): number[] {
    return this.#shape.slice(1).map((_, i) => this.#shape.slice(i + 1).reduce((a, b) => a * b, 1));
  }

  get isDisposed(): boolean {
    return this.inner.isDisposed;
  }

  dispose(): void {
    this.inner.dispose();
  }

  throwIfDisposed(): void {
    if (this.isDisposed) throw new Error('Tensor is disposed.');
  }

  async data(): Promise<DTypeArray> {
    this.throwIfDisposed();
    return this.inner.data();
  }

  dataSync(): DTypeArray {
    this.throwIfDisposed();
    return this.inner.dataSync();
  }

  async bytes(): Promise<Uint8Array> {
    const data = await this.data();
    return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  }

  async array(): Promise<NestedArray> {
    return this.arraySync();
  }

  arraySync(): NestedArray {
    this.throwIfDisposed();
    const toNumber = (value: NestedArray): NestedArray =>
      Array.isArray(value) ? value.map(toNumber) : Number(value);
    return toNumber(this.inner.toArray());
  }

  print(verbose = false): void {
    console.log(this.toString(verbose));
  }

  toString(_verbose = false): string {
    return String(this.inner);
  }
}

function anotherHandle(tensor: Tensor): Tensor {
  const { storage, layout, dtype, madeBy, id } = tensor;
  const handle = new Tensor(storage.retain(), layout, dtype, madeBy, id);
  track(handle);
  return handle;
}

/** Values that TensorFlow.js takes for a tensor. */
export type Like = FacadeTensor | number | boolean | readonly Like[] | ArrayBufferView;

/** An error of the conventions in which TensorFlow.js differs, in the form of Cambium's. */
export function refuse(op: string, reason: string): never {
  throw new TensorError(op, 'value', reason);
}
