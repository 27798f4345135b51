// One pass over a stream: what its stages may depend on, so that it can be repeated to the same bits.

import { HostRandom } from '../host-random.ts';

/** Epoch and seed of a pass, and where a stage stands in the stream. */
export class Pass {
  readonly epoch: number;
  readonly seed: number;
  readonly #path: readonly number[];

  constructor(epoch: number, seed: number, path: readonly number[] = []) {
    this.epoch = epoch;
    this.seed = seed;
    this.#path = path;
  }

  /** For the stage before one that draws random numbers, or for one of several. */
  before(label = 0): Pass {
    return new Pass(this.epoch, this.seed, [...this.#path, label + 1]);
  }

  /** The same place in another epoch. */
  inEpoch(epoch: number): Pass {
    return new Pass(epoch, this.seed, this.#path);
  }

  /** Random numbers of this stage, apart from those of the stages before it: their paths go on elsewhere. */
  random(): HostRandom {
    // 0 and 1 are the labels of orders and of transforms.
    return new HostRandom(this.seed).fork(2, this.epoch, ...this.#path, 0);
  }
}
