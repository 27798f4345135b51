// Beam search: several beginnings are followed at once, and the likeliest whole is taken.

import { logSoftmax, scope, stack, tensor, unstack } from 'cambium';
import { encodeSource, targetLength } from './dates-data.ts';
import type { DateTranslator } from './model.ts';

/** A translation, with what the decoder looked at for each character. */
export interface Translation {
  readonly codes: readonly number[];
  /** `log p` of the whole. */
  readonly score: number;
  /** A row for each character that was written. */
  readonly attention: readonly (readonly number[])[];
}

/**
 * The `width` likeliest translations that were found, best first. Width 1 takes the likeliest character each time: greedy
 * search, which cannot take back a step that proves wrong.
 */
export function beamSearch(model: DateTranslator, text: string, width: number): Translation[] {
  return scope(() => {
    const { memory, hidden } = model.read(tensor([[...encodeSource(text)]], { dtype: 'int32' }));
    let beams = [{ codes: [] as number[], score: 0, attention: [] as number[][], hidden: hidden.squeeze(0) }];
    for (let i = 0; i < targetLength; i++) {
      // All beginnings are one batch, and look at the same text.
      const count = beams.length;
      const shared = {
        states: memory.states.broadcastTo([count, ...memory.states.shape.slice(1)]),
        mask: memory.mask.broadcastTo([count, ...memory.mask.shape.slice(1)]),
      };
      const last = Int32Array.from(beams, ({ codes }) => codes.at(-1) ?? 0);
      const step = model.write(tensor(last), stack(beams.map((beam) => beam.hidden)), shared);
      const chances = logSoftmax(step.logits).toArray() as number[][];
      const attention = step.attention.toArray() as number[][];
      const states = unstack(step.hidden);
      beams = beams
        .flatMap((beam, b) =>
          chances[b]!.map((chance, code) => ({
            codes: [...beam.codes, code],
            score: beam.score + chance,
            attention: [...beam.attention, attention[b]!],
            hidden: states[b]!,
          })),
        )
        .sort((a, b) => b.score - a.score)
        .slice(0, width);
    }
    return beams.map(({ codes, score, attention }) => ({ codes, score, attention }));
  });
}
