// The gradient of the input the other way round: each window hands its part of the gradient back to the pixels that it
// saw, and what meets at a pixel is added. A pixel's few channels then fill vectors together with those of the other
// taps, and nothing is multiplied for the padding. The image is summed up with its padding in the scratch.

import { none } from '../gemm/activation';
import { multiplyBlock } from '../gemm/block';
import { fillOffsets, packPanels, packRows } from '../gemm/pack';
import { blockDepth, padRows, roundUp, tileColumns } from '../gemm/tile';
import { addWindows, copyOut, fillPlaces } from './scatter-add';
import { plan, ScatterLayout, windowsAt } from './scatter-layout';
import { ConvShape } from './shape';
import { fillZeros } from './strip';

/** An image is a unit of work: `scatterInputGrad` takes any range of them. */
export function scatterUnits(shape: ConvShape): i32 {
  return shape.batch;
}

export function scatterBytes(shape: ConvShape, scratch: usize): usize {
  return plan(shape, scratch).end - scratch;
}

export function scatterInputGrad(
  shape: ConvShape,
  grad: usize,
  weight: usize,
  dx: usize,
  scratch: usize,
  from: i32,
  to: i32,
): void {
  const layout = plan(shape, scratch);
  const windows = windowsAt(scratch);
  const inputs = shape.groupInputs;
  const outputs = shape.groupOutputs;
  const imageBytes =
    (windows.depth.length * windows.height.length * windows.width.length * shape.inChannels) << 2;
  const gradPixels = windows.depth.grid * windows.height.grid * windows.width.grid;
  const gradPitch = shape.outChannels << 2;
  fillOffsets(layout.depths, 0, outputs, outputs, 4);
  fillPlaces(windows, layout);
  for (let group = 0; group < shape.groups; group++) {
    const channel = (group * outputs) << 2;
    packFilter(shape, layout, weight + channel, windows.taps * inputs);
    for (let image = from; image < to; image++) {
      fillZeros(layout.strip, layout.stripBytes >> 2);
      const gradients = grad + image * gradPixels * gradPitch + channel;
      for (let pixel = 0; pixel < gradPixels; pixel += layout.partRows) {
        const count = min(layout.partRows, gradPixels - pixel);
        multiplyGradients(
          layout,
          gradients + pixel * gradPitch,
          gradPitch,
          count,
          windows.taps * inputs,
          outputs,
        );
        addWindows(layout, pixel, count);
      }
      copyOut(
        windows,
        layout.strip,
        dx + image * imageBytes + ((group * inputs) << 2),
        inputs,
        shape.inChannels << 2,
      );
    }
  }
}

/** The filter turned around: a column for each tap and input channel. */
function packFilter(shape: ConvShape, layout: ScatterLayout, filter: usize, columns: i32): void {
  const padded = roundUp(columns, tileColumns);
  const outputs = shape.groupOutputs;
  fillOffsets(layout.columns, 0, columns, padded, shape.outChannels << 2);
  for (let k = 0; k < outputs; k += blockDepth) {
    const count = min(blockDepth, outputs - k);
    const to = layout.packedB + ((k * padded) << 2);
    packPanels(filter, layout.columns, padded, tileColumns, layout.depths + (k << 2), count, to);
  }
}

/** The parts that the windows have for each tap and channel. */
function multiplyGradients(
  layout: ScatterLayout,
  gradients: usize,
  pitch: i32,
  count: i32,
  columns: i32,
  depth: i32,
): void {
  const padded = padRows(count);
  fillOffsets(layout.lanes, 0, count, padded, pitch);
  fillOffsets(layout.rows, layout.parts, count, padded, layout.partPitch);
  for (let k = 0; k < depth; k += blockDepth) {
    const size = min(blockDepth, depth - k);
    const packedB = layout.packedB + k * layout.partPitch;
    packRows(gradients, layout.lanes, count, layout.depths + (k << 2), size, layout.packedA);
    multiplyBlock(
      size,
      layout.packedA,
      packedB,
      layout.rows,
      count,
      0,
      columns,
      k > 0,
      true,
      0,
      none,
      layout.spare,
    );
  }
}
