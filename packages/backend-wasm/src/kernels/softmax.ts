// Softmax and its logarithm over float32 rows; another axis than the last is brought to the end, and back.

import { type FusedKernel, Layout } from '@cambium/tensor/backend';
import { addressOf } from '../memory/buffer.ts';
import type { RowKernel } from '../module/exports.ts';
import { withAxisLast } from './axis-last.ts';
import type { Adaptor, Device } from './device.ts';

type Softmax = FusedKernel<'softmax'>;

/** How much more work an element is than a copy. */
const effort = 3;

/** Makes the kernel of `softmax`. */
export const softmaxOn: Adaptor<Softmax> = (device, fallback) =>
  alongAxis(device, device.wasm.softmax, fallback);
/** Makes the kernel of `logSoftmax`. */
export const logSoftmaxOn: Adaptor<Softmax> = (device, fallback) =>
  alongAxis(device, device.wasm.logSoftmax, fallback);

function alongAxis(device: Device, run: RowKernel, fallback: Softmax): Softmax {
  return (inputs, outputs, attrs) => {
    const x = inputs[0]!;
    const output = outputs[0]!;
    if (x.dtype !== 'float32') return fallback(inputs, outputs, attrs);
    const { shape, size } = x.layout;
    if (size === 0) return;
    const cols = shape[attrs.axis]!;
    const to = addressOf(output, 4);
    try {
      if (attrs.axis === shape.length - 1) {
        eachRow(device, run, device.dense(x), to, size / cols, cols);
        return;
      }
      const from = device.denseIn(x, withAxisLast(x.layout, attrs.axis));
      const result = device.borrow(size * 4);
      eachRow(device, run, from, result, size / cols, cols);
      const turned = withAxisLast(output.layout, attrs.axis);
      device.copy(4, result, Layout.contiguous(turned.shape), to, turned);
    } finally {
      device.settle();
    }
  };
}

function eachRow(device: Device, run: RowKernel, from: number, to: number, rows: number, cols: number): void {
  const team = rows > 1 ? device.teamFor(rows * cols * effort) : null;
  if (team === null) {
    run(from, to, rows, cols);
    return;
  }
  const step = cols * 4;
  team.share(run).moving(from, step).moving(to, step).length().constant(cols);
  team.run(rows);
}
