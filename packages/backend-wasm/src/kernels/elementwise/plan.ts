// A program as the kernel takes it: words in which only addresses change from call to call. Where each value lies is
// decided here, once: in an output, in the input that it replaces, or in a block of scratch memory, which the next value
// may have when it is no longer needed.

import { byteSize, type DType, type ElementwiseAttrs, type TensorSpec } from '@cambium/tensor/backend';
import { programAt, programBytes } from '../../module/first-page.ts';
import { type HostStep, hostPart, isSingle } from './host.ts';
import { type Choice, choose } from './instructions.ts';
import { numberOf } from './steps.ts';

/** Elements of a block and words of an instruction, as in assembly/elementwise/program.ts. */
const blockElements = 1024;
const instructionWords = 12;
const headerWords = 2;
/** Steps of operands in scratch memory. */
const inScratch = -1;
const oneInScratch = -2;
/** Bytes of a single element in scratch memory: vectors are read whole. */
const singleBytes = 16;

/** A word that is filled in for each call: with an address, or a number that the host has computed. */
export interface Patch {
  readonly word: number;
  /** Number of the input, of the output, or of the value. */
  readonly of: number;
}

/** A value that the host stores. */
export interface Store {
  readonly value: number;
  /** Number of the output or input. */
  readonly to: number;
  readonly dtype: DType;
}

/** A program, ready to run on operands of these dtypes. */
export interface Plan {
  readonly dtypes: readonly DType[];
  readonly singles: readonly boolean[];
  readonly words: Int32Array;
  readonly inputPatches: readonly Patch[];
  readonly outputPatches: readonly Patch[];
  /** Single numbers of the host that the kernel needs. */
  readonly numberPatches: readonly (Patch & { readonly dtype: DType })[];
  readonly hostSteps: readonly HostStep[];
  /** Which inputs the host reads. */
  readonly hostReads: readonly number[];
  readonly storedOutputs: readonly Store[];
  readonly storedInputs: readonly Store[];
  readonly assigned: readonly number[];
  readonly valueCount: number;
  readonly scratchBytes: number;
  /** Instructions on all elements. */
  readonly length: number;
}

/** The plan of a program, or `null` where the kernel lacks something. */
export function planFor(
  attrs: ElementwiseAttrs,
  specs: readonly TensorSpec[],
  inputCount: number,
): Plan | null {
  const host = hostPart(attrs, specs, inputCount);
  const isFits = specs.every(
    ({ dtype }, value) => host.knows[value] || (dtype !== 'float64' && dtype !== 'uint8'),
  );
  if (!isFits) return null;
  return new Planner(attrs, specs, inputCount, host.knows).plan(host.steps);
}

interface Line extends Choice {
  readonly value: number;
  readonly isSingle: boolean;
}

class Planner {
  readonly #attrs: ElementwiseAttrs;
  readonly #specs: readonly TensorSpec[];
  readonly #inputCount: number;
  readonly #knows: readonly boolean[];
  readonly #lastUse = new Map<number, number>();
  readonly #slots = new Map<number, number>();
  readonly #freeSlots: number[] = [];
  #slotCount = 0;
  readonly #singleSlots = new Map<number, number>();
  /** Where values go that need no scratch memory: output, or −1 − input. */
  readonly #targets = new Map<number, number>();
  readonly #inputPatches: Patch[] = [];
  readonly #outputPatches: Patch[] = [];
  readonly #numberPatches: (Patch & { dtype: DType })[] = [];
  readonly #numberWords = new Map<number, number>();

  constructor(
    attrs: ElementwiseAttrs,
    specs: readonly TensorSpec[],
    inputCount: number,
    knows: readonly boolean[],
  ) {
    this.#attrs = attrs;
    this.#specs = specs;
    this.#inputCount = inputCount;
    this.#knows = knows;
  }

