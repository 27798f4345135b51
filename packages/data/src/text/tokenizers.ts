// Text to numbers and back: by characters, and by words.

import { TensorError } from '@cambium/tensor';
import { describe } from '../host-array.ts';
import { Vocabulary, type VocabularyOptions, type VocabularyState } from './vocabulary.ts';

/** Turns text into the numbers of tokens, and back. */
export interface Tokenizer {
  /** Number of tokens, for an embedding. */
  readonly size: number;
  /** The numbers of the tokens of a text. */
  encode(text: string): Int32Array;
  /** The text that numbers stand for. */
  decode(numbers: ArrayLike<number>): string;
}

/**
 * A token for each character (code point) of the training text.
 *
 * @see course part 5.1, language models on characters
 * @example
 * ```ts
 * const tokenizer = CharacterTokenizer.fit('hello', { unknown: null });
 * tokenizer.encode('hole');                        // [2, 3, 0, 1]
 * tokenizer.decode(tokenizer.encode('hello'));     // 'hello'
 * ```
 */
export class CharacterTokenizer implements Tokenizer {
  /** The characters with their numbers. */
  readonly vocabulary: Vocabulary;

  constructor(vocabulary: Vocabulary) {
    this.vocabulary = vocabulary;
  }

  /** Collects the characters of one or several texts. */
  static fit(texts: string | Iterable<string>, options: VocabularyOptions = {}): CharacterTokenizer {
    return new CharacterTokenizer(Vocabulary.fit(tokensOf('CharacterTokenizer.fit', texts, split), options));
  }

  /** Restores what {@link toJSON} gave. */
  static fromJSON(state: VocabularyState): CharacterTokenizer {
    return new CharacterTokenizer(Vocabulary.fromJSON(state));
  }

  get size(): number {
    return this.vocabulary.size;
  }

  /** @throws TensorError `value` for a character that is not in a vocabulary without an unknown token */
  encode(text: string): Int32Array {
    return this.vocabulary.encode(split(checkText('CharacterTokenizer.encode', text)));
  }

  decode(numbers: ArrayLike<number>): string {
    return this.vocabulary.decode(numbers).join('');
  }

  /** Plain JSON, for saving beside a model. */
  toJSON(): VocabularyState {
    return this.vocabulary.toJSON();
  }
}

/** Options of {@link WordTokenizer.fit}. */
export interface WordTokenizerOptions extends VocabularyOptions {
  /** Whether `The` and `the` are one word; `true` unless given. */
  readonly lowercase?: boolean;
}

/** What {@link WordTokenizer.toJSON} gives. */
export interface WordTokenizerState extends VocabularyState {
  /** Whether capitals become small letters. */
  readonly lowercase: boolean;
}

/**
 * A token for each word, number and punctuation mark; white space falls away. `decode` puts one space between tokens.
 *
 * @see course part 5.1, tokens of a sentence
 * @example
 * ```ts
 * const tokenizer = WordTokenizer.fit(["The cat's asleep.", 'The dog is not.']);
 * tokenizer.tokenize("Don't!");                      // ["don't", '!']
 * tokenizer.decode(tokenizer.encode('The cow is.')); // 'the <unk> is .'
 * ```
 */
export class WordTokenizer implements Tokenizer {
  /** The words with their numbers. */
  readonly vocabulary: Vocabulary;
  /** Whether capitals become small letters. */
  readonly lowercase: boolean;

  constructor(vocabulary: Vocabulary, { lowercase = true }: { readonly lowercase?: boolean } = {}) {
    this.vocabulary = vocabulary;
    this.lowercase = lowercase;
  }

  /** Collects the words of one or several texts. */
  static fit(texts: string | Iterable<string>, options: WordTokenizerOptions = {}): WordTokenizer {
    const { lowercase = true } = options;
    const words = tokensOf('WordTokenizer.fit', texts, (text) => wordsOf(text, lowercase));
    return new WordTokenizer(Vocabulary.fit(words, options), { lowercase });
  }

  /** Restores what {@link toJSON} gave. */
  static fromJSON(state: WordTokenizerState): WordTokenizer {
    return new WordTokenizer(Vocabulary.fromJSON(state), { lowercase: state.lowercase });
  }

  get size(): number {
    return this.vocabulary.size;
  }

  /** The words of a text, known or not. */
  tokenize(text: string): string[] {
    return wordsOf(checkText('WordTokenizer.tokenize', text), this.lowercase);
  }

  /** @throws TensorError `value` for a word that is not in a vocabulary without an unknown token */
  encode(text: string): Int32Array {
    return this.vocabulary.encode(this.tokenize(text));
  }

  decode(numbers: ArrayLike<number>): string {
    return this.vocabulary.decode(numbers).join(' ');
  }

  /** Plain JSON, for saving beside a model. */
  toJSON(): WordTokenizerState {
    return { ...this.vocabulary.toJSON(), lowercase: this.lowercase };
  }
}

// Letters and digits with their accents, joined by apostrophes; or one sign that is neither these nor white space.
const word = /[\p{L}\p{M}\p{N}_]+(?:['’][\p{L}\p{M}]+)*|[^\s\p{L}\p{M}\p{N}_]/gu;

function wordsOf(text: string, lowercase: boolean): string[] {
  return (lowercase ? text.toLowerCase() : text).match(word) ?? [];
}

function split(text: string): string[] {
  return [...text];
}

function* tokensOf(
  op: string,
  texts: string | Iterable<string>,
  tokenize: (text: string) => readonly string[],
): Generator<string, void, void> {
  for (const text of typeof texts === 'string' ? [texts] : texts) yield* tokenize(checkText(op, text));
}

/** Refuses what is not text. */
export function checkText(op: string, text: string): string {
  if (typeof text === 'string') return text;
  throw new TensorError(op, 'value', `takes text, got ${describe(text)}.`);
}
