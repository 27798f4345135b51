// Tables of addresses: taps in a window, taps in the filter, and the places of results.

import { Windows } from './windows';

/** For each tap and channel its distance from the begin of the window, in bytes. */
export function fillTaps(windows: Windows, channels: i32, table: usize): void {
  const depth = windows.depth;
  const height = windows.height;
  const width = windows.width;
  for (let z = 0; z < depth.taps; z++) {
    for (let y = 0; y < height.taps; y++) {
      const row = depth.tapOffset(z) * windows.planePitch + height.tapOffset(y) * windows.rowPitch;
      for (let x = 0; x < width.taps; x++) {
        let offset = row + width.tapOffset(x) * windows.pixelPitch;
        for (let c = 0; c < channels; c++, table += 4, offset += 4) store<usize>(table, offset);
      }
    }
  }
}

/** For each tap and channel its distance from the begin of the filter, in bytes; the strides are in bytes too. */
export function fillFilter(
  windows: Windows,
  channels: i32,
  tapStride: i32,
  channelStride: i32,
  table: usize,
): void {
  const depth = windows.depth;
  const height = windows.height;
  const width = windows.width;
  for (let z = 0; z < depth.taps; z++) {
    const slice = (depth.filterFirst + z * depth.filterStep) * height.filterLength;
    for (let y = 0; y < height.taps; y++) {
      const row = (slice + height.filterFirst + y * height.filterStep) * width.filterLength;
      for (let x = 0; x < width.taps; x++) {
        let offset = (row + width.filterFirst + x * width.filterStep) * tapStride;
        for (let c = 0; c < channels; c++, table += 4, offset += channelStride) store<usize>(table, offset);
      }
    }
  }
}

/** For each window of the block the address where its result belongs, in an image whose pixels are `pitch` bytes. */
export function fillResults(windows: Windows, image: usize, pitch: i32, table: usize): void {
  const depth = windows.depth;
  const height = windows.height;
  const width = windows.width;
  const step = width.outStep * pitch;
  for (let i = 0; i < windows.planes; i++) {
    const plane = windows.plane + i;
    const slice = depth.outFirst + (plane % depth.grid) * depth.outStep;
    const rows = ((plane / depth.grid) * depth.outLength + slice) * height.outLength;
    for (let y = windows.row; y < windows.row + windows.rows; y++) {
      const row = (rows + height.outFirst + y * height.outStep) * width.outLength;
      let address = image + (row + width.outFirst) * pitch;
      for (let x = 0; x < width.grid; x++, table += 4, address += step) store<usize>(table, address);
    }
  }
}
