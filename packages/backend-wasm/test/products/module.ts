// A loaded variant, with arrays put into its memory.

export interface Exports {
  gemm(...args: number[]): void;
  gemmScratchBytes(): number;
  convForward(...args: number[]): void;
  convInputGrad(...args: number[]): void;
  convWeightGrad(...args: number[]): void;
  convForwardBytes(shape: number, scratch: number): number;
  convInputGradBytes(shape: number, scratch: number): number;
  convWeightGradBytes(shape: number, scratch: number): number;
  convForwardUnits(shape: number, scratch: number): number;
  convInputGradUnits(shape: number, scratch: number): number;
  convWeightGradUnits(shape: number, scratch: number): number;
}

/** Between arrays lies this, and must still lie there afterwards. */
const guard = 12345.678;

export class Module {
  readonly exports: Exports;
  readonly #memory: WebAssembly.Memory;
  #top = 65536;
  #guards: number[] = [];

  constructor(exports: Exports, memory: WebAssembly.Memory) {
    this.exports = exports;
    this.#memory = memory;
  }

  /** Forgets all arrays. */
  reset(): void {
    this.#top = 65536;
    this.#guards = [];
  }

  /** Addresses are at odd multiples of 4: kernels may not count on more. */
  place(values: ArrayLike<number>): number {
    const at = this.scratch(values.length * 4 + 8) + 4;
    const numbers = new Float32Array(this.#memory.buffer);
    numbers.set(values, at / 4);
    numbers[at / 4 - 1] = guard;
    numbers[at / 4 + values.length] = guard;
    this.#guards.push(at / 4 - 1, at / 4 + values.length);
    return at;
  }

  placeIntegers(values: readonly number[]): number {
    const at = this.scratch(values.length * 4);
    new Int32Array(this.#memory.buffer).set(values, at / 4);
    return at;
  }

  /** Uninitialised room: NaN, so that nobody relies on zeros. */
  scratch(bytes: number): number {
    const at = Math.ceil(this.#top / 16) * 16;
    this.#top = at + bytes;
    new Float32Array(this.#memory.buffer).fill(Number.NaN, at / 4, Math.ceil(this.#top / 4));
    return at;
  }

  read(at: number, length: number): Float32Array {
    return new Float32Array(this.#memory.buffer).slice(at / 4, at / 4 + length);
  }

  get isIntact(): boolean {
    const numbers = new Float32Array(this.#memory.buffer);
    return this.#guards.every((at) => numbers[at] === Math.fround(guard));
  }
}

export function load(bytes: Uint8Array<ArrayBuffer>): Module {
  const memory = new WebAssembly.Memory({ initial: 512, maximum: 65536 });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } });
  return new Module(instance.exports as unknown as Exports, memory);
}

/** Reproducible numbers between −1 and 1. */
export function numbers(length: number, seed = 1): Float32Array {
  let state = seed * 2654435761;
  return Float32Array.from({ length }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  });
}
