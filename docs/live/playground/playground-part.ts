// Trains what the reader has set up, and shows it as it learns.

import { learningCurves } from '@cambium/plot';
import {
  accuracy,
  type Callback,
  crossEntropy,
  DataLoader,
  evaluate,
  fit,
  init,
  keep,
  type Parameter,
  type Sequential,
  seed,
  summary,
  type Tensor,
} from 'cambium';
import type { Frame } from '../demo.ts';
import { drawn } from '../drawn.ts';
import { watch } from '../watch.ts';
import type { PlaygroundMessage, PlaygroundRequest } from './messages.ts';
import { readModelFile, writeModelFile } from './model-file.ts';
import { buildNetwork, buildOptimizer } from './network.ts';
import { layerPicture, predictionPicture } from './pictures.ts';
import { type Samples, samplesOf } from './samples.ts';
import type { Setup } from './setup.ts';

const tell = (message: PlaygroundMessage): void => postMessage(message);
let isStopped = false;
let current: { readonly model: Sequential; readonly setup: Setup } | undefined;
const ready = init();

/** Trains, stops, saves or opens. */
export async function receive(request: PlaygroundRequest): Promise<void> {
  try {
    await ready;
    if (request.kind === 'stop') isStopped = true;
    else if (request.kind === 'train') await train(request.setup, request.csv);
    else if (request.kind === 'open') await open(request.file, request.csv);
    else if (current) tell({ kind: 'file', file: await writeModelFile(current.model, current.setup) });
  } catch (error) {
    tell({ kind: 'error', message: error instanceof Error ? error.message : String(error) });
  }
}

async function show(frame: Frame): Promise<boolean> {
  tell({ kind: 'frame', frame: await drawn(frame) });
  await new Promise((resolve) => setTimeout(resolve));
  return !isStopped;
}

async function prepare(
  setup: Setup,
  csv: string | undefined,
): Promise<{ samples: Samples; model: Sequential }> {
  seed(setup.seed);
  const samples = await samplesOf(setup, csv);
  const model = buildNetwork(setup.layers, samples.shape, samples.classes.length);
  tell({ kind: 'summary', text: String(summary(model, [1, ...samples.shape])) });
  current = { model, setup };
  return { samples, model };
}

async function train(setup: Setup, csv: string | undefined): Promise<void> {
  const { samples, model } = await prepare(setup, csv);
  const loader = new DataLoader(samples.train, {
    batchSize: setup.batchSize,
    shuffle: true,
    seed: setup.seed,
  });
  const gradients = gradientKeeper();
  await fit(model, {
    train: loader,
    validation: new DataLoader(samples.test, { batchSize: 250 }),
    loss: crossEntropy,
    optimizer: buildOptimizer(setup, model, setup.epochs * loader.length),
    epochs: setup.epochs,
    metrics: [accuracy()],
    progress: null,
    callbacks: [
      gradients,
      watch(
        show,
        async ({ loss, context: { epoch, history } }) => {
          const last = history.epochs.at(-1);
          return {
            values: {
              epoch: epoch + 1,
              loss,
              ...(last ? { accuracy: last.accuracy!, 'test accuracy': last.validationAccuracy! } : {}),
            },
            pictures: {
              ...(await predictionPicture(model, samples)),
              ...(last ? { curves: learningCurves(history, { names: ['loss', 'validationLoss'] }) } : {}),
              weights: await layerPicture('weights', weightsOf(model)),
              gradients: await layerPicture('gradients', gradients.latest(model)),
            },
          };
        },
        700,
      ),
    ],
  });
  await showResult(model, samples);
  tell({ kind: 'end' });
}

async function open(file: Uint8Array, csv: string | undefined): Promise<void> {
  const { setup, state } = readModelFile(file);
  tell({ kind: 'setup', setup });
  const { samples, model } = await prepare(setup, csv);
  model.loadStateDict(state);
  await showResult(model, samples);
  tell({ kind: 'end' });
}

async function showResult(model: Sequential, samples: Samples): Promise<void> {
  const result = await evaluate(model, new DataLoader(samples.test, { batchSize: 250 }), {
    loss: crossEntropy,
    metrics: [accuracy()],
  });
  await show({
    progress: 1,
    values: { 'test accuracy': result.accuracy! },
    pictures: {
      ...(await predictionPicture(model, samples)),
      weights: await layerPicture('weights', weightsOf(model)),
    },
  });
}

function weightsOf(model: Sequential): [string, Tensor][] {
  return [...model.namedParameters()].map(([name, { value }]) => [name, value]);
}

/** Keeps the gradients of the last batch for a look at them. */
function gradientKeeper(): Callback & { latest(model: Sequential): [string, Tensor][] } {
  let kept = new Map<Parameter, Tensor>();
  return {
    name: 'gradients',
    onGradients(gradients) {
      for (const old of kept.values()) old.dispose();
      kept = new Map([...gradients].map(([parameter, gradient]) => [parameter, keep(gradient)]));
    },
    latest: (model) =>
      [...model.namedParameters()].flatMap(([name, parameter]) => {
        const gradient = kept.get(parameter);
        return gradient === undefined ? [] : [[name, gradient] as [string, Tensor]];
      }),
  };
}
