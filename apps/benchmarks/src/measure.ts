// Measuring: competitors take turns in one process, each result is a median.

/** One way of doing the work; awaited, so that devices may take their time. */
export type Run = () => unknown | Promise<unknown>;

/** Work that several libraries can do. */
export interface Workload {
  readonly name: string;
  /** Builds the work for each library by name; the work of a run starts and ends with data on the device. */
  readonly libraries: Readonly<Record<string, () => Run | Promise<Run>>>;
}

/** Median time of one library at one workload. */
export interface Result {
  readonly name: string;
  readonly lib: string;
  readonly ms: number;
}

/** How long to measure. */
export interface Budget {
  /** Milliseconds for each library and workload, warm-up included. */
  readonly milliseconds: number;
  /** Fewest timed samples, however long one takes. */
  readonly samples: number;
}

/** Runs a workload on all its libraries, a sample each in turn, and gives the median of each. */
export async function measure(workload: Workload, budget: Budget): Promise<Result[]> {
  const contestants = [];
  for (const [lib, make] of Object.entries(workload.libraries)) {
    const run = await make();
    contestants.push({
      lib,
      run,
      repeats: await warmUp(run, budget.milliseconds / 4),
      samples: [] as number[],
    });
  }
  const deadline = performance.now() + budget.milliseconds * contestants.length;
  for (let round = 0; round < budget.samples || (performance.now() < deadline && round < 200); round++) {
    for (const { run, repeats, samples } of contestants) samples.push(await time(run, repeats));
  }
  return contestants.map(({ lib, samples }) => ({ name: workload.name, lib, ms: median(samples) }));
}

/** Runs until the compilers have settled; returns how many calls make a sample of at least two milliseconds. */
async function warmUp(run: Run, milliseconds: number): Promise<number> {
  const start = performance.now();
  let calls = 0;
  do {
    await run();
    calls++;
  } while (performance.now() - start < milliseconds && calls < 20_000);
  const each = (performance.now() - start) / calls;
  return Math.max(1, Math.ceil(2 / each));
}

async function time(run: Run, repeats: number): Promise<number> {
  const start = performance.now();
  for (let i = 0; i < repeats; i++) {
    const result = run();
    if (result instanceof Promise) await result;
  }
  return (performance.now() - start) / repeats;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}
