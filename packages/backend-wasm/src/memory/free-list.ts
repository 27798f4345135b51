// Free blocks of any size, in lists by size class.

import type { Block } from './block.ts';
import { classBelow, classCount } from './size-classes.ts';

/** Finds a free block that is large enough, and not much larger. */
export class FreeList {
  private readonly heads: (Block | null)[] = Array.from({ length: classCount }, () => null);

  add(block: Block): void {
    const index = classBelow(block.units);
    const head = this.heads[index]!;
    block.previous = null;
    block.next = head;
    if (head !== null) head.previous = block;
    this.heads[index] = block;
  }

  remove(block: Block): void {
    const { previous, next } = block;
    if (previous === null) this.heads[classBelow(block.units)] = next;
    else previous.next = next;
    if (next !== null) next.previous = previous;
    block.previous = null;
    block.next = null;
  }

  /** Takes out a block of at least `units`, or gives `null`. */
  take(units: number): Block | null {
    const index = classBelow(units);
    // In its own class a block may be too small; the smallest of those that fit is taken. In those above every one fits.
    let best: Block | null = null;
    for (let block = this.heads[index]!; block !== null; block = block.next!) {
      if (block.units >= units && (best === null || block.units < best.units)) best = block;
      if (best?.units === units) break;
    }
    for (let above = index + 1; best === null && above < classCount; above++) best = this.heads[above]!;
    if (best !== null) this.remove(best);
    return best;
  }
}
