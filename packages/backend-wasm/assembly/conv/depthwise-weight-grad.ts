// The gradient of a depthwise filter: four taps and four channels at a time, summed over the windows of a block.

import { padOffsets } from '../gemm/pack';
import { blockDepth, multiplyAdd, roundUp } from '../gemm/tile';
import { align } from './align';
import { planOutput } from './plan';
import { ConvShape } from './shape';
import { copyNumbers, fillZeros, openBlock } from './strip';
import { fillTaps } from './tables';
import { WindowAxis, Windows } from './windows';

/** Where things lie in the scratch. The windows lie behind it. */
@unmanaged
class Layout {
  taps: usize = 0;
  pixels: usize = 0;
  /** For each tap, rounded up to four, the sums of all channels. */
  sums: usize = 0;
  /** The block's gradients, a whole number of vectors per pixel. */
  gradients: usize = 0;
  strip: usize = 0;
  end: usize = 0;
}

function windowsAt(scratch: usize): Windows {
  return changetype<Windows>(scratch + offsetof<Layout>());
}

function plan(shape: ConvShape, scratch: usize): Layout {
  const windows = windowsAt(scratch);
  const outputs = shape.outChannels;
  planOutput(windows, shape);
  windows.groupChannels = shape.inChannels;
  windows.repeats = outputs / shape.inChannels;
  windows.stripChannels = roundUp(outputs, 4);
  windows.plan(blockDepth, windows.repeats === 1 && outputs % 4 === 0);
  const pitch = roundUp(outputs, 4) << 2;
  const taps = roundUp(windows.taps, 4);
  const layout = changetype<Layout>(scratch);
  layout.taps = scratch + offsetof<Layout>() + offsetof<Windows>() + 3 * offsetof<WindowAxis>();
  layout.pixels = layout.taps + (taps << 2);
  layout.sums = align(layout.pixels + (windows.blockPixels << 2));
  layout.gradients = layout.sums + taps * pitch;
  layout.strip = layout.gradients + windows.blockPixels * pitch;
  layout.end = align(layout.strip + windows.stripBytes);
  return layout;
}

/** Four channels are a unit of work: `depthwiseWeightGrad` takes any range of them. */
export function depthwiseWeightGradUnits(shape: ConvShape): i32 {
  return roundUp(shape.outChannels, 4) / 4;
}

export function depthwiseWeightGradBytes(shape: ConvShape, scratch: usize): usize {
  return plan(shape, scratch).end - scratch;
}

export function depthwiseWeightGrad(
  shape: ConvShape,
  x: usize,
  grad: usize,
  dw: usize,
  scratch: usize,
  from: i32,
  to: i32,
): void {
  if (from >= to) return;
  const layout = plan(shape, scratch);
  const windows = windowsAt(scratch);
  const outputs = shape.outChannels;
  const vectors = roundUp(outputs, 4);
  const taps = roundUp(windows.taps, 4);
  fillTaps(windows, 1, layout.taps);
  padOffsets(layout.taps, windows.taps, taps);
  fillZeros(layout.sums, taps * vectors);
  for (let block = 0; block < windows.blocks; block++) {
    const pixels = windows.seek(block);
    openBlock(windows, x, layout.strip, layout.pixels);
    let gradients = grad;
    if (outputs !== vectors) {
      gradients = layout.gradients;
      for (let i = 0; i < pixels; i++) {
        copyNumbers(grad + ((i * outputs) << 2), gradients + ((i * vectors) << 2), outputs);
      }
    }
    for (let vector = from; vector < to; vector++) {
      for (let tap = 0; tap < taps; tap += 4) {
        addPixels(
          layout.pixels,
          pixels,
          layout.taps + (tap << 2),
          gradients,
          vectors << 2,
          vector << 4,
          layout.sums + ((tap * vectors) << 2),
        );
      }
    }
    grad += (pixels * outputs) << 2;
  }
  const first = from << 2;
  const count = min(to << 2, outputs) - first;
  for (let tap = 0; tap < windows.taps; tap++) {
    copyNumbers(layout.sums + ((tap * vectors + first) << 2), dw + ((tap * outputs + first) << 2), count);
  }
}

/** Adds a block's windows to the sums of four taps and the four channels `channel` bytes on. */
function addPixels(
  pixels: usize,
  count: i32,
  taps: usize,
  gradients: usize,
  pitch: i32,
  channel: usize,
  sums: usize,
): void {
  const tap0 = load<usize>(taps) + channel;
  const tap1 = load<usize>(taps, 4) + channel;
  const tap2 = load<usize>(taps, 8) + channel;
  const tap3 = load<usize>(taps, 12) + channel;
  let sum0 = f32x4.splat(0);
  let sum1 = f32x4.splat(0);
  let sum2 = f32x4.splat(0);
  let sum3 = f32x4.splat(0);
  let gradientAt = gradients + channel;
  const end = pixels + (count << 2);
  for (; pixels < end; pixels += 4, gradientAt += pitch) {
    const window = load<usize>(pixels);
    const gradient = v128.load(gradientAt);
    sum0 = multiplyAdd(v128.load(window + tap0), gradient, sum0);
    sum1 = multiplyAdd(v128.load(window + tap1), gradient, sum1);
    sum2 = multiplyAdd(v128.load(window + tap2), gradient, sum2);
    sum3 = multiplyAdd(v128.load(window + tap3), gradient, sum3);
  }
  let at = sums + channel;
  v128.store(at, f32x4.add(v128.load(at), sum0));
  at += pitch;
  v128.store(at, f32x4.add(v128.load(at), sum1));
  at += pitch;
  v128.store(at, f32x4.add(v128.load(at), sum2));
  at += pitch;
  v128.store(at, f32x4.add(v128.load(at), sum3));
}