  plan(hostSteps: readonly HostStep[]): Plan | null {
    const { results, assignments } = this.#attrs;
    const lines = this.#lines();
    if (lines === null) return null;
    const hasFull = this.#specs.some((spec) => !isSingle(spec));
    // Threads would overwrite what others have still to read.
    if (hasFull && assignments.some(([, value]) => !this.#knows[value] && isSingle(this.#specs[value]!)))
      return null;
    const copies = this.#choosePlaces(lines);
    const [singles, blocks] = [true, false].map((kind) =>
      [...lines, ...copies].filter((line) => line.isSingle === kind),
    );
    const ordered = [...singles!, ...blocks!];
    ordered.forEach((line, i) => {
      for (const value of line.operands) this.#lastUse.set(value, i);
    });
    const constantsAt = headerWords + ordered.length * instructionWords;
    const words = new Int32Array(constantsAt + this.#knows.length);
    const floats = new Float32Array(words.buffer);
    words[0] = singles!.length;
    words[1] = blocks!.length;
    ordered.forEach((line, i) => {
      const at = headerWords + i * instructionWords;
      words[at] = numberOf(line.step);
      line.operands.forEach(
        (value, place) => void this.#operand(words, at + 1 + 2 * place, value, constantsAt),
      );
      this.#output(words, at + 7, line, i);
      floats[at + 9] = line.p ?? 0;
      floats[at + 10] = line.q ?? 0;
    });
    // The scratch memory of single elements lies behind the blocks.
    ordered.forEach((_, i) => {
      for (
        let word = headerWords + i * instructionWords + 1;
        word < headerWords + i * instructionWords + 9;
        word += 2
      ) {
        if (words[word + 1] === oneInScratch) words[word]! += this.#slotCount * blockElements * 4;
      }
    });
    if (words.byteLength > programBytes) return null;
    const inputs = this.#specs.slice(0, this.#inputCount);
    return {
      dtypes: inputs.map(({ dtype }) => dtype),
      singles: inputs.map(isSingle),
      words,
      inputPatches: this.#inputPatches,
      outputPatches: this.#outputPatches,
      numberPatches: this.#numberPatches,
      hostSteps,
      hostReads: inputs
        .map((_, input) => input)
        .filter((input) => hostSteps.length > 0 && isSingle(inputs[input]!)),
      storedOutputs: this.#stores(results.map((value, to) => [to, value])),
      storedInputs: this.#stores(assignments),
      assigned: assignments.map(([input]) => input),
      valueCount: this.#specs.length,
      scratchBytes: this.#slotCount * blockElements * 4 + this.#singleSlots.size * singleBytes,
      length: blocks!.length,
    };
  }

  /** The instructions of the kernel, or `null` if it lacks one. */
  #lines(): Line[] | null {
    const lines: Line[] = [];
    for (const [i, instruction] of this.#attrs.instructions.entries()) {
      const value = this.#inputCount + i;
      if (this.#knows[value]) continue;
      const specs = instruction.inputs.map((each) => this.#specs[each]!);
      const own = this.#specs[value]!;
      const choice = choose(
        instruction,
        specs.map(({ dtype }) => dtype),
        own.dtype,
      );
      if (choice === null) return null;
      // The loops over flags have no form for a single one.
      if (!isSingle(own) && specs.some((spec) => spec.dtype === 'bool' && isSingle(spec))) return null;
      lines.push({ ...choice, value, isSingle: isSingle(own) });
    }
    return lines;
  }

  /** Lets results be computed where they belong; gives the copies that are left to do at the end. */
  #choosePlaces(lines: readonly Line[]): Line[] {
    const { results, assignments } = this.#attrs;
    results.forEach((value, output) => {
      if (!this.#knows[value]) this.#targets.set(value, output);
    });
    const copies: Line[] = [];
    for (const [input, value] of assignments) {
      if (this.#knows[value]) continue;
      const at = lines.findIndex((line) => line.value === value);
      const isReadLater = lines.some((line, i) => i > at && line.operands.includes(input));
      if (!this.#targets.has(value) && !isReadLater) {
        this.#targets.set(value, -1 - input);
        continue;
      }
      const { dtype } = this.#specs[value]!;
      const copy = copies.length - this.#specs.length - 1;
      this.#targets.set(copy, -1 - input);
      const step = byteSize(dtype) === 4 ? 'copy32' : 'copy8';
      copies.push({ step, operands: [value], value: copy, isSingle: isSingle(this.#specs[value]!) });
    }
    return copies;
  }

  #operand(words: Int32Array, word: number, value: number, constantsAt: number): void {
    const spec = this.#specs[value]!;
    const target = this.#targets.get(value);
    if (this.#knows[value]) {
      words[word] = programAt + 4 * this.#numberWord(value, constantsAt);
      words[word + 1] = 0;
    } else if (value < this.#inputCount || target !== undefined) {
      this.#fromOutside(words, word, target ?? -1 - value, spec);
    } else if (isSingle(spec)) {
      words[word] = this.#singleSlots.get(value)! * singleBytes;
      words[word + 1] = oneInScratch;
    } else {
      words[word] = this.#slots.get(value)! * blockElements * 4;
      words[word + 1] = inScratch;
    }
  }

  #fromOutside(words: Int32Array, word: number, target: number, spec: TensorSpec): void {
    words[word + 1] = isSingle(spec) ? 0 : byteSize(spec.dtype);
    if (target < 0) this.#inputPatches.push({ word, of: -1 - target });
    else this.#outputPatches.push({ word, of: target });
  }

  #numberWord(value: number, constantsAt: number): number {
    const known = this.#numberWords.get(value);
    if (known !== undefined) return known;
    const word = constantsAt + this.#numberWords.size;
    this.#numberWords.set(value, word);
    this.#numberPatches.push({ word, of: value, dtype: this.#specs[value]!.dtype });
    return word;
  }

  #output(words: Int32Array, word: number, line: Line, place: number): void {
    const { value, operands } = line;
    const target = this.#targets.get(value);
    const spec = this.#specs[value] ?? this.#specs[operands[0]!]!;
    if (target !== undefined) this.#fromOutside(words, word, target, spec);
    else if (line.isSingle) {
      words[word] = this.#singleSlots.size * singleBytes;
      words[word + 1] = oneInScratch;
      this.#singleSlots.set(value, this.#singleSlots.size);
    }
    const isInScratch = target === undefined && !line.isSingle;
    const done = new Set(operands.filter((operand) => this.#lastUse.get(operand) === place));
    // A result may take the place of an operand whose elements are as large: each is read before it is overwritten.
    const isAsLarge = (operand: number) => byteSize(this.#specs[operand]!.dtype) === byteSize(spec.dtype);
    for (const operand of done) if (isAsLarge(operand)) this.#release(operand);
    if (isInScratch) {
      const slot = this.#freeSlots.pop() ?? this.#slotCount++;
      this.#slots.set(value, slot);
      words[word] = slot * blockElements * 4;
      words[word + 1] = inScratch;
    }
    for (const operand of done) if (!isAsLarge(operand)) this.#release(operand);
  }

  #release(value: number): void {
    const slot = this.#slots.get(value);
    if (slot !== undefined) this.#freeSlots.push(slot);
  }

  #stores(pairs: readonly (readonly [number, number])[]): Store[] {
    return pairs
      .filter(([, value]) => this.#knows[value])
      .map(([to, value]) => ({ value, to, dtype: this.#specs[value]!.dtype }));
  }
}
