// Does the loader keep the trainer fed? LeNet-5 trains on images as they are, with four augmentations in worker threads, and
// with the same four in the loop's own thread, in turns. Fails if workers cost more than a tenth.

import { availableParallelism } from 'node:os';
import {
  Adam,
  ArrayDataset,
  Conv2d,
  cast,
  crossEntropy,
  DataLoader,
  Flatten,
  HostRandom,
  init,
  Linear,
  MaxPool2d,
  mul,
  relu,
  type SampleContext,
  Sequential,
  seed,
  type Tensor,
  valueAndGrad,
  WorkerTransform,
} from 'cambium';
import { Option, program } from 'commander';
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

const model = new Sequential(
  new Conv2d({ inChannels: 1, outChannels: 6, kernelSize: 5, padding: 'same' }),
  relu,
  new MaxPool2d(2),
  new Conv2d({ inChannels: 6, outChannels: 16, kernelSize: 5 }),
  relu,
  new MaxPool2d(2),
  new Flatten(),
  new Linear(400, 120),
  relu,
  new Linear(120, 84),
  relu,
  new Linear(84, 10),
);
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

/** Milliseconds a step over one epoch. */
async function measure(loader: DataLoader<Row>): Promise<number> {
  const start = performance.now();
  for await (const { x, y } of loader) optimizer.step(lossAndGrads(x, y).grads);
  return (performance.now() - start) / options.steps;
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;

const times = Object.entries(kinds).map(([kind, loader]) => ({ kind, loader, ms: [] as number[] }));
// The first round warms up and starts the threads.
for (let round = 0; round <= options.rounds; round++) {
  for (const { loader, ms } of times) {
    const time = await measure(loader);
    if (round > 0) ms.push(time);
  }
}
workers.close();

const { threads } = options;
console.log(
  `LeNet-5, batches of ${batchSize}, ${threads} thread(s) of kernels, ${options.workers} of transforms, ` +
    `${availableParallelism()} cores; the median of ${options.rounds} rounds of ${options.steps} steps`,
);
const [none] = times;
for (const { kind, ms } of times) {
  const ratio = median(ms) / median(none!.ms);
  console.log(`${kind.padEnd(12)} ${median(ms).toFixed(2).padStart(7)} ms a step  ${ratio.toFixed(2)} times`);
}
const ratio = median(times[1]!.ms) / median(none!.ms);
if (ratio > allowed) {
  console.error(`Transforms in workers cost ${(100 * (ratio - 1)).toFixed(0)} %, allowed are 10 %.`);
  process.exitCode = 1;
}
