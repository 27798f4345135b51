// Gradients of the fused losses.

import { execute } from '@cambium/tensor';
import { throughDecomposition } from './decomposed.ts';
import type { Rules } from './rule.ts';

/** VJP rules of the losses. */
export const lossRules: Rules<'crossEntropy' | 'crossEntropyGrad'> = {
  crossEntropy: {
    saves: 'inputs',
    vjp: [(g, [logits, labels]) => execute('crossEntropyGrad', [g, logits, labels], {}), null],
  },
  crossEntropyGrad: throughDecomposition('crossEntropyGrad'),
};
