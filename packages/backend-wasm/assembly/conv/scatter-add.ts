// Adding up what windows hand back: where the windows and their runs of taps lie in the strip, the sums, and the image that
// they make.

import { fillOffsets } from '../gemm/pack';
import { ScatterLayout } from './scatter-layout';
import { copyNumbers, fillZeros } from './strip';
import { Windows } from './windows';

/** Works out once what is the same in every image: where windows begin, and their runs. */
export function fillPlaces(windows: Windows, layout: ScatterLayout): void {
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
export function addWindows(layout: ScatterLayout, pixel: i32, count: i32): void {
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
export function copyOut(windows: Windows, strip: usize, image: usize, inputs: i32, pitch: i32): void {
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
