// What training reports, epoch by epoch.

/** Values of one epoch by name: `loss`, metrics, and the same with `validation` in front (`validationLoss`). */
export type Logs = Readonly<Record<string, number>>;

/** Record of a training run. */
export interface History {
  /** Logs of each completed epoch. */
  readonly epochs: Logs[];
  /** Why the training ended early, or `null`. */
  stopReason: string | null;
  /** The epoch, from 0, whose weights the model got back at the end; `null` if it has those of the last one. */
  restoredEpoch: number | null;
}

/** `accuracy` to `validationAccuracy`. */
export function validationName(name: string): string {
  return `validation${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
