// Characters as numbers, and a text as windows to learn from.

import { ArrayDataset } from 'cambium';

/** The characters of a text, numbered by their order. */
export class Alphabet {
  readonly characters: readonly string[];
  readonly #numbers: ReadonlyMap<string, number>;

  constructor(text: string) {
    this.characters = [...new Set(text)].sort();
    this.#numbers = new Map(this.characters.map((character, i) => [character, i]));
  }

  get size(): number {
    return this.characters.length;
  }

  encode(text: string): Int32Array {
    return Int32Array.from(text, (character) => this.#numbers.get(character)!);
  }
}

/** Windows `x [n, length]`, and the same moved on by one, `y [n, length]`: after each character the next one. */
export function windows(codes: Int32Array, length: number): ArrayDataset<'x' | 'y'> {
  const count = Math.floor((codes.length - 1) / length);
  const shape = [count, length];
  return new ArrayDataset({
    x: { data: codes.slice(0, count * length), shape },
    y: { data: codes.slice(1, count * length + 1), shape },
  });
}
