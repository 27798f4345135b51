// Text to numbers and back.

import { createCpuBackend } from '@cambium/backend-cpu';
import {
  CharacterTokenizer,
  DataLoader,
  type LoaderState,
  paddedCollate,
  Vocabulary,
  type VocabularyState,
  WordTokenizer,
} from '@cambium/data';
import { BpeTokenizer } from '@cambium/data/bpe';
import { setBackend } from '@cambium/tensor';
import { describe, expect, it } from 'vitest';
import { refusal } from './support.ts';

describe('Vocabulary', () => {
  it('numbers specials first, then by frequency, then by the alphabet', () => {
    const { tokens } = Vocabulary.fit(['b', 'a', 'c', 'c', 'b', 'd', '<pad>'], {
      specials: ['<pad>', '<end>'],
    });
    expect(tokens).toEqual(['<pad>', '<end>', '<unk>', 'b', 'c', 'a', 'd']);
  });

  it('leaves rare tokens to the unknown one', () => {
    const vocabulary = Vocabulary.fit(['a', 'a', 'a', 'b', 'b', 'c'], { minCount: 2 });
    expect([...vocabulary.encode(['a', 'b', 'c', 'z'])]).toEqual([1, 2, 0, 0]);
    expect(Vocabulary.fit(['a', 'a', 'b', 'c'], { maxSize: 2 }).tokens).toEqual(['<unk>', 'a']);
  });

  it('comes back from JSON', () => {
    const vocabulary = Vocabulary.fit(['x', 'y'], { specials: ['<pad>'] });
    const restored = Vocabulary.fromJSON(JSON.parse(JSON.stringify(vocabulary)) as VocabularyState);
    expect([...restored.encode(['y', 'never'])]).toEqual([...vocabulary.encode(['y', 'never'])]);
    expect([restored.size, restored.numberOf('x'), restored.numberOf('never')]).toEqual([4, 2, undefined]);
  });

  it.each<[string, () => unknown, string]>([
    [
      'a token that is not known',
      () => Vocabulary.fit(['a'], { unknown: null }).encode(['b']),
      "token 0, 'b', is not in the vocabulary",
    ],
    [
      'a number that is not known',
      () => Vocabulary.fit(['a']).decode([0, 2]),
      'element 1 is 2: tokens are numbered 0 to 1',
    ],
    ['tokens that are listed twice', () => new Vocabulary(['a', 'a']), "token 'a' is listed twice"],
    [
      'an unknown token that is not listed',
      () => new Vocabulary(['a'], '?'),
      "the unknown token '?' is not among",
    ],
    ['no tokens', () => Vocabulary.fit([], { unknown: null }), 'there are no tokens'],
    ['what is no token', () => new Vocabulary([3 as never]), 'token 0 is a number'],
    [
      'a size without room',
      () => Vocabulary.fit(['a'], { specials: ['<pad>'], maxSize: 1 }),
      'there are 2 special tokens already',
    ],
    ['state from elsewhere', () => Vocabulary.fromJSON({} as never), 'there are no tokens'],
  ])('refuses %s', async (_, act, reason) => {
    const error = await refusal(act);
    expect([error.code, error.message]).toEqual(['value', expect.stringContaining(reason)]);
  });
});

describe('CharacterTokenizer', () => {
  it('gives each code point a number, and the text back', () => {
    const tokenizer = CharacterTokenizer.fit(['häß', '🌱🌱'], { unknown: null });
    expect(tokenizer.size).toBe(4);
    expect(tokenizer.decode(tokenizer.encode('🌱ßäh'))).toBe('🌱ßäh');
    const restored = CharacterTokenizer.fromJSON(tokenizer.toJSON());
    expect([...restored.encode('h🌱')]).toEqual([...tokenizer.encode('h🌱')]);
  });

  it('refuses what is not text', async () => {
    expect((await refusal(() => CharacterTokenizer.fit('a').encode(3 as never))).message).toContain(
      'got a number',
    );
  });
});

