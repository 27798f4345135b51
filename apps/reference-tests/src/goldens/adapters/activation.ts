// Activations.

import * as cm from 'cambium';
import { type Adapter, type Adapters, adapter, Unsupported } from '../adapter.ts';

const plain = (fn: (x: cm.Tensor) => cm.Tensor): Adapter =>
  adapter('input', (call) => fn(call.tensor('input')));

export const activation: Adapters = {
  'nn.functional.celu': adapter('input, alpha', (call) =>
    cm.celu(call.tensor('input'), call.number('alpha', 1)),
  ),
  'nn.functional.elu': adapter('input, alpha', (call) =>
    cm.elu(call.tensor('input'), call.number('alpha', 1)),
  ),
  'nn.functional.gelu': adapter('input, approximate', (call) =>
    cm.gelu(call.tensor('input'), {
      approximate: call.text('approximate', 'none') === 'tanh' ? 'tanh' : 'none',
    }),
  ),
  'nn.functional.hardsigmoid': plain(cm.hardSigmoid),
  'nn.functional.hardswish': plain(cm.hardSwish),
  'nn.functional.hardtanh': adapter('input, min_val, max_val', (call) =>
    cm.hardTanh(call.tensor('input'), call.number('min_val', -1), call.number('max_val', 1)),
  ),
  'nn.functional.leaky_relu': adapter('input, negative_slope', (call) =>
    cm.leakyRelu(call.tensor('input'), call.number('negative_slope', 0.01)),
  ),
  'nn.functional.logsigmoid': plain(cm.logSigmoid),
  'nn.functional.mish': plain(cm.mish),
  'nn.functional.relu': plain(cm.relu),
  'nn.functional.relu6': plain(cm.relu6),
  'nn.functional.selu': plain(cm.selu),
  'nn.functional.silu': plain(cm.silu),
  'nn.functional.softplus': adapter('input, beta, threshold', (call) => {
    const beta = call.number('beta', 1);
    if (beta !== 1 || call.number('threshold', 20) !== 20) {
      throw new Unsupported('softplus has no beta and no threshold');
    }
    return cm.softplus(call.tensor('input'));
  }),
  'nn.functional.softsign': plain(cm.softsign),
};
