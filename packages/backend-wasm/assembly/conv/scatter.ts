// The gradient of the input the other way round: each window hands its part of the gradient back to the pixels that it
// saw, and what meets at a pixel is added. A pixel's few channels then fill vectors together with those of the other
// taps, and nothing is multiplied for the padding. The image is summed up with its padding in the scratch.

import { none } from '../gemm/activation';
import { multiplyBlock } from '../gemm/block';
import { fillOffsets, packPanels } from '../gemm/pack';
import { blockDepth, blockRows, depthStep, roundUp, tileColumns, tileRows } from '../gemm/tile';
import { align } from './align';
import { planOutput } from './plan';
import { ConvShape } from './shape';
import { copyNumbers, fillZeros } from './strip';
import { WindowAxis, Windows } from './windows';

/** Runs are read and written in whole vectors, the last of which may reach beyond their end. */
const spill: usize = 16;
/** Parts that wait in the first cache, together with the filter. */
const partBytes: i32 = 16384;

/** Where things lie in the scratch. The windows lie behind it. */
@unmanaged
class Layout {
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

function windowsAt(scratch: usize): Windows {
  return changetype<Windows>(scratch + offsetof<Layout>());
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

function plan(shape: ConvShape, scratch: usize): Layout {
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
  const layout = changetype<Layout>(scratch);
  layout.columns = scratch + offsetof<Layout>() + offsetof<Windows>() + 3 * offsetof<WindowAxis>();
  layout.depths = layout.columns + (columns << 2);
  layout.lanes = layout.depths + (outputs << 2);
  layout.rows = layout.lanes + blockRows * 4;
  layout.spare = align(layout.rows + blockRows * 4);
  layout.packedA = layout.spare + tileRows * tileColumns * 4;
  layout.packedB = layout.packedA + blockRows * blockDepth * 4;
  layout.parts = layout.packedB + ((roundUp(outputs, depthStep) * columns) << 2);
  layout.partPitch = columns << 2;
  layout.partRows = max(tileRows, min(blockRows, partBytes / layout.partPitch) & -tileRows);
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
function packFilter(shape: ConvShape, layout: Layout, filter: usize, columns: i32): void {
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
  layout: Layout,
  gradients: usize,
  pitch: i32,
  count: i32,
  columns: i32,
  depth: i32,
): void {
  const padded = roundUp(count, tileRows);
  fillOffsets(layout.lanes, 0, count, padded, pitch);
  fillOffsets(layout.rows, layout.parts, count, padded, layout.partPitch);
  for (let k = 0; k < depth; k += blockDepth) {
    const size = min(blockDepth, depth - k);
    const packedB = layout.packedB + k * layout.partPitch;
    packPanels(gradients, layout.lanes, padded, tileRows, layout.depths + (k << 2), size, layout.packedA);
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

/** Works out once what is the same in every image: where windows begin, and their runs. */
function fillPlaces(windows: Windows, layout: Layout): void {
  const depth = windows.depth;
  const height = windows.height;
  const width = windows.width;
  let run = layout.runs;
  const widthRuns = layout.runCount / (depth.taps * height.taps);
  for (let z = 0; z < depth.taps; z++) {
    for (let y = 0; y < height.taps; y++) {
      const row = depth.tapOffset(z) * windows.planePitch + height.tapOffset(y) * windows.rowPitch;
      fillOffsets(run, row, widthRuns, widthRuns, width.spacing * windows.pixelPitch);
      run += widthRuns << 2;
    }
  }
  let window = layout.windows;
  for (let z = 0; z < depth.grid; z++) {
    for (let y = 0; y < height.grid; y++) {
      const row = z * depth.step * windows.planePitch + y * height.step * windows.rowPitch;
      fillOffsets(window, layout.strip + row, width.grid, width.grid, width.step * windows.pixelPitch);
      window += width.grid << 2;
    }
  }
}

/** Adds the parts of the windows `pixel …` to the strip. */
function addWindows(layout: Layout, pixel: i32, count: i32): void {
  const runBytes = (layout.runLength << 2) as usize;
  const whole = runBytes & ~15;
  const rest = layout.runLength & 3;
  const isThere = i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(rest));
  const runs = layout.runs;
  const runsEnd = runs + (layout.runCount << 2);
  let window = layout.windows + (pixel << 2);
  const windowsEnd = window + (count << 2);
  let parts = layout.parts;
  for (; window < windowsEnd; window += 4, parts += layout.partPitch) {
    const base = load<usize>(window);
    let from = parts;
    for (let run = runs; run < runsEnd; run += 4) {
      let to = base + load<usize>(run);
      const end = from + whole;
      for (; from < end; from += 16, to += 16) v128.store(to, f32x4.add(v128.load(to), v128.load(from)));
      // What the vector holds of the next run counts as 0.
      if (rest > 0) v128.store(to, f32x4.add(v128.load(to), v128.and(v128.load(from), isThere)));
      from += runBytes - whole;
    }
  }
}

/** The strip without its padding; pixels that no window saw are 0. */
function copyOut(windows: Windows, strip: usize, image: usize, inputs: i32, pitch: i32): void {
  const depth = windows.depth;
  const height = windows.height;
  const width = windows.width;
  const first = width.start(0);
  const seen = max(0, min(width.length, first + width.reach(width.grid)));
  for (let z = 0; z < depth.length; z++) {
    const slice = z - depth.start(0);
    for (let y = 0; y < height.length; y++, image += width.length * pitch) {
      const row = y - height.start(0);
      const isSeen = slice < depth.reach(depth.grid) && row < height.reach(height.grid);
      const from = strip + slice * windows.planePitch + row * windows.rowPitch - first * windows.pixelPitch;
      copyRow(from, image, isSeen ? seen : 0, width.length, inputs, pitch);
    }
  }
}

/** Copies the channels of `count` pixels, and sets those of the pixels up to `length` to 0. */
function copyRow(from: usize, to: usize, count: i32, length: i32, inputs: i32, pitch: i32): void {
  if (inputs << 2 === pitch) {
    copyNumbers(from, to, count * inputs);
    fillZeros(to + count * pitch, (length - count) * inputs);
    return;
  }
  for (let x = 0; x < length; x++, from += inputs << 2, to += pitch) {
    if (x < count) copyNumbers(from, to, inputs);
    else fillZeros(to, inputs);
  }
}
