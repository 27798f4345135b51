// The parts of the examples that count, encode and search: what a reader of a report relies on.

import { HostRandom, seed, tensor } from 'cambium';
import { describe, expect, it } from 'vitest';
import { Alphabet, windows } from '../apps/examples/src/characters/alphabet.ts';
import { bigramPerplexity, unigramPerplexity } from '../apps/examples/src/characters/counting.ts';
import { CharacterModel, write } from '../apps/examples/src/characters/model.ts';
import { beamSearch } from '../apps/examples/src/dates/beam-search.ts';
import { dateTable, sourceLength, writtenDate } from '../apps/examples/src/dates/dates-data.ts';
import { DateTranslator } from '../apps/examples/src/dates/model.ts';
import { pad } from '../apps/examples/src/sequences/batches.ts';
import { lettersOf, readWords } from '../apps/examples/src/sequences/words.ts';
import { Reverser } from '../apps/examples/src/transformer/model.ts';
import { decode, encode, longest, reversalTable } from '../apps/examples/src/transformer/reversal-data.ts';
import { corpusOf, pairs } from '../apps/examples/src/words/corpus.ts';
import { flattened, nearest } from '../apps/examples/src/words/geometry.ts';

describe('characters', () => {
  it('predicts after each character the next one', () => {
    const alphabet = new Alphabet('abcabca');
    const { x, y } = windows(alphabet.encode('abcabca'), 3).fields;
    expect([...x.data]).toEqual([0, 1, 2, 0, 1, 2]);
    expect([...y.data]).toEqual([1, 2, 0, 1, 2, 0]);
  });

  it('measures perplexity: 1 where pairs tell all, the number of characters where nothing does', () => {
    const codes = Int32Array.from({ length: 30_000 }, (_, i) => i % 3);
    expect(bigramPerplexity(codes, codes, 3)).toBeCloseTo(1, 3);
    expect(unigramPerplexity(codes, codes, 3)).toBeCloseTo(3, 3);
  });

  it('writes the same from the same random numbers', () => {
    seed(1);
    const model = new CharacterModel(5, 8);
    const text = (random: HostRandom) =>
      write(model, Int32Array.of(1, 2), { length: 20, temperature: 1, random });
    expect(text(new HostRandom(3))).toEqual(text(new HostRandom(3)));
    expect(text(new HostRandom(3))).not.toEqual(text(new HostRandom(4)));
  });
});

describe('dates', () => {
  it('are the same for people and machines', () => {
    for (let i = 0; i < 300; i++) {
      const { human, machine } = writtenDate(0, i);
      expect(human.length).toBeLessThanOrEqual(sourceLength);
      // What Date.parse does not know: ordinals, and digits in the order of Europe.
      const [day, month, year] = human.split('.');
      const plain = human.replace(/^the /, '').replace(/(\d)(st|nd|rd|th) of/, '$1');
      const text = year === undefined ? plain : `${year}-${month!.padStart(2, '0')}-${day!.padStart(2, '0')}`;
      expect(new Date(`${text} UTC`).toISOString().slice(0, 10), human).toBe(machine);
    }
  });

  it('show the decoder what comes before, never what it has to write', () => {
    const { x, y } = dateTable([{ human: '3 May 1979', machine: '1979-05-03' }]).fields;
    const given = [...x.data.subarray(sourceLength)];
    expect(given).toEqual([0, ...y.data.subarray(0, -1)]);
  });

  it('beam search finds nothing worse than greedy search, best first', () => {
    seed(2);
    const model = new DateTranslator(8);
    const [greedy] = beamSearch(model, '3 May 1979', 1);
    const beams = beamSearch(model, '3 May 1979', 6);
    expect(beams).toHaveLength(6);
    expect(new Set(beams.map(({ codes }) => codes.join())).size).toBe(6);
    expect(beams[0]!.score).toBeGreaterThanOrEqual(greedy!.score);
    const scores = beams.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
  });
});

describe('sequences', () => {
  it('have words that are of one language alone', async () => {
    const words = (await readWords(4000)).map(({ word }) => word);
    expect(new Set(words).size).toBe(words.length);
    expect(words.every((word) => /^[a-z]{4,}$/.test(word))).toBe(true);
  });

  it('are filled with zeros up to the longest', () => {
    const words = ['ab', 'c'].map((word, language) => ({ word, language, letters: lettersOf(word) }));
    const { x, y } = pad(words);
    expect(x.shape).toEqual([2, 2]);
    expect([...x.data]).toEqual([1, 2, 3, 0]);
    expect([...y.data]).toEqual([0, 1]);
  });
});

describe('words', () => {
  it('pairs words with those near them', () => {
    const corpus = corpusOf('a b c a b c rare'.split(' '), 2);
    expect(corpus.vocabulary).toEqual(['a', 'b', 'c']);
    const { x, y } = pairs({ ...corpus, counts: [0.001, 0.001, 0.001] }, 1, new HostRandom(0)).fields;
    const found = Array.from(x.data, (word, i) => `${word}${y.data[i]}`);
    expect(found).toEqual(['01', '10', '12', '21', '20', '02', '01', '10', '12', '21']);
  });

  it('are laid flat along the directions in which they differ', () => {
    const points = tensor([
      [10, 0, 1],
      [-10, 0, 1],
      [0, 3, 1],
      [0, -3, 1],
    ]);
    const flat = flattened(points).toArray() as number[][];
    expect(flat.map(([first]) => Math.round(Math.abs(first!)))).toEqual([10, 10, 0, 0]);
    expect(flat.map(([, second]) => Math.round(Math.abs(second!)))).toEqual([0, 0, 3, 3]);
    expect(nearest([0.2, 1, 0.9, -1], 1, 2)).toEqual([2, 0]);
  });
});

describe('the Transformer', () => {
  it('reads a word and a sign, and answers with the word backwards and a sign', () => {
    const { x, y } = reversalTable(['abc']).fields;
    expect(decode([...x.data.subarray(0, longest)])).toBe('abc');
    expect(decode([...x.data.subarray(longest + 1)])).toBe('cba');
    expect([...y.data.subarray(0, 5)]).toEqual([3, 2, 1, 28, 0]);
  });

  it('does not look ahead, nor at padding', () => {
    seed(3);
    const model = new Reverser(16);
    model.eval();
    const source = (codes: Int32Array) => tensor([[...codes]], { dtype: 'int32' });
    const word = source(encode('whale', longest));
    const first = (written: number[]) =>
      model.write(model.read(word), word, tensor([written], { dtype: 'int32' })).toArray() as number[][][];
    expect(first([27, 5, 12])[0]![1]).toEqual(first([27, 5, 1])[0]![1]);
    const short = source(encode('whale', 5));
    const narrow = model.write(model.read(short), short, tensor([[27]], { dtype: 'int32' }));
    const wide = model.write(model.read(word), word, tensor([[27]], { dtype: 'int32' }));
    const difference = narrow.sub(wide).abs().max().toArray() as number;
    expect(difference).toBeLessThan(1e-5);
  });
});
