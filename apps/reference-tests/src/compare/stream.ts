// Repeatable numbers: each comparison has a stream of its own, so that picking some of them changes none.

import { HostRandom } from 'cambium';

/** A stream of numbers in [0, 1) that belongs to a name and a number. */
export function streamOf(name: string, number: number): () => number {
  let hash = 17;
  for (const letter of name) hash = (Math.imul(hash, 31) + letter.codePointAt(0)!) >>> 0;
  const random = new HostRandom(hash).fork(number);
  return () => random.uniform();
}
