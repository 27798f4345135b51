// Layers beside those of tfjs-layers.

import * as tf from '@tensorflow/tfjs';
import { AlphaDropout, Dropout, GaussianDropout, ones } from 'cambium';
import type { Comparison } from '../compare/comparison.ts';
import { type Sampling, sampling } from '../initializers/sample.ts';
import { layerCases } from './cases.ts';
import { layerComparison } from './compare-layer.ts';
import { recurrentCases } from './recurrent-cases.ts';

const rate = 0.25;
const shape = [200, 300];

/** What dropout does with ones in training, as a distribution. */
const dropouts: readonly Sampling[] = [
  noisy(
    'Dropout',
    (s, dtype) => new Dropout(rate).forward(ones(s, { dtype })),
    () => tf.layers.dropout({ rate }),
    {
      center: 1,
      deviation: Math.sqrt(rate / (1 - rate)),
    },
  ),
  noisy(
    'GaussianDropout',
    (s, dtype) => new GaussianDropout(rate).forward(ones(s, { dtype })),
    () => tf.layers.gaussianDropout({ rate }),
    { center: 1, deviation: Math.sqrt(rate / (1 - rate)) },
  ),
  noisy(
    'AlphaDropout',
    (s, dtype) => new AlphaDropout(rate).forward(ones(s, { dtype })),
    () => tf.layers.alphaDropout({ rate }),
    { ...alphaMoments(), fault: 'what is dropped becomes λα, not −λα, and the mean moves' },
  ),
];

function noisy(
  subject: string,
  ours: Sampling['ours'],
  theirs: () => tf.layers.Layer,
  moments: Pick<Sampling, 'center' | 'deviation' | 'fault'>,
): Sampling {
  return {
    group: 'layer',
    subject,
    shape,
    ours,
    theirs: (s) => theirs().apply(tf.ones([...s]), { training: true }) as tf.Tensor,
    code: `new ${subject}(${rate}).forward(ones([${shape.join(', ')}]))`,
    ...moments,
  };
}

/** Ones, or −λα in their place, scaled and moved so that standard normal numbers keep mean and deviation. */
function alphaMoments(): Pick<Sampling, 'center' | 'deviation'> {
  const floor = -1.0507009873554805 * 1.6732632423543772;
  const scale = 1 / Math.sqrt((1 - rate) * (1 + rate * floor ** 2));
  const moved = (x: number) => scale * x - scale * rate * floor;
  const [kept, dropped] = [moved(1), moved(floor)];
  return {
    center: (1 - rate) * kept + rate * dropped,
    deviation: Math.sqrt(rate * (1 - rate)) * Math.abs(kept - dropped),
  };
}

/** All their comparisons. */
export function layerComparisons(): Comparison[] {
  return [...layerCases, ...recurrentCases].map(layerComparison).concat(dropouts.flatMap(sampling));
}
