// Reductions, norms, running sums, order and softmax.

import * as cm from 'cambium';
import { type Adapter, type Adapters, adapter, type Call } from '../adapter.ts';
import { truth } from './binary.ts';

type Fold = (x: cm.Tensor, axis: cm.Axes, options: cm.ReduceOptions) => cm.Tensor;

/** `dim=[]` means all axes, as an absent one does. A scalar has no axis 0 here. */
function axesOf(call: Call, name = 'dim'): number[] | undefined {
  const dims = call.numbers(name);
  return dims === undefined || dims.length === 0 || call.tensor('input').rank === 0 ? undefined : dims;
}

const keep = (call: Call): cm.ReduceOptions => ({ keepDims: call.flag('keepdim') });

const fold = (fn: Fold): Adapter =>
  adapter('input, dim, keepdim', (call) => fn(call.tensor('input'), axesOf(call), keep(call)));

const spread = (fn: typeof cm.std): Adapter =>
  adapter('input, dim, correction, keepdim', (call) =>
    fn(call.tensor('input'), axesOf(call), { ...keep(call), correction: call.number('correction', 1) }),
  );

const place = (fn: typeof cm.argMax): Adapter =>
  adapter('input, dim, keepdim', (call) => fn(call.tensor('input'), axesOf(call)?.[0], keep(call)));

const norm = (order: string): Adapter =>
  adapter(`input, ${order}, dim, keepdim`, (call) => {
    const ord = call.raw(order) === 'fro' ? 2 : call.number(order, 2);
    const axis = axesOf(call);
    return cm.norm(call.tensor('input'), { ...keep(call), ord, ...(axis === undefined ? {} : { axis }) });
  });

export const reduce: Adapters = {
  all: fold((x, axis, options) => cm.all(truth(x), axis, options)),
  any: fold((x, axis, options) => cm.any(truth(x), axis, options)),
  amax: fold(cm.max),
  amin: fold(cm.min),
  argmax: place(cm.argMax),
  argmin: place(cm.argMin),
  'linalg.vector_norm': norm('ord'),
  logsumexp: fold(cm.logSumExp),
  mean: fold(cm.mean),
  norm: norm('p'),
  prod: fold(cm.prod),
  std: spread(cm.std),
  sum: fold(cm.sum),
  var: spread(cm.variance),
};

/** Works on axis 0 of a vector where the recorded input is a scalar. */
function along(call: Call, fn: (x: cm.Tensor, axis: number) => cm.Tensor[], fallback?: number): cm.Tensor[] {
  const x = call.tensor('input');
  const axis = call.number('dim', fallback);
  if (x.rank > 0) return fn(x, axis);
  return fn(cm.reshape(x, [1]), 0).map((each) => cm.reshape(each, []));
}

export const scan: Adapters = {
  cumsum: adapter('input, dim', (call) => along(call, (x, axis) => [cm.cumsum(x, axis)])),
  cumprod: adapter('input, dim', (call) => along(call, (x, axis) => [cm.cumprod(x, axis)])),
  softmax: adapter('input, dim', (call) => along(call, (x, axis) => [cm.softmax(x, axis)])),
  log_softmax: adapter('input, dim', (call) => along(call, (x, axis) => [cm.logSoftmax(x, axis)])),
  sort: adapter('input, dim, descending, stable', (call) => {
    const descending = call.flag('descending');
    return along(
      call,
      (x, axis) => {
        const { values, indices } = cm.sort(x, axis, { descending });
        return [values, indices];
      },
      -1,
    );
  }),
  argsort: adapter('input, dim, descending, stable', (call) =>
    along(call, (x, axis) => [cm.argsort(x, axis, { descending: call.flag('descending') })], -1),
  ),
  topk: adapter('input, k, dim, largest, sorted', (call) =>
    along(
      call,
      (x, axis) => {
        const { values, indices } = cm.topK(x, call.number('k'), axis, {
          largest: call.flag('largest', true),
        });
        return [values, indices];
      },
      -1,
    ),
  ),
};
