// Convolution of each channel on its own: too thin for matrix products, so it runs directly, four pixels and four
// channels at a time. A filter with several outputs per channel sees each channel repeated.

import { activate, none } from '../gemm/activation';
import { copyBias } from '../gemm/bias';
import { storeLanes } from '../gemm/lanes';
import { padOffsets } from '../gemm/pack';
import { blockRows, multiplyAdd, roundUp } from '../gemm/tile';
import { align } from './align';
import { countPhases, planInput, planOutput } from './plan';
import { ConvShape } from './shape';
import { copyNumbers, fillZeros, openBlock } from './strip';
import { fillFilter, fillResults, fillTaps } from './tables';
import { WindowAxis, Windows } from './windows';

/** Where things lie in the scratch. The windows lie behind it. */
@unmanaged
class Layout {
  taps: usize = 0;
  filterTaps: usize = 0;
  pixels: usize = 0;
  results: usize = 0;
  /** The filter and the bias, a whole number of vectors per tap. */
  filter: usize = 0;
  bias: usize = 0;
  /** Results of a block that are not final: with repeats not added up. */
  sums: usize = 0;
  strip: usize = 0;
  end: usize = 0;
}

function windowsAt(scratch: usize): Windows {
  return changetype<Windows>(scratch + offsetof<Layout>());
}

function plan(shape: ConvShape, phase: i32, isInputGrad: bool, scratch: usize): Layout {
  const windows = windowsAt(scratch);
  const outputs = shape.outChannels;
  if (isInputGrad) planInput(windows, shape, phase);
  else planOutput(windows, shape);
  windows.groupChannels = windows.channels;
  windows.repeats = outputs / windows.channels;
  windows.stripChannels = roundUp(outputs, 4);
  windows.plan(blockRows, windows.repeats === 1 && outputs % 4 === 0);
  const pixelTable = roundUp(windows.blockPixels, 4) << 2;
  const pitch = roundUp(outputs, 4) << 2;
  const layout = changetype<Layout>(scratch);
  layout.taps = scratch + offsetof<Layout>() + offsetof<Windows>() + 3 * offsetof<WindowAxis>();
  layout.filterTaps = layout.taps + (windows.taps << 2);
  layout.pixels = layout.filterTaps + (windows.taps << 2);
  layout.results = layout.pixels + pixelTable;
  layout.filter = align(layout.results + pixelTable);
  layout.bias = layout.filter + windows.taps * pitch;
  layout.sums = layout.bias + pitch;
  layout.strip = layout.sums + roundUp(windows.blockPixels, 4) * pitch;
  layout.end = align(layout.strip + windows.stripBytes);
  return layout;
}

export function depthwiseUnits(shape: ConvShape, scratch: usize): i32 {
  plan(shape, 0, false, scratch);
  return windowsAt(scratch).blocks;
}

export function depthwiseBytes(shape: ConvShape, scratch: usize): usize {
  return plan(shape, 0, false, scratch).end - scratch;
}

export function depthwiseForward(
  shape: ConvShape,
  x: usize,
  weight: usize,
  bias: usize,
  activation: i32,
  y: usize,
  scratch: usize,
  from: i32,
  to: i32,
): void {
  const layout = plan(shape, 0, false, scratch);
  const outputs = shape.outChannels;
  if (bias) copyBias(layout.bias, bias, outputs, roundUp(outputs, 4));
  else fillZeros(layout.bias, roundUp(outputs, 4));
  run(shape, layout, windowsAt(scratch), x, weight, activation, y, from, to);
}

export function depthwiseInputGradUnits(shape: ConvShape, scratch: usize): i32 {
  let units = 0;
  for (let phase = 0; phase < countPhases(shape); phase++) {
    plan(shape, phase, true, scratch);
    units += windowsAt(scratch).blocks;
  }
  return units;
}

export function depthwiseInputGradBytes(shape: ConvShape, scratch: usize): usize {
  let bytes: usize = 0;
  for (let phase = 0; phase < countPhases(shape); phase++) {
    bytes = max(bytes, plan(shape, phase, true, scratch).end - scratch);
  }
  return bytes;
}

export function depthwiseInputGrad(
  shape: ConvShape,
  grad: usize,
  weight: usize,
  dx: usize,
  scratch: usize,
  from: i32,
  to: i32,
): void {
  const windows = windowsAt(scratch);
  for (let phase = 0; phase < countPhases(shape); phase++) {
    const layout = plan(shape, phase, true, scratch);
    const last = min(to, windows.blocks);
    if (from < last) {
      fillZeros(layout.bias, roundUp(shape.outChannels, 4));
      run(shape, layout, windows, grad, weight, none, dx, max(from, 0), last);
    }
    from -= windows.blocks;
    to -= windows.blocks;
  }
}

