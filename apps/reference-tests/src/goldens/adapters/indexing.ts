// Picking and placing elements by index.

import * as cm from 'cambium';
import { type Adapters, adapter, Unsupported } from '../adapter.ts';

/** Scalars count as vectors of one element there. */
const atLeastVector = (x: cm.Tensor): cm.Tensor => (x.rank === 0 ? cm.reshape(x, [1]) : x);

/** The first `lengths` elements along each axis: there the source may be longer than the indices. */
const begin = (x: cm.Tensor, lengths: readonly number[]): cm.Tensor =>
  cm.slice(x, ...lengths.map((length) => [0, length] as const));

export const indexing: Adapters = {
  gather: adapter('input, dim, index', (call) => {
    const { shape } = call.tensor('index');
    const picked = cm.takeAlongAxis(
      atLeastVector(call.tensor('input')),
      atLeastVector(call.tensor('index')),
      call.number('dim'),
    );
    return cm.reshape(picked, shape);
  }),
  scatter_add: adapter('input, dim, index, src', (call) => {
    const [x, index] = [call.tensor('input'), atLeastVector(call.tensor('index'))];
    const source = begin(atLeastVector(call.tensor('src')), index.shape);
    return cm.reshape(cm.scatterAdd(atLeastVector(x), index, source, call.number('dim')), x.shape);
  }),
  index_select: adapter('input, dim, index', (call) => {
    const x = call.tensor('input');
    const picked = cm.gather(atLeastVector(x), call.tensor('index'), call.number('dim'));
    return x.rank === 0 ? cm.reshape(picked, []) : picked;
  }),
  index_add: adapter('input, dim, index, source, alpha', (call) => {
    const x = call.tensor('input');
    const source = cm.mul(atLeastVector(call.tensor('source')), call.number('alpha', 1));
    const added = cm.indexAdd(atLeastVector(x), call.tensor('index'), source, call.number('dim'));
    return cm.reshape(added, x.shape);
  }),
  index_put: adapter('input, indices, values, accumulate', (call) =>
    cm.indexPut(call.tensor('input'), call.tensors('indices'), call.tensor('values'), {
      accumulate: call.flag('accumulate'),
    }),
  ),
  masked_fill: adapter('input, mask, value', (call) =>
    cm.maskedFill(call.tensor('input'), call.tensor('mask'), call.operand('value')),
  ),
  'nn.functional.embedding': adapter(
    'input, weight, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse',
    (call) => {
      if (call.has('max_norm')) throw new Unsupported('embedding does not shorten rows in place');
      if (call.flag('scale_grad_by_freq')) throw new Unsupported('gradients are not divided by frequency');
      const paddingIndex = call.has('padding_idx') ? call.number('padding_idx') : null;
      return cm.embedding(call.tensor('input'), call.tensor('weight'), { paddingIndex });
    },
  ),
  'nn.functional.one_hot': adapter('input, num_classes', (call) => {
    const x = call.tensor('input');
    const given = call.number('num_classes', -1);
    const classes = given < 0 ? Math.max(...x.dataSync()) + 1 : given;
    return cm.oneHot(x, classes, { dtype: 'int32' });
  }),
};
