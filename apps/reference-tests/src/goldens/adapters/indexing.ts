// Picking and placing elements by index.

import * as cm from 'cambium';
import { type Adapters, adapter, type Call, Unsupported } from '../adapter.ts';

/** Scalars count as vectors of one element there. */
const atLeastVector = (x: cm.Tensor): cm.Tensor => (x.rank === 0 ? cm.reshape(x, [1]) : x);

/** PyTorch lets the other axes of the indices be shorter than those of the input. */
function checkAligned(call: Call, axis: number): void {
  const [x, index] = [call.tensor('input'), call.tensor('index')];
  const along = axis < 0 ? axis + x.rank : axis;
  if (
    index.rank !== x.rank ||
    x.shape.some((length, each) => each !== along && index.shape[each] !== length)
  ) {
    throw new Unsupported('indices must be as long as the input outside of the axis');
  }
}

export const indexing: Adapters = {
  gather: adapter('input, dim, index', (call) => {
    const { shape } = call.tensor('index');
    if (call.tensor('input').rank > 0) checkAligned(call, call.number('dim'));
    const picked = cm.takeAlongAxis(
      atLeastVector(call.tensor('input')),
      atLeastVector(call.tensor('index')),
      call.number('dim'),
    );
    return cm.reshape(picked, shape);
  }),
  scatter_add: adapter('input, dim, index, src', (call) => {
    checkAligned(call, call.number('dim'));
    return cm.scatterAdd(call.tensor('input'), call.tensor('index'), call.tensor('src'), call.number('dim'));
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
  index_put: adapter('input, indices, values, accumulate', (call) => {
    const indices = call.tensors('indices');
    if (!call.flag('accumulate')) throw new Unsupported('tensors cannot be overwritten at places');
    if (indices.length !== 1 || indices[0]!.dtype === 'bool' || indices[0]!.rank !== 1) {
      throw new Unsupported('indexAdd takes one vector of places');
    }
    return cm.indexAdd(call.tensor('input'), indices[0]!, call.tensor('values'), 0);
  }),
  masked_fill: adapter('input, mask, value', (call) =>
    cm.maskedFill(call.tensor('input'), call.tensor('mask'), call.operand('value')),
  ),
  'nn.functional.embedding': adapter(
    'input, weight, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse',
    (call) => {
      if (call.has('padding_idx')) throw new Unsupported('embedding has no row without gradient');
      return cm.embedding(call.tensor('input'), call.tensor('weight'));
    },
  ),
  'nn.functional.one_hot': adapter('input, num_classes', (call) => {
    const x = call.tensor('input');
    const given = call.number('num_classes', -1);
    const classes = given < 0 ? Math.max(...x.dataSync()) + 1 : given;
    return cm.oneHot(x, classes, { dtype: 'int32' });
  }),
};
