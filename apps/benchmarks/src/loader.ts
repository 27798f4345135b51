// Does the loader keep the trainer fed? LeNet-5 trains on images as they are, with four augmentations in worker threads, and
// with the same four in the loop's own thread, in turns. Fails if workers cost more than a tenth.

import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import {
  Adam,
  ArrayDataset,
  cast,
  crossEntropy,
  DataLoader,
  HostRandom,
  init,
  mul,
  type SampleContext,
  seed,
  type Tensor,
  valueAndGrad,
  WorkerTransform,
} from 'cambium';
import { Option, program } from 'commander';
import { LeNet5 } from './lenet5.ts';
import { crop, erase, flip, jitter } from './loader-transforms.ts';

const allowed = 1.1;
const batchSize = 64;

const positive = (text: string): number => {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new Error(`takes an integer ≥ 1, got ${text}`);
};
const options = program
  .name('loader')
  .addOption(new Option('--steps <n>', 'steps of a round').default(150).argParser(positive))
  .addOption(new Option('--rounds <n>', 'rounds of each kind').default(5).argParser(positive))
  .addOption(new Option('--threads <n>', 'threads of the kernels').default(1).argParser(positive))
  .addOption(new Option('--workers <n>', 'threads of the transforms').default(1).argParser(positive))
  .parse()
  .opts<{ steps: number; rounds: number; threads: number; workers: number }>();

type Row = ReturnType<typeof dataset.get>;

await init({ backend: 'wasm', threads: options.threads });
seed(1);
const count = options.steps * batchSize;
const random = new HostRandom(1);
const dataset = new ArrayDataset({
  x: {
    data: Uint8Array.from({ length: count * 28 * 28 }, (_, i) => (i * 2654435761) >>> 24),
    shape: [count, 28, 28, 1],
  },
  y: Int32Array.from({ length: count }, () => random.integer(10)),
});

const model = new LeNet5();
const optimizer = new Adam(model, { learningRate: 1e-3 });
const lossAndGrads = valueAndGrad(model, (x: Tensor, y: Tensor) =>
  crossEntropy(model.forward(mul(cast(x, 'float32'), 1 / 255)), y),
);

const names = ['flip', 'crop', 'jitter', 'erase'] as const;
const workers = new WorkerTransform<Row>({
  steps: names.map((name) => ({ module: new URL('./loader-transforms.js', import.meta.url), name })),
  threads: options.workers,
});
const inThisThread = (sample: Row, context: SampleContext): Row =>
  [flip, crop, jitter, erase].reduce((current, each) => each(current, context), sample);

const common = { batchSize, shuffle: true, seed: 1, prefetch: 8 } as const;
const kinds = {
  none: new DataLoader(dataset, common),
  workers: new DataLoader(dataset, { ...common, workers }),
  'this thread': new DataLoader(dataset, { ...common, transform: inThisThread }),
};

/** Milliseconds a step. */
interface Times {
  readonly elapsed: number;
  /** Time that the loop's thread was at work: a machine with other work to do does not change it. `NaN` but on Linux. */
  readonly busy: number;
}

function busyTime(): number {
  try {
    return Number(readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ')[0]) / 1e6;
  } catch {
    return Number.NaN;
  }
}

/** Trains for one epoch. */
async function measure(loader: DataLoader<Row>): Promise<Times> {
  const [start, busyBefore] = [performance.now(), busyTime()];
  for await (const { x, y } of loader) optimizer.step(lossAndGrads(x, y).grads);
  const [elapsed, busy] = [performance.now() - start, busyTime() - busyBefore];
  return { elapsed: elapsed / options.steps, busy: busy / options.steps };
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

const rounds = Object.entries(kinds).map(([kind, loader]) => ({ kind, loader, times: [] as Times[] }));
// The first round warms up and starts the threads.
for (let round = 0; round <= options.rounds; round++) {
  for (const { loader, times } of rounds) {
    const time = await measure(loader);
    if (round > 0) times.push(time);
  }
}
workers.close();

const { threads } = options;
console.log(
  `LeNet-5, batches of ${batchSize}, ${threads} thread(s) of kernels, ${options.workers} of transforms, ` +
    `${availableParallelism()} cores; the median of ${options.rounds} rounds of ${options.steps} steps\n\n` +
    'transforms      ms a step  ratio    of it busy  ratio',
);
const medians = rounds.map(({ kind, times }) => ({
  kind,
  elapsed: median(times.map(({ elapsed }) => elapsed)),
  busy: median(times.map(({ busy }) => busy)),
}));
const [none, inWorkers] = [medians[0]!, medians[1]!];
for (const { kind, elapsed, busy } of medians) {
  const columns = [elapsed, elapsed / none.elapsed, busy, busy / none.busy].map((value) => value.toFixed(2));
  console.log(
    `${kind.padEnd(12)}${columns[0]!.padStart(13)}${columns[1]!.padStart(7)}${columns[2]!.padStart(14)}${columns[3]!.padStart(7)}`,
  );
}
const ratio = inWorkers.elapsed / none.elapsed;
if (ratio > allowed) {
  console.error(`Transforms in workers cost ${(100 * (ratio - 1)).toFixed(0)} %, allowed are 10 %.`);
  process.exitCode = 1;
}
