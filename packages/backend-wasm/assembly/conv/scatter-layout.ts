// What the scattered gradient of an input needs in the scratch: where things lie, how large they are, and whether it is
// the quicker way at all.

import { blockDepth, blockRows, depthStep, roundUp, spareBytes, tileColumns } from '../gemm/tile';
import { align } from './align';
import { planOutput } from './plan';
import { ConvShape } from './shape';
import { WindowAxis, Windows } from './windows';

/** Runs are read and written in whole vectors, the last of which may reach beyond their end. */
const spill: usize = 16;
/** Parts that wait in the first cache, together with the filter. */
const partBytes: i32 = 16384;
/** Rows that are whole tiles of both heights. */
const rowStep: i32 = 12;

/** Where things lie in the scratch. The windows lie behind it. */
@unmanaged
export class ScatterLayout {
  columns: usize = 0;
  depths: usize = 0;
  lanes: usize = 0;
  rows: usize = 0;
  spare: usize = 0;
  packedA: usize = 0;
  packedB: usize = 0;
  /** Where in the strip each window begins, and how far from there each run of taps. */
  windows: usize = 0;
  runs: usize = 0;
  runCount: i32 = 0;
  runLength: i32 = 0;
  parts: usize = 0;
  partPitch: i32 = 0;
  /** Windows whose parts are added before the next ones are computed. */
  partRows: i32 = 0;
  strip: usize = 0;
  stripBytes: i32 = 0;
  end: usize = 0;
}

export function windowsAt(scratch: usize): Windows {
  return changetype<Windows>(scratch + offsetof<ScatterLayout>());
}

/**
 * Whether this is less work than products with the windows on the gradient: those pad the channels of the input to
 * tiles and multiply zeros around the output; this adds each product up in memory, worth some six multiplications.
 */
export function isScatterQuicker(shape: ConvShape): bool {
  let windows: f64 = 1;
  let taps: f64 = 1;
  let phasePixels: f64 = 1;
  for (let i = 0; i < 3; i++) {
    const axis = shape.axis(i);
    windows *= axis.output;
    taps *= axis.kernel;
    phasePixels *= (axis.input as f64) / axis.stride;
  }
  const inputs = shape.groupInputs;
  const outputs = shape.groupOutputs;
  const scatter = windows * taps * inputs * (outputs + 6);
  const gather = phasePixels * taps * roundUp(inputs, tileColumns) * outputs;
  return scatter < gather;
}

export function plan(shape: ConvShape, scratch: usize): ScatterLayout {
  const windows = windowsAt(scratch);
  planOutput(windows, shape);
  const depth = windows.depth;
  const height = windows.height;
  const width = windows.width;
  windows.pixelPitch = shape.groupInputs << 2;
  windows.rowPitch = width.reach(width.grid) * windows.pixelPitch;
  windows.planePitch = height.reach(height.grid) * windows.rowPitch;
  const columns = roundUp(windows.taps * shape.groupInputs, tileColumns);
  const outputs = shape.groupOutputs;
  const layout = changetype<ScatterLayout>(scratch);
  layout.columns = scratch + offsetof<ScatterLayout>() + offsetof<Windows>() + 3 * offsetof<WindowAxis>();
  layout.depths = layout.columns + (columns << 2);
  layout.lanes = layout.depths + (outputs << 2);
  layout.rows = layout.lanes + blockRows * 4;
  layout.spare = align(layout.rows + blockRows * 4);
  layout.packedA = layout.spare + spareBytes;
  layout.packedB = layout.packedA + blockRows * blockDepth * 4;
  layout.parts = layout.packedB + ((roundUp(outputs, depthStep) * columns) << 2);
  layout.partPitch = columns << 2;
  layout.partRows = max(rowStep, min(blockRows, (partBytes / layout.partPitch / rowStep) * rowStep));
  layout.strip = layout.parts + layout.partRows * layout.partPitch + spill;
  layout.stripBytes = depth.reach(depth.grid) * windows.planePitch;
  // Taps that lie side by side are added as one.
  const isRun = width.spacing === 1;
  layout.runCount = depth.taps * height.taps * (isRun ? 1 : width.taps);
  layout.runLength = isRun ? width.taps * shape.groupInputs : shape.groupInputs;
  layout.runs = align(layout.strip + layout.stripBytes + spill);
  layout.windows = layout.runs + (layout.runCount << 2);
  layout.end = align(layout.windows + ((depth.grid * height.grid * width.grid) << 2));
  return layout;
}
