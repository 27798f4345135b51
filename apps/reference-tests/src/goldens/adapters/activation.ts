// Activations.

import * as cm from 'cambium';
import { type Adapter, type Adapters, adapter } from '../adapter.ts';

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
  'nn.functional.glu': adapter('input, dim', (call) => cm.glu(call.tensor('input'), call.number('dim', -1))),
  'nn.functional.hardshrink': adapter('input, lambd', (call) =>
    cm.hardShrink(call.tensor('input'), call.number('lambd', 0.5)),
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
  'nn.functional.softplus': adapter('input, beta, threshold', (call) =>
    cm.softplus(call.tensor('input'), {
      beta: call.number('beta', 1),
      threshold: call.number('threshold', 20),
    }),
  ),
  'nn.functional.softshrink': adapter('input, lambd', (call) =>
    cm.softShrink(call.tensor('input'), call.number('lambd', 0.5)),
  ),
  'nn.functional.softsign': plain(cm.softsign),
  'nn.functional.tanhshrink': plain(cm.tanhShrink),
  'nn.functional.threshold': adapter('input, threshold, value', (call) =>
    cm.threshold(call.tensor('input'), call.number('threshold'), call.number('value')),
  ),
};
