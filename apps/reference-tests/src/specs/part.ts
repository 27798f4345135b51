// TensorFlow.js' own specs as a part of the reference program: in every setting in Node.

import { setTimeout } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Part } from '../part.ts';
import { runSpecs } from './index.ts';

/** The part of the program. */
export const specs: Part = {
  name: "TensorFlow.js' own specs",
  run: async ({ only }, progress) => {
    await collectGarbage();
    const { passed, failed, skipped, failures } = await runSpecs({
      ...(only === '' ? {} : { only: new RegExp(only) }),
      onProgress: progress,
    });
    const lines = failures.map(({ spec, message }) => `${spec}\n  ${message.replaceAll('\n', '\n  ')}`);
    return { cases: 0, failed: 0, specs: { passed, failed, skipped }, lines };
  },
};

/** Tensors that other parts left to the collector must not vanish while a spec counts those in memory. */
async function collectGarbage(): Promise<void> {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  await setTimeout(10);
}
