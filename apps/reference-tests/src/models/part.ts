// Whole models as a part of the reference program.

import type { Part } from '../part.ts';
import { runModels } from './index.ts';

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
    return { cases: 0, failed: lines.length, models: outcomes.length - lines.length, lines };
  },
};
