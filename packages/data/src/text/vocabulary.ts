// Numbers for tokens: the frequent ones get the small numbers, the rare ones share one.

import { TensorError } from '@cambium/tensor';
import { describe } from '../host-array.ts';
import { checkCount } from '../host-random.ts';

/** Options of {@link Vocabulary.fit}. */
export interface VocabularyOptions {
  /** Tokens that get the first numbers, whether they occur or not, such as `<pad>` and `<end>`. */
  readonly specials?: readonly string[];
  /** The token that stands for all that are not in the vocabulary, also one of the first; `null` to refuse them. `<unk>` unless given. */
  readonly unknown?: string | null;
  /** Leaves out tokens that occur less often; 1 unless given. */
  readonly minCount?: number;
  /** Keeps only the most frequent tokens, with the specials and the unknown one counted in. */
  readonly maxSize?: number;
}

/** What {@link Vocabulary.toJSON} gives. */
export interface VocabularyState {
  /** Tokens; the place of each is its number. */
  readonly tokens: readonly string[];
  /** The token that stands for all others; `null` where others are refused. */
  readonly unknown: string | null;
}

/**
 * Numbers the tokens of the training text, the most frequent first and equally frequent ones in alphabetical order.
 *
 * @see course part 5.1, a vocabulary of words and the token for unknown ones
 * @example
 * ```ts
 * const vocabulary = Vocabulary.fit(['the', 'cat', 'the', 'end'], { specials: ['<pad>'] });
 * vocabulary.encode(['the', 'dog']);   // [2, 1]
 * vocabulary.decode([3, 1]);           // ['cat', '<unk>']
 * vocabulary.size;                     // 5
 * ```
 */
export class Vocabulary {
  /** The tokens; a token's number is its place. */
  readonly tokens: readonly string[];
  /** Stands for tokens that are not in the vocabulary; `null` if they are refused. */
  readonly unknown: string | null;
  readonly #numbers: ReadonlyMap<string, number>;

  /**
   * @param tokens in the order of their numbers, each once
   * @param unknown one of them, or `null`
   * @throws TensorError `value` for tokens that are listed twice, or an unknown token that is not among them
   */
  constructor(tokens: readonly string[], unknown: string | null = null) {
    if (!Array.isArray(tokens) || tokens.length === 0) throw refuse('Vocabulary', 'there are no tokens.');
    for (const [i, token] of tokens.entries()) checkToken('Vocabulary', token, i);
    this.tokens = [...tokens];
    this.unknown = unknown;
    this.#numbers = new Map(tokens.map((token, i) => [token, i]));
    const twice = tokens.find((token, i) => this.#numbers.get(token) !== i);
    if (twice !== undefined) throw refuse('Vocabulary', `token '${twice}' is listed twice.`);
    if (unknown !== null && !this.#numbers.has(unknown))
      throw refuse('Vocabulary', `the unknown token '${unknown}' is not among the tokens.`);
  }

  /** Collects the tokens of the training text. */
  static fit(tokens: Iterable<string>, options: VocabularyOptions = {}): Vocabulary {
    const { specials = [], unknown = '<unk>', minCount = 1, maxSize = Number.MAX_SAFE_INTEGER } = options;
    checkCount('Vocabulary.fit', 'minCount', minCount);
    checkCount('Vocabulary.fit', 'maxSize', maxSize);
    const first = [...new Set(unknown === null ? specials : [...specials, unknown])];
    if (maxSize < first.length)
      throw refuse(
        'Vocabulary.fit',
        `maxSize is ${maxSize}, there are ${first.length} special tokens already.`,
      );
    const counts = new Map<string, number>();
    for (const token of tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
    for (const special of first) counts.delete(special);
    const frequent = [...counts]
      .filter(([, count]) => count >= minCount)
      // By code units where counts are equal, so that numbers do not depend on the reader's language.
      .sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1));
    const kept = frequent.slice(0, maxSize - first.length).map(([token]) => token);
    return new Vocabulary([...first, ...kept], unknown);
  }

  /** Restores what {@link toJSON} gave. */
  static fromJSON(state: VocabularyState): Vocabulary {
    return new Vocabulary(state?.tokens, state?.unknown ?? null);
  }

  /** Number of tokens, for an embedding. */
  get size(): number {
    return this.tokens.length;
  }

  /** The number of a token, or `undefined` if it is not in the vocabulary. */
  numberOf(token: string): number | undefined {
    return this.#numbers.get(token);
  }

  /**
   * The number of each token.
   *
   * @throws TensorError `value` for a token that is not in a vocabulary without an unknown token, naming it
   */
  encode(tokens: readonly string[]): Int32Array {
    return Int32Array.from(tokens, (token, i) => {
      const number =
        this.#numbers.get(token) ?? (this.unknown === null ? undefined : this.#numbers.get(this.unknown));
      if (number !== undefined) return number;
      checkToken('Vocabulary.encode', token, i);
      const hint = "Fit with unknown: '<unk>' to give such tokens a number";
      throw refuse('Vocabulary.encode', `token ${i}, '${token}', is not in the vocabulary. ${hint}.`);
    });
  }

  /** The token for each number. */
  decode(numbers: ArrayLike<number>): string[] {
    return Array.from(numbers, (number, i) => {
      const token = this.tokens[number];
      if (token !== undefined) return token;
      const range = `tokens are numbered 0 to ${this.size - 1}`;
      throw refuse('Vocabulary.decode', `element ${i} is ${String(number)}: ${range}.`);
    });
  }

  /** Plain JSON, for saving beside a model. */
  toJSON(): VocabularyState {
    return { tokens: this.tokens, unknown: this.unknown };
  }
}

function checkToken(op: string, token: unknown, i: number): void {
  if (typeof token !== 'string') throw refuse(op, `token ${i} is ${describe(token)}. Tokens are strings.`);
}

function refuse(op: string, reason: string): TensorError {
  return new TensorError(op, 'value', reason);
}
