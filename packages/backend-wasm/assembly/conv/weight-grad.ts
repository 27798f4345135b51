// The gradient of a filter: windows turned on their side, a row for each tap and channel, times the gradient of the
// output. The windows are the long inner side; each block of them adds its part to the result.

import { none } from '../gemm/activation';
import { multiplyBlock } from '../gemm/block';
import { isQuickerInPlace, multiplyInPlace } from '../gemm/in-place';
import { fillOffsets, packPanels, packRows, padOffsets } from '../gemm/pack';
import { blockDepth, blockRows, depthStep, padRows, roundUp, spareBytes, tileColumns } from '../gemm/tile';
import { align } from './align';
import { planOutput } from './plan';
import { ConvShape } from './shape';
import { copyNumbers, fillZeros, openBlock } from './strip';
import { fillTaps } from './tables';
import { WindowAxis, Windows } from './windows';

/** Rows of the gradient in a unit of work. */
const unitRows: i32 = 4;
/**
 * Pixels and their gradients are multiplied where they lie if a block of them stays in the first cache: so many bytes of
 * a gradient and of a pixel, which counts twice, and at most as a cache line.
 */
const mostInPlace: i32 = 160;
const cacheLine: i32 = 64;

/** Where things lie in the scratch. The windows lie behind it. */
@unmanaged
class Layout {
  taps: usize = 0;
  lanes: usize = 0;
  rows: usize = 0;
  pixels: usize = 0;
  columns: usize = 0;
  gradients: usize = 0;
  spare: usize = 0;
  packedA: usize = 0;
  packedB: usize = 0;
  strip: usize = 0;
  end: usize = 0;
}

function windowsAt(scratch: usize): Windows {
  return changetype<Windows>(scratch + offsetof<Layout>());
}

function plan(shape: ConvShape, scratch: usize): Layout {
  const windows = windowsAt(scratch);
  planOutput(windows, shape);
  windows.plan(blockDepth, true);
  const columns = roundUp(shape.groupOutputs, tileColumns);
  const layout = changetype<Layout>(scratch);
  layout.taps = scratch + offsetof<Layout>() + offsetof<Windows>() + 3 * offsetof<WindowAxis>();
  layout.lanes = layout.taps + ((windows.taps * shape.groupInputs) << 2);
  layout.rows = layout.lanes + blockRows * 4;
  layout.pixels = layout.rows + blockRows * 4;
  layout.columns = layout.pixels + (windows.blockPixels << 2);
  layout.gradients = layout.columns + (columns << 2);
  layout.spare = align(layout.gradients + blockDepth * 4);
  layout.packedA = layout.spare + spareBytes;
  layout.packedB = layout.packedA + blockRows * blockDepth * 4;
  layout.strip = layout.packedB + ((roundUp(blockDepth, depthStep) * columns) << 2);
  layout.end = align(layout.strip + windows.stripBytes);
  return layout;
}

/** Units of work, of which `convWeightGrad` takes any range. */
export function weightGradUnits(shape: ConvShape, scratch: usize): i32 {
  plan(shape, scratch);
  return shape.groups * groupUnits(shape, windowsAt(scratch));
}

function groupUnits(shape: ConvShape, windows: Windows): i32 {
  return (windows.taps * shape.groupInputs + unitRows - 1) / unitRows;
}

export function weightGradBytes(shape: ConvShape, scratch: usize): usize {
  return plan(shape, scratch).end - scratch;
}

export function weightGrad(
  shape: ConvShape,
  x: usize,
  grad: usize,
  dw: usize,
  scratch: usize,
  from: i32,
  to: i32,
): void {
  const layout = plan(shape, scratch);
  const windows = windowsAt(scratch);
  const units = groupUnits(shape, windows);
  const columns = shape.groupOutputs;
  fillTaps(windows, shape.groupInputs, layout.taps);
  fillOffsets(layout.columns, 0, columns, roundUp(columns, tileColumns), 4);
  for (let group = 0; group < shape.groups; group++) {
    const first = max(from - group * units, 0) * unitRows;
    const last = min((to - group * units) * unitRows, windows.taps * shape.groupInputs);
    if (first >= last) continue;
    const image = x + ((group * shape.groupInputs) << 2);
    const channel = (group * columns) << 2;
    groupWeightGrad(shape, layout, windows, image, grad + channel, dw + channel, first, last);
  }
}

/** The rows `first … last` of one group. */
function groupWeightGrad(
  shape: ConvShape,
  layout: Layout,
  windows: Windows,
  image: usize,
  grad: usize,
  dw: usize,
  first: i32,
  last: i32,
): void {
  const pitch = shape.outChannels << 2;
  if (windows.blocks === 0) {
    for (let row = first; row < last; row++) fillZeros(dw + row * pitch, shape.groupOutputs);
  }
  let pixelsBefore = 0;
  for (let block = 0; block < windows.blocks; block++) {
    const pixels = windows.seek(block);
    openBlock(windows, image, layout.strip, layout.pixels);
    for (let pixel = 0; pixel < pixels; pixel += blockDepth) {
      const count = min(blockDepth, pixels - pixel);
      const gradients = grad + (pixelsBefore + pixel) * pitch;
      addPixels(shape, layout, pixel, count, gradients, dw, first, last, pixelsBefore + pixel > 0);
    }
    pixelsBefore += pixels;
  }
}

function addPixels(
  shape: ConvShape,
  layout: Layout,
  pixel: i32,
  count: i32,
  gradients: usize,
  dw: usize,
  first: i32,
  last: i32,
  adds: bool,
): void {
  const windows = windowsAt(changetype<usize>(layout));
  const columns = shape.groupOutputs;
  const pitch = shape.outChannels << 2;
  const padded = roundUp(columns, tileColumns);
  const bytesPerPixel = 2 * min(windows.pixelPitch, cacheLine) + (columns << 2);
  const inPlace = isQuickerInPlace(columns) && bytesPerPixel <= mostInPlace;
  if (!inPlace) {
    fillOffsets(layout.gradients, 0, count, count, pitch);
    packPanels(gradients, layout.columns, padded, tileColumns, layout.gradients, count, layout.packedB);
  }
  for (let row = first; row < last; row += blockRows) {
    const rows = min(blockRows, last - row);
    const paddedRows = padRows(rows);
    copyNumbers(layout.taps + (row << 2), layout.lanes, rows);
    padOffsets(layout.lanes, rows, paddedRows);
    const pixels = layout.pixels + (pixel << 2);
    fillOffsets(layout.rows, dw + row * pitch, rows, paddedRows, pitch);
    if (inPlace) {
      multiplyInPlace(
        count,
        layout.lanes,
        pixels,
        gradients,
        pitch,
        tileColumns * 4,
        layout.rows,
        rows,
        0,
        columns,
        adds,
        0,
        none,
        layout.spare,
      );
      continue;
    }
    packRows(0, layout.lanes, rows, pixels, count, layout.packedA);
    multiplyBlock(
      count,
      layout.packedA,
      layout.packedB,
      layout.rows,
      rows,
      0,
      columns,
      adds,
      true,
      0,
      none,
      layout.spare,
    );
  }
}
