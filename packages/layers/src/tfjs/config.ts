// Objects of a model file, read field by field: whatever is missing or of another kind is an error that says where.

import { modelError, quote } from './error.ts';

/** Whether a JSON value is an object, not an array. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * An object of a model file. Fields go by their Python name (`kernel_size`); the one in camel case counts as well. `null`
 * is as good as absent.
 */
export class Config {
  /** What the object is, for messages. */
  readonly where: string;
  readonly #fields: Readonly<Record<string, unknown>>;

  constructor(value: unknown, where: string) {
    if (!isRecord(value)) throw modelError(`${where} is ${quote(value)}, expected an object.`);
    this.where = where;
    this.#fields = value;
  }

  /** The fields as they are. */
  get fields(): Readonly<Record<string, unknown>> {
    return this.#fields;
  }

  /** The value of a field; `undefined` where it is absent or `null`. */
  value(name: string): unknown {
    const camel = name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
    const found = [name, camel].find((each) => Object.hasOwn(this.#fields, each));
    return found === undefined ? undefined : (this.#fields[found] ?? undefined);
  }

  has(name: string): boolean {
    return this.value(name) !== undefined;
  }

  text(name: string, fallback?: string): string {
    const value = this.value(name) ?? fallback;
    return typeof value === 'string' ? value : this.#unexpected(name, 'a string');
  }

  flag(name: string, fallback: boolean): boolean {
    const value = this.value(name) ?? fallback;
    return typeof value === 'boolean' ? value : this.#unexpected(name, 'true or false');
  }

  number(name: string, fallback?: number): number {
    const value = this.value(name) ?? fallback;
    return typeof value === 'number' && Number.isFinite(value) ? value : this.#unexpected(name, 'a number');
  }

  integer(name: string, fallback?: number): number {
    const value = this.number(name, fallback);
    return Number.isSafeInteger(value) ? value : this.#unexpected(name, 'an integer');
  }

  /** An integer ≥ 1. */
  count(name: string, fallback?: number): number {
    const value = this.integer(name, fallback);
    return value >= 1 ? value : this.#unexpected(name, 'an integer ≥ 1');
  }

  /** A share in [0, 1). */
  share(name: string, fallback: number): number {
    const value = this.number(name, fallback);
    return value >= 0 && value < 1 ? value : this.#unexpected(name, 'a number in [0, 1)');
  }

  /** `length` integers ≥ 1, or one that stands for all of them. */
  counts(name: string, length: number, fallback?: number): readonly number[] {
    const value = this.value(name) ?? fallback;
    const list = typeof value === 'number' ? new Array<unknown>(length).fill(value) : value;
    const fits = Array.isArray(list) && list.length === length && list.every(isCount);
    return fits
      ? (list as readonly number[])
      : this.#unexpected(name, length === 1 ? 'an integer ≥ 1' : `an integer ≥ 1, or ${length} of them`);
  }

  choice<T extends string>(name: string, choices: readonly T[], fallback: T): T {
    const value = this.value(name) ?? fallback;
    const found = choices.find((each) => each === value);
    return found ?? this.#unexpected(name, choices.map((each) => `'${each}'`).join(' or '));
  }

  list(name: string, fallback?: readonly unknown[]): readonly unknown[] {
    const value = this.value(name) ?? fallback;
    return Array.isArray(value) ? value : this.#unexpected(name, 'an array');
  }

  child(name: string): Config {
    return new Config(this.value(name), `${name} of ${this.where}`);
  }

  /** Throws: this object asks for something that cannot be had. */
  refuse(reason: string): never {
    throw modelError(`${this.where}: ${reason}`);
  }

  #unexpected(name: string, expected: string): never {
    return this.refuse(`${name} is ${quote(this.value(name) ?? null)}, expected ${expected}.`);
  }
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}
