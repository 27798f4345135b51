// The main job: LeNet-5 on real MNIST, from the raw files to a report.

import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  Adam,
  type ArrayDataset,
  accuracy,
  argMax,
  type Callback,
  checkpointing,
  confusionMatrix,
  cosineDecay,
  crossEntropy,
  DataLoader,
  fit,
  init,
  Normalizer,
  predict,
  seed,
  serializeSafetensors,
  summary,
  TensorError,
  tensor,
  warmUp,
} from 'cambium';
import { readMnist, writeFileAtomically } from 'cambium/node';
import { mnistFolder } from './data/digits.ts';
import { DigitClassifier } from './mnist/model.ts';
import { type MnistOptions, parseOptions } from './mnist/options.ts';
import { renderReport } from './mnist/report.ts';
import { confusionTable, drawMistakes, type Mistake } from './mnist/text.ts';

const shownMistakes = 3;
const reportedMistakes = 12;

async function main(options: MnistOptions): Promise<void> {
  const backend = await init({ backend: options.backend, threads: options.threads });
  seed(options.seed);
  const { train: all, test } = await readMnist(mnistFolder());
  const train = options.limit === undefined ? all : all.take(options.limit);

  const model = new DigitClassifier(Normalizer.fit(train.fields.x, { axis: [0, 1, 2, 3] }));
  const layers = summary(model, [1, 28, 28, 1]);
  console.log(String(layers));

  const trainLoader = new DataLoader(train, {
    batchSize: options.batchSize,
    shuffle: true,
    seed: options.seed,
  });
  const testLoader = new DataLoader(test, { batchSize: 256 });
  await mkdir(options.out, { recursive: true });
  const checkpointFile = join(options.out, 'mnist-checkpoint.safetensors');
  const resumeFrom = options.resume === undefined ? undefined : await readCheckpoint(options.resume);

  const steps = options.epochs * trainLoader.length;
  const rise = Math.ceil(steps / 10);
  const decay = cosineDecay({ initial: options.learningRate, duration: Math.max(1, steps - rise) });
  const learningRate = warmUp(decay, { duration: rise });

  const start = performance.now();
  const clock = stopwatch();
  const history = await fit(model, {
    train: trainLoader,
    validation: testLoader,
    loss: crossEntropy,
    optimizer: new Adam(model, { learningRate }),
    epochs: options.epochs,
    metrics: [accuracy()],
    callbacks: [
      clock,
      printAccuracy,
      checkpointing({ save: (bytes) => writeFileAtomically(checkpointFile, bytes), everyBatches: 100 }),
    ],
    ...(resumeFrom === undefined ? {} : { resumeFrom }),
  });
  const seconds = (performance.now() - start) / 1000;

  const { confusion, mistakes } = await inspect(model, test, testLoader);
  console.log(`\n${confusionTable(confusion)}\n\n${drawMistakes(mistakes.slice(0, shownMistakes))}\n`);

  const testAccuracy = history.epochs.at(-1)!.validationAccuracy!;
  const save = (name: string, content: Uint8Array | string) =>
    writeFileAtomically(join(options.out, name), content);
  await save('mnist-model.safetensors', await serializeSafetensors(model.stateDict()));
  await save('mnist-history.json', `${JSON.stringify({ options, ...history }, null, 2)}\n`);
  const result = { options, summary: layers, history, testAccuracy, seconds, confusion, mistakes };
  await save('mnist-report.html', await renderReport(result));
  console.log(`Model, history and report are in ${options.out}/.`);

  if (options.json) {
    const secondsPerStep = clock.secondsPerStep();
    const { parameters } = layers;
    const { threads = 1 } = backend;
    console.log(
      JSON.stringify({ testAccuracy, seconds, secondsPerStep, backend: backend.name, threads, parameters }),
    );
  }
}

const printAccuracy: Callback = {
  name: 'printAccuracy',
  onEpochEnd: ({ validationAccuracy }, { epoch }) => {
    console.log(`epoch ${epoch + 1}: test accuracy ${(100 * validationAccuracy!).toFixed(2)} %`);
  },
};

/** Measures the steps alone, without validation and reports. */
function stopwatch(): Callback & { secondsPerStep(): number } {
  let [milliseconds, steps, last] = [0, 0, 0];
  return {
    name: 'stopwatch',
    onEpochBegin: () => {
      last = performance.now();
    },
    onBatchEnd: () => {
      const now = performance.now();
      milliseconds += now - last;
      steps++;
      last = now;
    },
    secondsPerStep: () => milliseconds / 1000 / steps,
  };
}

/** Which digits are taken for which, and the first ones that are. */
async function inspect(
  model: DigitClassifier,
  test: ArrayDataset<'x' | 'y'>,
  loader: DataLoader<{ x: object; y: object }>,
): Promise<{ confusion: number[][]; mistakes: Mistake[] }> {
  const logits = await predict(model, loader);
  const truths = Int32Array.from(test.fields.y.data);
  const counts = confusionMatrix(logits, tensor(truths));
  const guesses = await argMax(logits, -1).data();
  const pixels = test.fields.x.data;
  const wrong = [...truths.keys()].filter((index) => guesses[index] !== truths[index]);
  const mistakes = wrong.slice(0, reportedMistakes).map((index) => ({
    index,
    truth: truths[index]!,
    guess: guesses[index]!,
    pixels: pixels.subarray(index * 784, (index + 1) * 784),
  }));
  return { confusion: counts.toArray() as number[][], mistakes };
}

async function readCheckpoint(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    throw new TensorError('mnist', 'io', `cannot read the checkpoint ${path}.`, { cause });
  }
}

try {
  await main(parseOptions(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof TensorError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
