// What convolution and pooling of TensorFlow.js have in common: a batch that may be missing, and windows.

import type { Padding, Tensor } from 'cambium';
import * as cambium from 'cambium';
import { refuse } from './tensor.ts';

export type PerAxis = number | readonly number[];
/** Padding; explicit widths also name the axes of batch and channels. */
export type Pad = 'valid' | 'same' | number | readonly (readonly [number, number])[];
export type Rounding = 'floor' | 'round' | 'ceil' | undefined;
export type Format = 'NHWC' | 'NCHW' | 'NWC' | 'NDHWC';

/** Whether the images come without an axis for the batch; ops then add one and drop it again. */
export function batched(op: string, x: Tensor, rank: number, work: (x: Tensor) => Tensor): Tensor {
  if (x.rank === rank) return cambium.squeeze(work(cambium.expandDims(x, 0)), 0);
  if (x.rank !== rank + 1) refuse(op, `input must be rank ${rank + 1}, but got rank ${x.rank}.`);
  return work(x);
}

/** One number for each axis. */
export function list(value: PerAxis | null, rank: number): readonly number[] {
  if (value === null) return new Array<number>(rank).fill(1);
  if (typeof value === 'number') return new Array<number>(rank).fill(value);
  return value.length === 1 ? new Array<number>(rank).fill(value[0]!) : value;
}

/** Steps of integers ≥ 1; one of stride and dilation must be 1, as in TensorFlow.js. */
export function checkSteps(op: string, strides: PerAxis, dilations: PerAxis): void {
  const all = [strides, dilations ?? 1].map((each) => (typeof each === 'number' ? [each] : each));
  if (!all.some((each) => each.every((step) => step === 1)))
    refuse(op, `Either strides or dilations must be 1. Got strides ${strides} and dilations '${dilations}'`);
  if (all.some((each) => each.some((step) => step <= 0)))
    refuse(op, 'strides and dilations should be larger than 0.');
}

/** With a rounding of their own, windows need whole paddings. */
export function checkRounding(op: string, pad: Pad, rounding: Rounding): void {
  if (rounding === undefined || rounding === null) return;
  const widths = typeof pad === 'number' ? [pad] : typeof pad === 'string' ? null : pad.flat();
  if (widths === null || !widths.every(Number.isInteger))
    refuse(op, `pad must be an integer when using dimRoundingMode ${rounding} but got pad ${pad}.`);
}

/** Explicit padding without its entries for batch and channels. Fractions of pixels are cut off, as there. */
export function padding(pad: Pad, format: Format): Padding {
  if (typeof pad === 'string') return pad;
  if (typeof pad === 'number') return Math.max(0, Math.floor(pad));
  return format === 'NCHW' ? pad.slice(2) : pad.slice(1, -1);
}

/** Computes in NHWC; images with the channels in front are turned round. */
export function inFormat(format: Format, x: Tensor, work: (x: Tensor) => Tensor): Tensor {
  if (format !== 'NCHW') return work(x);
  return cambium.transpose(work(cambium.transpose(x, [0, 2, 3, 1])), [0, 3, 1, 2]);
}

/** Refuses orders of axes that the op does not have. */
export function checkFormat(op: string, format: Format, allowed: readonly Format[]): void {
  if (!allowed.includes(format))
    refuse(op, `got dataFormat of ${format} but only ${allowed.join(', ')} is supported.`);
}
