// A convolution whose bias is added in place: it takes no second result.

import { broadcastLayout, type FusedKernel } from '@cambium/tensor/backend';
import { binary } from '../binary.ts';
import { conv } from '../conv.ts';

/** `conv(x, weight) + bias`. */
export const convBias: FusedKernel<'convBias'> = ([x, weight, bias], [output], attrs) => {
  conv('conv', [x!, weight!], [output!], attrs);
  const layout = broadcastLayout(bias!.layout, output!.layout.shape);
  const shift = { buffer: bias!.buffer, dtype: bias!.dtype, layout };
  binary('add', [output!, shift], [output!], {});
};
