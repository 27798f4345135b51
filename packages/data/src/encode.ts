// From names of classes to numbers, and from numbers to vectors with a single one.

import { TensorError } from '@cambium/tensor';
import { describe, type HostArray } from './host-array.ts';

/** What {@link ClassEncoder.toJSON} gives. */
export interface ClassEncoderState {
  /** Names of the classes; the place of each is its number. */
  readonly classes: readonly string[];
}

/**
 * Numbers the classes that occur in the training labels, in alphabetical order.
 *
 * @example
 * ```ts
 * const encoder = ClassEncoder.fit(['cat', 'dog', 'cat']);
 * encoder.transform(['dog', 'cat']);   // Int32Array [1, 0]
 * encoder.inverse([1]);                // ['dog']
 * ```
 */
export class ClassEncoder {
  /** The names; a class's number is its place. */
  readonly classes: readonly string[];
  readonly #numbers: ReadonlyMap<string, number>;

  /** @param classes the names in the order of their numbers, each once */
  constructor(classes: readonly string[]) {
    if (!Array.isArray(classes) || classes.length === 0)
      throw refuse('ClassEncoder', 'there are no classes.');
    for (const [i, name] of classes.entries()) checkName('ClassEncoder', name, i);
    this.classes = [...classes];
    this.#numbers = new Map(classes.map((name, i) => [name, i]));
    if (this.#numbers.size < classes.length) {
      const twice = classes.find((name, i) => this.#numbers.get(name) !== i);
      throw refuse('ClassEncoder', `class '${twice}' is listed twice.`);
    }
  }

  /** Collects the classes of the training labels. */
  static fit(labels: Iterable<string>): ClassEncoder {
    // Sorted by code units, so that numbers do not depend on the reader's language.
    return new ClassEncoder([...new Set(labels)].sort());
  }

  /** Restores what {@link toJSON} gave. */
  static fromJSON(state: ClassEncoderState): ClassEncoder {
    return new ClassEncoder(state?.classes);
  }

  /** Number of classes. */
  get size(): number {
    return this.classes.length;
  }

  /**
   * The number of each label.
   *
   * @throws TensorError `value` for a label that is not among the classes, naming it
   */
  transform(labels: readonly string[]): Int32Array {
    return Int32Array.from(labels, (label, i) => {
      const number = this.#numbers.get(label);
      if (number !== undefined) return number;
      checkName('ClassEncoder.transform', label, i);
      const known =
        this.classes.length > 10 ? `${this.classes.slice(0, 10).join(', ')}, …` : this.classes.join(', ');
      throw refuse(
        'ClassEncoder.transform',
        `label ${i}, '${label}', was not in the labels of fit: ${known}.`,
      );
    });
  }

  /** The name for each number, for instance from `argMax`. */
  inverse(numbers: ArrayLike<number>): string[] {
    return Array.from(numbers, (number, i) => {
      const name = this.classes[number];
      if (name !== undefined) return name;
      const range = `classes are numbered 0 to ${this.classes.length - 1}`;
      throw refuse('ClassEncoder.inverse', `element ${i} is ${String(number)}: ${range}.`);
    });
  }

  /** Plain JSON, for saving beside a model. */
  toJSON(): ClassEncoderState {
    return { classes: this.classes };
  }
}

/**
 * Rows of zeros with a one at the place of the label, on the host; for tensors there is the op `oneHot`.
 *
 * @param labels integers from 0 to `classes` − 1
 * @returns `float32`, shape `[labels.length, classes]`
 * @see course part 4.7
 * @example
 * ```ts
 * oneHotEncode([2, 0], 3).data;   // [0, 0, 1, 1, 0, 0]
 * ```
 */
export function oneHotEncode(labels: ArrayLike<number>, classes: number): HostArray {
  if (!Number.isSafeInteger(classes) || classes < 1) {
    throw refuse('oneHotEncode', `classes is an integer ≥ 1, got ${String(classes)}.`);
  }
  const data = new Float32Array(labels.length * classes);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (!Number.isInteger(label) || label < 0 || label >= classes) {
      throw refuse(
        'oneHotEncode',
        `label ${i} is ${String(label)}: with ${classes} classes, labels are 0 to ${classes - 1}.`,
      );
    }
    data[i * classes + label] = 1;
  }
  return { data, shape: [labels.length, classes], dtype: 'float32' };
}

function checkName(op: string, name: unknown, i: number): void {
  if (typeof name !== 'string')
    throw refuse(op, `label ${i} is ${describe(name)}. Labels are strings: use map(String).`);
}

function refuse(op: string, reason: string): TensorError {
  return new TensorError(op, 'value', reason);
}
