// What came of one model, and how far two sets of numbers lie apart.

/** What came of one model. */
export interface ModelOutcome {
  readonly name: string;
  /** `import`: one forward pass of a loaded model; `training`: steps of an optimizer on both sides. */
  readonly kind: 'import' | 'training';
  /** Largest relative error, see {@link relativeError}. */
  readonly error: number;
  /** Why it failed; `null` if it did not. */
  readonly failure: string | null;
}

/**
 * Largest error of an element beside its size; elements below a hundredth of the greatest count as that large, for they are
 * what is left of summands as large as those of the others. Infinite where the lengths differ or one side is not a number.
 */
export function relativeError(ours: ArrayLike<number>, theirs: ArrayLike<number>): number {
  if (ours.length !== theirs.length) return Number.POSITIVE_INFINITY;
  let greatest = 0;
  for (let i = 0; i < theirs.length; i++) greatest = Math.max(greatest, Math.abs(theirs[i]!));
  let worst = 0;
  for (let i = 0; i < theirs.length; i++) {
    const difference = Math.abs(ours[i]! - theirs[i]!);
    if (difference === 0) continue;
    const error = difference / Math.max(Math.abs(theirs[i]!), greatest / 100);
    worst = Math.max(worst, Number.isNaN(error) ? Number.POSITIVE_INFINITY : error);
  }
  return worst;
}
