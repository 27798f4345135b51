// Subpath `@cambium/data/bpe`: byte-pair encodings, learned here or read from `tokenizer.json`.

import { TensorError } from '@cambium/tensor';
import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import { describe } from '../host-array.ts';
import { learnMerges, type Merge } from './merges.ts';
import { checkText, type Tokenizer } from './tokenizers.ts';

/** Options of {@link BpeTokenizer.learn}. */
export interface BpeOptions {
  /** Tokens in all, at most: the specials, 256 for the bytes, and the merges. */
  readonly vocabularySize: number;
  /** Tokens that get the first numbers and are never split, such as `<end>`. */
  readonly specials?: readonly string[];
}

/** The contents of a `tokenizer.json`, as far as they are looked at here. */
export interface TokenizerJson {
  /** The tokens with their numbers, and how to get at them. */
  readonly model: { readonly vocab: Readonly<Record<string, number>>; readonly [part: string]: unknown };
  readonly [part: string]: unknown;
}

/**
 * Splits text into frequent pieces of words, by byte-pair encoding on bytes: there are no unknown words, and each text comes
 * back as it was. Learn it on a text of your own, or read the `tokenizer.json` of a model from Hugging Face.
 *
 * @see Sennrich et al., "Neural machine translation of rare words with subword units" (2016); Radford et al., "Language
 *   models are unsupervised multitask learners" (2019), section 2.2
 * @example
 * ```ts
 * const tokenizer = BpeTokenizer.learn('low low low lower newest newest', { vocabularySize: 262 });
 * tokenizer.tokenize('low lowest');                    // ['low', 'Ġlow', 'est']
 * tokenizer.decode(tokenizer.encode('Gänse 🦢'));      // 'Gänse 🦢'
 * ```
 */
export class BpeTokenizer implements Tokenizer {
  readonly size: number;
  readonly #json: TokenizerJson;
  readonly #tokenizer: HuggingFaceTokenizer;

  private constructor(op: string, json: TokenizerJson, config: object) {
    if (typeof json?.model?.vocab !== 'object' || json.model.vocab === null)
      throw new TensorError(
        op,
        'format',
        `takes the contents of a tokenizer.json, got ${describe(json)} without a model.`,
      );
    this.#json = json;
    this.#tokenizer = build(op, json, config);
    const numbers = [
      ...this.#tokenizer.get_added_tokens_decoder().keys(),
      ...Object.values(json.model.vocab),
    ];
    this.size = numbers.reduce((largest, number) => Math.max(largest, number), -1) + 1;
  }

  /**
   * Learns the merges of one or several texts.
   *
   * @throws TensorError `value` if the vocabulary has no room for the specials and the 256 bytes
   */
  static learn(
    texts: string | Iterable<string>,
    { vocabularySize, specials = [] }: BpeOptions,
  ): BpeTokenizer {
    const op = 'BpeTokenizer.learn';
    const room = vocabularySize - bytes.length - specials.length;
    if (!Number.isSafeInteger(vocabularySize) || room < 0) {
      const least = `${bytes.length} bytes and ${specials.length} specials`;
      throw new TensorError(
        op,
        'value',
        `vocabularySize is an integer with room for ${least}, got ${vocabularySize}.`,
      );
    }
    const splitter = build(op, tokenizerJson([], specials), {}).pre_tokenizer!;
    const counts = new Map<string, number>();
    for (const text of typeof texts === 'string' ? [texts] : texts) {
      for (const word of splitter.pre_tokenize(checkText(op, text)))
        counts.set(word, (counts.get(word) ?? 0) + 1);
    }
    return new BpeTokenizer(op, tokenizerJson(learnMerges(counts, room), specials), {});
  }

  /**
   * The tokenizer of a model from Hugging Face.
   *
   * @param json the contents of its `tokenizer.json`
   * @param config the contents of its `tokenizer_config.json`
   * @throws TensorError `format` if they cannot be read
   */
  static fromJSON(json: TokenizerJson, config: object = {}): BpeTokenizer {
    return new BpeTokenizer('BpeTokenizer.fromJSON', json, config);
  }

  /** The pieces of a text; `Ġ` stands for a space, and bytes outside ASCII for other signs. */
  tokenize(text: string): string[] {
    return this.#tokenizer.tokenize(checkText('BpeTokenizer.tokenize', text));
  }

  encode(text: string): Int32Array {
    return Int32Array.from(this.#tokenizer.encode(checkText('BpeTokenizer.encode', text)).ids);
  }

  /** @throws TensorError `value` for a number that no token has */
  decode(numbers: ArrayLike<number>): string {
    const list = Array.from(numbers);
    const odd = list.find((number) => this.#tokenizer.id_to_token(number) === undefined);
    if (odd !== undefined) {
      const range = `tokens are numbered 0 to ${this.size - 1}`;
      throw new TensorError('BpeTokenizer.decode', 'value', `there is no token ${odd}: ${range}.`);
    }
    // The library decodes no empty list.
    return list.length === 0 ? '' : this.#tokenizer.decode(list, { clean_up_tokenization_spaces: false });
  }

  /** The contents of a `tokenizer.json`, for saving beside a model; other tools read it too. */
  toJSON(): TokenizerJson {
    return this.#json;
  }
}

function build(op: string, json: TokenizerJson, config: object): HuggingFaceTokenizer {
  try {
    return new HuggingFaceTokenizer(json, config);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TensorError(op, 'format', `the tokenizer cannot be read: ${reason}`, { cause: error });
  }
}

/** A byte-level tokenizer in the format of Hugging Face. */
function tokenizerJson(merges: readonly Merge[], specials: readonly string[]): TokenizerJson {
  // Two merges may make the same token: `a bc` and `ab c`.
  const tokens = [...new Set([...specials, ...bytes, ...merges.map(([left, right]) => left + right)])];
  const byteLevel = { type: 'ByteLevel', add_prefix_space: false, trim_offsets: false, use_regex: true };
  const added = { single_word: false, lstrip: false, rstrip: false, normalized: false, special: true };
  return {
    version: '1.0',
    added_tokens: specials.map((content, id) => ({ id, content, ...added })),
    normalizer: null,
    pre_tokenizer: byteLevel,
    post_processor: null,
    decoder: byteLevel,
    model: {
      ...{ type: 'BPE', dropout: null, unk_token: null, continuing_subword_prefix: null },
      ...{ end_of_word_suffix: null, fuse_unk: false, byte_fallback: false, ignore_merges: false },
      vocab: Object.fromEntries(tokens.map((token, number) => [token, number])),
      merges,
    },
  };
}

/** The character that stands for each byte: itself where it can be seen, else one from 256 on. */
const bytes: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte).map((byte, _, all) => {
  const isSeen = (each: number): boolean =>
    (each >= 33 && each <= 126) || (each >= 161 && each <= 172) || each >= 174;
  const hidden = all.slice(0, byte).filter((each) => !isSeen(each)).length;
  return String.fromCodePoint(isSeen(byte) ? byte : 256 + hidden);
});
