// The best value so far, as callbacks keep it in checkpoints.

import type { MonitorOptions } from './monitor.ts';

/** Remembers the best of the values it is shown. NaN is never the best. */
export class BestValue {
  readonly #sign: 1 | -1;
  readonly #minDelta: number;
  #best = Number.POSITIVE_INFINITY;
  #epoch = -1;

  constructor(mode: NonNullable<MonitorOptions['mode']>, minDelta = 0) {
    this.#sign = mode === 'max' ? -1 : 1;
    this.#minDelta = minDelta;
  }

  /** Epoch of the best value, from 0; −1 before the first. */
  get epoch(): number {
    return this.#epoch;
  }

  /** Whether the value is better by more than `minDelta` than all before; it is then the best. */
  improves(value: number, epoch: number): boolean {
    if (!(this.#sign * value < this.#best - this.#minDelta)) return false;
    this.#best = this.#sign * value;
    this.#epoch = epoch;
    return true;
  }

  reset(): void {
    this.#best = Number.POSITIVE_INFINITY;
    this.#epoch = -1;
  }

  /** As JSON, which has no infinity. */
  save(): { best: number | null; bestEpoch: number } {
    return { best: Number.isFinite(this.#best) ? this.#best : null, bestEpoch: this.#epoch };
  }

  load({ best, bestEpoch }: { best: number | null; bestEpoch: number }): void {
    this.#best = best ?? Number.POSITIVE_INFINITY;
    this.#epoch = bestEpoch;
  }
}
