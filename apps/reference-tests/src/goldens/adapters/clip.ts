// Gradient clipping: gradients go in by parameter here, in a list there.

import * as cm from 'cambium';
import { type Adapters, adapter, type Call } from '../adapter.ts';

function gradientMap(call: Call): Map<cm.Parameter, cm.Tensor> {
  return new Map(call.tensors('gradients').map((gradient) => [new cm.Parameter(gradient), gradient]));
}

export const clip: Adapters = {
  clip_grad_norm_: adapter('gradients, max_norm, norm_type', (call) => {
    const order = call.number('norm_type', 2);
    const gradients = gradientMap(call);
    const clipped = cm.clipByGlobalNorm(gradients, call.number('max_norm'), { order });
    return [cm.globalNorm(gradients, { order }), ...clipped.values()];
  }),
  clip_grad_value_: adapter('gradients, clip_value', (call) => [
    ...cm.clipByValue(gradientMap(call), call.number('clip_value')).values(),
  ]),
};