function run(
  shape: ConvShape,
  layout: Layout,
  windows: Windows,
  image: usize,
  weight: usize,
  activation: i32,
  result: usize,
  from: i32,
  to: i32,
): void {
  const outputs = shape.outChannels;
  const pitch = roundUp(outputs, 4) << 2;
  // Forward, results have as many channels as the filter; the gradient of the input adds repeats up.
  const resultChannels = windows.channels === outputs ? shape.inChannels : outputs;
  const repeats = outputs / resultChannels;
  fillTaps(windows, 1, layout.taps);
  fillFilter(windows, 1, outputs << 2, 0, layout.filterTaps);
  for (let tap = 0; tap < windows.taps; tap++) {
    const row = layout.filter + tap * pitch;
    copyNumbers(weight + load<usize>(layout.filterTaps + (tap << 2)), row, outputs);
    fillZeros(row + (outputs << 2), roundUp(outputs, 4) - outputs);
  }
  const isPlain = activation === none && repeats === 1 && outputs % 4 === 0;
  for (let block = from; block < to; block++) {
    const pixels = windows.seek(block);
    openBlock(windows, image, layout.strip, layout.pixels);
    padOffsets(layout.pixels, pixels, roundUp(pixels, 4));
    fillResults(windows, result, resultChannels << 2, layout.results);
    for (let pixel = 0; pixel < pixels; pixel += 4) {
      const isDirect = isPlain && pixel + 4 <= pixels;
      multiplyPixels(windows.taps, layout, pixel, pitch, isDirect);
      if (!isDirect)
        finishPixels(layout, pixel, min(4, pixels - pixel), pitch, resultChannels, repeats, activation);
    }
  }
}

/** All channels of four pixels. */
function multiplyPixels(taps: i32, layout: Layout, pixel: i32, pitch: i32, isDirect: bool): void {
  const pixels = layout.pixels + (pixel << 2);
  const results = layout.results + (pixel << 2);
  const sums = layout.sums;
  const to0 = isDirect ? load<usize>(results) : sums;
  const to1 = isDirect ? load<usize>(results, 4) : sums + pitch;
  const to2 = isDirect ? load<usize>(results, 8) : sums + 2 * pitch;
  const to3 = isDirect ? load<usize>(results, 12) : sums + 3 * pitch;
  const pixel0 = load<usize>(pixels);
  const pixel1 = load<usize>(pixels, 4);
  const pixel2 = load<usize>(pixels, 8);
  const pixel3 = load<usize>(pixels, 12);
  const tapsEnd = layout.taps + (taps << 2);
  for (let channel = 0; channel < pitch; channel += 16) {
    let sum0 = v128.load(layout.bias + channel);
    let sum1 = sum0;
    let sum2 = sum0;
    let sum3 = sum0;
    let factorAt = layout.filter + channel;
    for (let tap = layout.taps; tap < tapsEnd; tap += 4, factorAt += pitch) {
      const offset = load<usize>(tap) + channel;
      const factor = v128.load(factorAt);
      sum0 = multiplyAdd(v128.load(pixel0 + offset), factor, sum0);
      sum1 = multiplyAdd(v128.load(pixel1 + offset), factor, sum1);
      sum2 = multiplyAdd(v128.load(pixel2 + offset), factor, sum2);
      sum3 = multiplyAdd(v128.load(pixel3 + offset), factor, sum3);
    }
    v128.store(to0 + channel, sum0);
    v128.store(to1 + channel, sum1);
    v128.store(to2 + channel, sum2);
    v128.store(to3 + channel, sum3);
  }
}

/** Adds up repeats, applies the activation and stores what belongs to the result. */
function finishPixels(
  layout: Layout,
  pixel: i32,
  count: i32,
  pitch: i32,
  channels: i32,
  repeats: i32,
  activation: i32,
): void {
  for (let i = 0; i < count; i++) {
    const to = load<usize>(layout.results + ((pixel + i) << 2));
    let from = layout.sums + i * pitch;
    if (repeats > 1) {
      for (let channel = 0; channel < channels; channel++) {
        let sum: f32 = 0;
        for (let repeat = 0; repeat < repeats; repeat++, from += 4) sum += load<f32>(from);
        store<f32>(to + (channel << 2), sum);
      }
    } else {
      for (let channel = 0; channel < channels; channel += 4) {
        const at = channel << 2;
        storeLanes(to + at, activate(v128.load(from + at), activation), channels - channel);
      }
    }
  }
}
