// The words in shared memory through which threads agree: who does which part of a job, and when it is done.
//
// A job is cut into parts. Publishing it sets `pending`, then `parts`, the range of those that nobody has; whoever takes
// one off the range owns it, reads the job, computes, and lowers `pending`. The job cannot change before `pending` is zero,
// so that a thread which comes late either gets a part of the job that is there now, or none.
//
// The caller takes parts from the front and the others from the back: what a thread has written in one job it mostly reads
// in the next, and it is still in its cache.

import { controlAt } from '../module/first-page.ts';

/** Parts that nobody has taken: the first of them, and in the upper half of the word the one behind the last. */
const parts = 0;
const oneOfBack = 0x10000;
/** Parts that are not done. */
const pending = 16;
/** Changes with each job, for threads that sleep until it does. */
const wake = 32;
/** Threads that sleep. */
const sleepers = 48;
/** Length of the reason why a part failed, 0 while none did; the reason's characters follow. */
const failure = 64;
const wordCount = 256;

/** What waiting ended with. */
export type Waited = 'done' | 'stalled';

/** The control words of one memory. Each lies in a cache line of its own. */
export class Control {
  private readonly words: Int32Array;
  private readonly mayBlock: boolean;

  constructor(memory: ArrayBufferLike) {
    this.words = new Int32Array(memory, controlAt, wordCount);
    this.mayBlock = canBlock(this.words);
  }

  /** Offers a job of so many parts, at most 32767. All threads see what was written to the memory before. */
  publish(count: number): void {
    const { words } = this;
    Atomics.store(words, pending, count);
    Atomics.store(words, parts, count * oneOfBack);
    Atomics.add(words, wake, 1);
    if (Atomics.load(words, sleepers) > 0) Atomics.notify(words, wake);
  }

  /** Takes a part of the job, the first or the last that is left; −1 if none is. */
  claim(end: 'front' | 'back'): number {
    const { words } = this;
    for (;;) {
      const range = Atomics.load(words, parts);
      if (isEmpty(range)) return -1;
      const rest = end === 'front' ? range + 1 : range - oneOfBack;
      if (Atomics.compareExchange(words, parts, range, rest) === range) {
        return end === 'front' ? frontOf(range) : backOf(range) - 1;
      }
    }
  }

  /** Says that a part is done. */
  finish(): void {
    if (Atomics.sub(this.words, pending, 1) === 1) Atomics.notify(this.words, pending);
  }

  /** Waits until all parts are done, or none was for `patience` milliseconds. */
  awaitDone(spins: number, patience: number): Waited {
    const { words } = this;
    let before = Atomics.load(words, pending);
    let deadline = Infinity;
    for (let spin = 0; ; spin++) {
      const left = Atomics.load(words, pending);
      if (left === 0) return 'done';
      if (spin < spins) continue;
      if (this.mayBlock) {
        const isLate = Atomics.wait(words, pending, left, patience) === 'timed-out';
        if (isLate && Atomics.load(words, pending) === left) return 'stalled';
      } else if (spin % spins === 0) {
        // The main thread of a page may not sleep; it looks at the clock now and then.
        if (left !== before) deadline = Infinity;
        before = left;
        const now = Date.now();
        if (now > deadline) return 'stalled';
        deadline = Math.min(deadline, now + patience);
      }
    }
  }

  /** Waits for a job: spins first, then sleeps. */
  awaitJob(spins: number): void {
    const { words } = this;
    for (let spin = 0; spin < spins; spin++) if (!isEmpty(Atomics.load(words, parts))) return;
    Atomics.add(words, sleepers, 1);
    const job = Atomics.load(words, wake);
    if (isEmpty(Atomics.load(words, parts))) Atomics.wait(words, wake, job);
    Atomics.sub(words, sleepers, 1);
  }

  /** Keeps the reason why a part failed, if it is the first. */
  fail(reason: string): void {
    const { words } = this;
    const text = reason.slice(0, wordCount - failure - 1) || 'unknown';
    if (Atomics.load(words, failure) !== 0) return;
    for (let i = 0; i < text.length; i++) words[failure + 1 + i] = text.charCodeAt(i);
    Atomics.store(words, failure, text.length);
  }

  /** Why a part failed, or `null`. */
  get reason(): string | null {
    const { words } = this;
    const length = Atomics.load(words, failure);
    return length === 0 ? null : String.fromCharCode(...words.subarray(failure + 1, failure + 1 + length));
  }
}

function frontOf(range: number): number {
  return range % oneOfBack;
}

function backOf(range: number): number {
  return range >> 16;
}

function isEmpty(range: number): boolean {
  return frontOf(range) >= backOf(range);
}

/** Whether this thread may sleep. The word is not what it is compared with, so that it does not. */
function canBlock(words: Int32Array): boolean {
  try {
    Atomics.wait(words, wake, Atomics.load(words, wake) + 1, 0);
    return true;
  } catch {
    return false;
  }
}