describe('WordTokenizer', () => {
  it.each<[string, string[]]>([
    ['Hello, world!', ['hello', ',', 'world', '!']],
    ["Don't — it’s 3.5 o'clock", ["don't", '—', 'it’s', '3', '.', '5', "o'clock"]],
    ['Über die naïve Straße', ['über', 'die', 'naïve', 'straße']],
    ['नमस्ते दुनिया', ['नमस्ते', 'दुनिया']],
    ['  \n ', []],
  ])('splits %j', (text, words) => {
    expect(WordTokenizer.fit('a').tokenize(text)).toEqual(words);
  });

  it('keeps capitals where it is told to, also after JSON', () => {
    const tokenizer = WordTokenizer.fit('The the', { lowercase: false });
    expect(tokenizer.size).toBe(3);
    expect(WordTokenizer.fromJSON(tokenizer.toJSON()).tokenize('The')).toEqual(['The']);
  });

  it('makes batches of sentences, resumed in mid-epoch', async () => {
    setBackend(createCpuBackend());
    const texts = ['a b c', 'b', 'c c', 'a', 'b a c a', 'c'];
    const tokenizer = WordTokenizer.fit(texts, { specials: ['<pad>'] });
    const dataset = { length: 6, get: (i: number) => ({ x: tokenizer.encode(texts[i]!) }) };
    const make = () =>
      new DataLoader(dataset, { batchSize: 2, shuffle: true, seed: 1, collate: paddedCollate() });
    const epoch = async (loader: ReturnType<typeof make>): Promise<unknown[]> => {
      const batches: unknown[] = [];
      for await (const { x } of loader) batches.push(x.toArray());
      return batches;
    };
    const whole = await epoch(make());
    expect(new Set(whole.flat(2)).has(0)).toBe(true);
    const resumed = make();
    resumed.loadStateDict(JSON.parse(JSON.stringify({ ...resumed.stateDict(), batch: 1 })) as LoaderState);
    expect(await epoch(resumed)).toEqual(whole.slice(1));
  });
});

describe('BpeTokenizer', () => {
  const text =
    'low low low low low lower lower newest newest newest newest newest newest widest widest widest';

  it('learns the merges of Sennrich et al.', () => {
    // Their example, with a space before each word but the first: e+s, es+t, then l+o, lo+w.
    const tokenizer = BpeTokenizer.learn(text, { vocabularySize: 256 + 4 });
    expect(tokenizer.toJSON().model.merges).toEqual([
      ['e', 's'],
      ['es', 't'],
      ['l', 'o'],
      ['lo', 'w'],
    ]);
    expect(tokenizer.tokenize('lowest')).toEqual(['low', 'est']);
  });

  it('counts a pair as often as it stands there, also where it overlaps itself', () => {
    const tokenizer = BpeTokenizer.learn('aaaa aaaa', { vocabularySize: 256 + 2 });
    expect(tokenizer.toJSON().model.merges).toEqual([
      ['a', 'a'],
      ['aa', 'aa'],
    ]);
  });

  it('needs fewer tokens with more merges, and gives every text back', () => {
    const sentences = ['The newest of the lowest.', 'äöü — 日本語 🌱', '  two  spaces\n', ''];
    const few = BpeTokenizer.learn(text, { vocabularySize: 258 });
    const many = BpeTokenizer.learn(text, { vocabularySize: 280 });
    expect(many.encode('newest lowest').length).toBeLessThan(few.encode('newest lowest').length);
    for (const sentence of sentences) expect(many.decode(many.encode(sentence))).toBe(sentence);
  });

  it('never splits a special token', () => {
    const tokenizer = BpeTokenizer.learn([text, text], { vocabularySize: 270, specials: ['<pad>', '<end>'] });
    expect(tokenizer.tokenize('low<end>')).toEqual(['low', '<end>']);
    expect(tokenizer.encode('<pad><end>')).toEqual(Int32Array.of(0, 1));
    expect(tokenizer.size).toBeLessThanOrEqual(270);
  });

  it('comes back from JSON', () => {
    const tokenizer = BpeTokenizer.learn(text, { vocabularySize: 270, specials: ['<end>'] });
    const restored = BpeTokenizer.fromJSON(JSON.parse(JSON.stringify(tokenizer)) as never);
    expect(restored.encode('lowest newest<end>')).toEqual(tokenizer.encode('lowest newest<end>'));
    expect(restored.size).toBe(tokenizer.size);
  });

  it('learns the same whatever the order of the words', () => {
    const backwards = text.split(' ').reverse();
    const merges = (texts: string[]): unknown =>
      BpeTokenizer.learn(texts, { vocabularySize: 270 }).toJSON().model.merges;
    expect(merges(backwards)).toEqual(merges(text.split(' ')));
  });

  it.each<[string, () => unknown, string]>([
    [
      'a vocabulary without room for the bytes',
      () => BpeTokenizer.learn('a', { vocabularySize: 100 }),
      'room for 256 bytes',
    ],
    [
      'what is no tokenizer',
      () => BpeTokenizer.fromJSON({} as never),
      'takes the contents of a tokenizer.json',
    ],
    [
      'a model that is not known',
      () => BpeTokenizer.fromJSON({ model: { type: 'Abacus', vocab: {} } }),
      'cannot be read',
    ],
    [
      'a number that no token has',
      () => BpeTokenizer.learn('a', { vocabularySize: 256 }).decode([256]),
      'there is no token 256',
    ],
    [
      'what is not text',
      () => BpeTokenizer.learn([3 as never], { vocabularySize: 256 }),
      'takes text, got a number',
    ],
  ])('refuses %s', async (_, act, reason) => {
    expect((await refusal(act)).message).toContain(reason);
  });
});
