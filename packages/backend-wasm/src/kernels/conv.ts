// Convolution of float32 and its gradients; other dtypes on the fallback.

import type {
  ConvAttrs,
  ConvInputGradAttrs,
  ConvWeightGradAttrs,
  FusedKernel,
  Kernel,
  Operand,
} from '@cambium/tensor/backend';
import { addressOf } from '../memory/buffer.ts';
import { convPlanAt as planAt, convShapeAt as shapeAt } from '../module/first-page.ts';
import { describe, runGradient, teamFor } from './conv-call.ts';
import { weightGrad } from './conv-weight-grad.ts';
import type { Adaptor, Device } from './device.ts';

/** Makes the kernel of the convolutions. */
export const convOn: Adaptor<Kernel<'conv'>> = (device, fallback) => (op, inputs, outputs, attrs) => {
  const first = inputs[0]!;
  const second = inputs[1]!;
  const output = outputs[0]!;
  if (first.dtype !== 'float32') return fallback(op, inputs, outputs, attrs);
  if (output.layout.size === 0) return;
  try {
    // The table pairs each op with its attributes, which a union of ops forgets.
    if (op === 'conv') forward(device, first, second, null, output, attrs);
    else if (op === 'convInputGrad') inputGrad(device, first, second, output, attrs as ConvInputGradAttrs);
    else weightGrad(device, first, second, output, attrs as ConvWeightGradAttrs);
  } finally {
    device.settle();
  }
};

/** Makes the kernel of `convBias`: the convolution, with the bias added as results are stored. */
export const convBiasOn: Adaptor<FusedKernel<'convBias'>> =
  (device, fallback) => (inputs, outputs, attrs) => {
    const x = inputs[0]!;
    const output = outputs[0]!;
    if (x.dtype !== 'float32') return fallback(inputs, outputs, attrs);
    if (output.layout.size === 0) return;
    try {
      forward(device, x, inputs[1]!, inputs[2]!, output, attrs);
    } finally {
      device.settle();
    }
  };

function forward(
  device: Device,
  x: Operand,
  weight: Operand,
  bias: Operand | null,
  output: Operand,
  attrs: ConvAttrs,
): void {
  const { wasm } = device;
  describe(device, x.layout.shape, weight.layout.shape, output.layout.shape, attrs);
  const image = device.dense(x);
  const filter = device.dense(weight);
  const shift = bias === null ? 0 : device.dense(bias);
  const bytes = wasm.convForwardBytes(shapeAt, planAt);
  const units = wasm.convForwardUnits(shapeAt, planAt);
  const to = addressOf(output, 4);
  const team = teamFor(device, output, weight);
  if (team === null) {
    wasm.convForward(shapeAt, image, filter, shift, 0, to, device.borrow(bytes), 0, units);
    return;
  }
  const scratch = device.borrow(bytes * team.threads);
  team.share(wasm.convForward).constant(shapeAt).constant(image).constant(filter);
  team.job.constant(shift).constant(0).constant(to).scratch(scratch, bytes).from().to();
  team.begin(units);
}

function inputGrad(
  device: Device,
  grad: Operand,
  weight: Operand,
  output: Operand,
  attrs: ConvInputGradAttrs,
): void {
  const { wasm } = device;
  describe(device, output.layout.shape, weight.layout.shape, grad.layout.shape, attrs);
  const gradient = device.dense(grad);
  const filter = device.dense(weight);
  const bytes = wasm.convInputGradBytes(shapeAt, planAt);
  const units = wasm.convInputGradUnits(shapeAt, planAt);
  const team = teamFor(device, grad, weight);
  runGradient(device, team, wasm.convInputGrad, gradient, filter, addressOf(output, 4), bytes, units, 1);
}
