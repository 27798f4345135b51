// Matrix products.

import * as cm from 'cambium';
import { type Adapters, adapter } from '../adapter.ts';

export const linalg: Adapters = {
  matmul: adapter('input, other', (call) => cm.matmul(call.tensor('input'), call.tensor('other'))),
  bmm: adapter('input, mat2', (call) => cm.matmul(call.tensor('input'), call.tensor('mat2'))),
  baddbmm: adapter('input, batch1, batch2, beta, alpha', (call) => {
    const product = cm.matmul(call.tensor('batch1'), call.tensor('batch2'));
    const scaled = cm.mul(product, call.number('alpha', 1));
    return cm.add(cm.mul(call.tensor('input'), call.number('beta', 1)), scaled);
  }),
  einsum: adapter('equation, operands', (call) =>
    cm.einsum(call.text('equation', ''), ...call.tensors('operands')),
  ),
  'nn.functional.linear': adapter('input, weight, bias', (call) =>
    cm.linear(call.tensor('input'), cm.transpose(call.tensor('weight')), call.optionalTensor('bias') ?? null),
  ),
  cdist: adapter('x1, x2, p, compute_mode', (call) =>
    cm.pairwiseDistances(call.tensor('x1'), call.tensor('x2'), call.number('p', 2)),
  ),
};
