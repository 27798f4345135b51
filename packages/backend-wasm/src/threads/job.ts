// A call of a kernel, cut into parts, as it stands in shared memory. Each argument is an affine function of the part:
// addresses move on with where it begins, counts are its length, scratch belongs to the thread.

import { jobAt } from '../module/first-page.ts';

/** A function of the kernels, whatever its arguments. */
export type KernelFunction = (...numbers: number[]) => unknown;

const mostArguments = 28;
/** The header: which kernel, how many arguments, how many units there are and how many in a part. */
const kernelSlot = 0;
const countSlot = 1;
const unitsSlot = 2;
const partSlot = 3;
const headerSlots = 4;
/** Of an argument: its value in the first part, and how it grows with the unit, the length and the thread. */
const argumentSlots = 4;

/** The job that the threads of one memory share. */
export class Job {
  private readonly numbers: Float64Array;
  private readonly functions: readonly KernelFunction[];
  private readonly indices: ReadonlyMap<KernelFunction, number>;
  private count = 0;

  /** All threads must see the kernels of one module, whose exports have one order. */
  constructor(memory: ArrayBufferLike, exports: object) {
    this.numbers = new Float64Array(memory, jobAt, headerSlots + mostArguments * argumentSlots);
    this.functions = Object.values(exports).filter((each) => typeof each === 'function');
    this.indices = new Map(this.functions.map((each, index) => [each, index]));
  }

  /** Begins a call. The arguments follow in their order. */
  of(kernel: KernelFunction): this {
    this.count = 0;
    this.numbers[kernelSlot] = this.indices.get(kernel)!;
    return this;
  }

  /** The same in every part. */
  constant(value: number): this {
    return this.argument(value, 0, 0, 0);
  }

  /** Several that are the same in every part. */
  constants(...values: readonly number[]): this {
    for (const value of values) this.constant(value);
    return this;
  }

  /** An address that is `step` bytes further for each unit. */
  moving(start: number, step: number): this {
    return this.argument(start, step, 0, 0);
  }

  /** How many units the part has, or how many elements of which a unit has `perUnit`. */
  length(perUnit = 1): this {
    return this.argument(0, 0, perUnit, 0);
  }

  /** The part's first unit. */
  from(): this {
    return this.argument(0, 1, 0, 0);
  }

  /** The unit behind the part's last one. */
  to(): this {
    return this.argument(0, 1, 1, 0);
  }

  /** An address that is `bytes` further for each thread. */
  scratch(start: number, bytes: number): this {
    return this.argument(start, 0, 0, bytes);
  }

  /** Ends the description: so many units, cut into parts of so many. */
  seal(units: number, part: number): void {
    const { numbers } = this;
    numbers[countSlot] = this.count;
    numbers[unitsSlot] = units;
    numbers[partSlot] = part;
  }

  /** Computes one part. */
  run(part: number, thread: number): void {
    const { numbers } = this;
    const size = numbers[partSlot]!;
    const from = part * size;
    const length = Math.min(size, numbers[unitsSlot]! - from);
    const values: number[] = [];
    const end = headerSlots + numbers[countSlot]! * argumentSlots;
    for (let at = headerSlots; at < end; at += argumentSlots) {
      values.push(
        numbers[at]! + from * numbers[at + 1]! + length * numbers[at + 2]! + thread * numbers[at + 3]!,
      );
    }
    this.functions[numbers[kernelSlot]!]!(...values);
  }

  private argument(value: number, perUnit: number, perLength: number, perThread: number): this {
    const at = headerSlots + this.count++ * argumentSlots;
    const { numbers } = this;
    numbers[at] = value;
    numbers[at + 1] = perUnit;
    numbers[at + 2] = perLength;
    numbers[at + 3] = perThread;
    return this;
  }
}
