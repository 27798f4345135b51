// Running sums and products of float32 and int32; other dtypes on the fallback.

import type { DType, Kernel, OpsOf } from '@cambium/tensor/backend';
import { addressOf } from '../memory/buffer.ts';
import type { ScanKernel } from '../module/exports.ts';
import type { Adaptor } from './device.ts';
import { product } from './reduce.ts';

/** How much more work an element is than a copy: each waits for the one before. */
const effort = 3;

/** Makes the kernel of the scans. */
export const scanOn: Adaptor<Kernel<'scan'>> = (device, fallback) => {
  const { wasm } = device;
  const scans: { readonly [D in DType]?: { readonly [N in OpsOf<'scan'>]: ScanKernel } } = {
    float32: { cumsum: wasm.cumsum, cumprod: wasm.cumprod },
    int32: { cumsum: wasm.intCumsum, cumprod: wasm.intCumprod },
  };
  return (op, inputs, outputs, attrs) => {
    const x = inputs[0]!;
    const scan = scans[x.dtype]?.[op];
    if (scan === undefined) return fallback(op, inputs, outputs, attrs);
    const { shape, size } = x.layout;
    if (size === 0) return;
    const { axis, reverse, exclusive } = attrs;
    const to = addressOf(outputs[0]!, 4);
    const outer = product(shape, 0, axis);
    const inner = product(shape, axis + 1, shape.length);
    const from = device.dense(x, to);
    const rest = [shape[axis]!, inner, Number(reverse), Number(exclusive)] as const;
    const team = outer > 1 ? device.teamFor(size * effort) : null;
    if (team === null) {
      scan(from, to, outer, ...rest);
      return;
    }
    const step = (size / outer) * 4;
    team
      .share(scan)
      .moving(from, step)
      .moving(to, step)
      .length()
      .constants(...rest);
    team.run(outer);
  };
};
