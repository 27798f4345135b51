// Measuring: contestants take turns, each time is a median.

import type { LibraryName, Work } from '../workload.ts';

/** Somebody who does the work. */
export interface Contestant {
  readonly lib: LibraryName;
  readonly work: Work;
  /** Called before each of its turns. */
  readonly activate: () => unknown;
}

/** How long to measure. */
export interface Budget {
  /** Milliseconds for each contestant. The warm-up comes besides: stretches of a quarter of it, while they help. */
  readonly milliseconds: number;
  /** Milliseconds of rest before each turn: threads of the one before may still look for work. 0 on one thread. */
  readonly rest: number;
  /** Fewest samples, unless they take four times as long as they may. */
  readonly samples: number;
}

const mostSamples = 200;
/** After a rest a core needs a while to be itself again; and so that rests are few, a turn has several samples. */
const wakeMilliseconds = 40;
const samplesAfterRest = 10;
/** Compilers want to see a function some times, however long that takes, within reason. */
const warmUpCalls = 20;
/** The warm-up ends when so many stretches in a row were not quicker than the best one by this share. */
const patience = 3;
const stillQuicker = 0.03;
/** Stretches' time after which it ends in any case. */
const longestWarmUp = 12;
/** A sample repeats the work for so long that the clock's resolution does not matter. */
const sampleMilliseconds = 2;

/** Median milliseconds of each contestant, in their order. */
export async function measure(contestants: readonly Contestant[], budget: Budget): Promise<number[]> {
  const entries = [];
  for (const { work, activate } of contestants) {
    await activate();
    const repeats = await warmUp(work, budget.milliseconds / 4);
    entries.push({ work, activate, repeats, samples: [] as number[], spent: 0 });
  }
  const samplesPerTurn = budget.rest > 0 ? samplesAfterRest : 1;
  for (let round = 0; round < mostSamples / samplesPerTurn; round++) {
    const unfinished = entries.filter((entry) => !hasSpent(entry, budget));
    if (unfinished.length === 0) break;
    for (const entry of unfinished) {
      await entry.activate();
      if (budget.rest > 0) await rest(budget.rest, entry.work);
      for (let i = 0; i < samplesPerTurn && (i === 0 || !hasSpent(entry, budget)); i++) {
        const sample = await time(entry.work, entry.repeats);
        entry.samples.push(sample);
        entry.spent += sample * entry.repeats;
      }
    }
  }
  return entries.map(({ samples }) => median(samples));
}

function hasSpent(
  { spent, samples }: { readonly spent: number; readonly samples: readonly number[] },
  budget: Budget,
): boolean {
  return spent >= budget.milliseconds * (samples.length < budget.samples ? 4 : 1);
}

/**
 * Runs until the compilers have settled; returns how many repetitions make a sample. Until then the compilers' threads
 * take the cores from those that compute: a training step calls many functions once, and each of them is compiled only
 * after a thousand calls or so.
 */
async function warmUp(work: Work, milliseconds: number): Promise<number> {
  const start = performance.now();
  let best = Infinity;
  let [calls, inVain] = [0, 0];
  do {
    const stretch = await runFor(work, milliseconds);
    calls += stretch.calls;
    inVain = stretch.each < best * (1 - stillQuicker) ? 0 : inVain + 1;
    best = Math.min(best, stretch.each);
  } while (
    (inVain < patience || calls < warmUpCalls) &&
    performance.now() - start < milliseconds * longestWarmUp
  );
  return Math.max(1, Math.ceil(sampleMilliseconds / best));
}

/** Runs for some time; returns the number of calls and the milliseconds of each. */
async function runFor(work: Work, milliseconds: number): Promise<{ calls: number; each: number }> {
  const start = performance.now();
  let calls = 0;
  do {
    const done = work.run();
    if (done instanceof Promise) await done;
    calls++;
  } while (performance.now() - start < milliseconds && calls < 20_000);
  return { calls, each: (performance.now() - start) / calls };
}

/** Lets others' threads fall asleep, and wakes one's own. */
async function rest(milliseconds: number, work: Work): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  const start = performance.now();
  do await work.run();
  while (performance.now() - start < wakeMilliseconds);
}

async function time(work: Work, repeats: number): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < repeats; i++) {
    const done = work.run();
    // Waiting for what is there already would cost as much as a small op.
    if (done instanceof Promise) await done;
  }
  return (performance.now() - start) / repeats;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}
