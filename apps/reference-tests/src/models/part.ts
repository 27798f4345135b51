// Whole models as a part of the reference program.

import type { Part } from '../part.ts';
import { escaped } from '../report/markdown.ts';
import { type ModelOutcome, runModels } from './index.ts';

/** What the quick form runs: two published models, some layers in models that TensorFlow.js saves, and some training. */
const quickModels =
  /^(esrgan-slim 2x|nsfwjs mobilenet|saved by TensorFlow\.js: (dense|conv|lstm|bidirectional)|.*adam)/i;

/** The part of the program. */
export const models: Part = {
  name: 'whole models',
  run: async ({ only, quick }, progress) => {
    const pattern = only === '' ? (quick ? quickModels : null) : new RegExp(only);
    const { outcomes } = await runModels({
      ...(pattern === null ? {} : { only: pattern }),
      onProgress: progress,
    });
    const lines = outcomes.flatMap(({ failure }) => failure ?? []);
    const models = outcomes.length - lines.length;
    return { cases: 0, failed: lines.length, models, lines, blocks: blocksOf(outcomes) };
  },
};

function blocksOf(outcomes: readonly ModelOutcome[]): string[] {
  const rows = outcomes.map(
    ({ name, kind, error }) => `| ${escaped(name)} | ${kind} | ${error.toExponential(1)} |`,
  );
  return [
    '## Whole models',
    'Models of npm packages and models that TensorFlow.js saves, with the largest relative difference of their outputs (at most 1e-4); and training from the same weights, with that of losses and weights after 50 steps (at most 2e-4). On the first backend of the run.',
    ['| model | | error |', '|---|---|---:|', ...rows].join('\n'),
  ];
}
