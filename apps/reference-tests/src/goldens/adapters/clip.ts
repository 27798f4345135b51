// Gradient clipping: gradients go in by parameter here, in a list there.

import * as cm from 'cambium';
import { type Adapters, adapter, type Call, Unsupported } from '../adapter.ts';

function gradientMap(call: Call): Map<cm.Parameter, cm.Tensor> {
  return new Map(call.tensors('gradients').map((gradient) => [new cm.Parameter(gradient), gradient]));
}

export const clip: Adapters = {
  clip_grad_norm_: adapter('gradients, max_norm, norm_type', (call) => {
    if (call.number('norm_type', 2) !== 2) throw new Unsupported('clips by the 2-norm only');
    const gradients = gradientMap(call);
    const clipped = cm.clipByGlobalNorm(gradients, call.number('max_norm'));
    return [cm.globalNorm(gradients), ...clipped.values()];
  }),
  clip_grad_value_: adapter('gradients, clip_value', (call) => [
    ...cm.clipByValue(gradientMap(call), call.number('clip_value')).values(),
  ]),
};
