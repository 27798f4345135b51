// Whole models in both libraries: loaded ones, and training from the same weights.

import * as tf from '@tensorflow/tfjs';
import { filesOf } from './artifacts.ts';
import { compareImport } from './import-model.ts';
import { zooModels } from './layer-zoo.ts';
import type { ModelOutcome } from './outcome.ts';
import { publishedModels } from './published.ts';
import { seedWeights } from './random.ts';
import { trainingRuns } from './training-runs.ts';

export type { ModelOutcome } from './outcome.ts';

/** Options of {@link runModels}. */
export interface RunModelsOptions {
  /** Models whose name matches; all unless given. */
  readonly only?: RegExp;
  /** Called before each model. */
  readonly onProgress?: (done: number, total: number, name: string) => void;
}

interface Job {
  readonly name: string;
  readonly kind: ModelOutcome['kind'];
  readonly run: () => Promise<ModelOutcome>;
}

function jobs(): Job[] {
  const published = publishedModels.map(({ name, read, input }): Job => {
    return { name, kind: 'import', run: () => compareImport(name, read, [{ shape: input }]) };
  });
  const zoo = zooModels.map(({ name: own, make, inputs }, i): Job => {
    const name = `saved by TensorFlow.js: ${own}`;
    const run = async (): Promise<ModelOutcome> => {
      const model = make();
      seedWeights(model, i + 1);
      const read = await filesOf(model);
      model.dispose();
      return compareImport(name, read, inputs);
    };
    return { name, kind: 'import', run };
  });
  const training = trainingRuns.map(({ name, run }): Job => ({ name, kind: 'training', run }));
  return [...published, ...zoo, ...training];
}

/**
 * Runs models in Cambium, on its current backend, and in TensorFlow.js on the CPU, and compares outputs, losses and weights.
 *
 * @returns how many models ran, and what came of each. A model that throws has failed.
 */
export async function runModels(
  options: RunModelsOptions = {},
): Promise<{ models: number; outcomes: ModelOutcome[] }> {
  await tf.setBackend('cpu');
  await tf.ready();
  const chosen = jobs().filter(({ name }) => options.only?.test(name) ?? true);
  const outcomes: ModelOutcome[] = [];
  for (const [i, { name, kind, run }] of chosen.entries()) {
    options.onProgress?.(i, chosen.length, name);
    outcomes.push(await run().catch((error: unknown) => thrown(name, kind, error)));
  }
  return { models: outcomes.length, outcomes };
}

function thrown(name: string, kind: ModelOutcome['kind'], error: unknown): ModelOutcome {
  const reason = error instanceof Error ? error.message : String(error);
  return { name, kind, error: Number.POSITIVE_INFINITY, failure: `${name}: ${reason}` };
}
