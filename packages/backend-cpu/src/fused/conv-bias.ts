// A convolution whose bias is added while the result is still in the cache.

import type { FusedKernel } from '@cambium/tensor/backend';
import { dataOf } from '../buffer.ts';
import { conv } from '../conv.ts';
import { packed } from '../copy.ts';

/** `conv(x, weight) + bias`. */
export const convBias: FusedKernel<'convBias'> = ([x, weight, bias], [output], attrs) => {
  conv('conv', [x!, weight!], [output!], attrs);
  const { data, offset } = packed(bias!);
  const channels = bias!.layout.size;
  const to = dataOf(output!);
  const end = output!.layout.offset + output!.layout.size;
  for (let pixel = output!.layout.offset; pixel < end; pixel += channels) {
    for (let c = 0; c < channels; c++) to[pixel + c]! += data[offset + c]!;
  }
};
