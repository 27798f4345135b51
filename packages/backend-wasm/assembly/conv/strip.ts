// The part of an image that a block of windows sees, with its padding, and the tables of addresses into it.

import { loadLanes, storeLanes } from '../gemm/lanes';
import { WindowAxis, Windows } from './windows';

/**
 * Writes the addresses of the block's windows into `table`, after copying what they see into `strip` where they reach
 * beyond the image.
 *
 * @param source the image, at the group's first channel
 */
export function openBlock(windows: Windows, source: usize, strip: usize, table: usize): void {
  const depth = windows.depth;
  const height = windows.height;
  const imagePixels = depth.length * height.length * windows.width.length;
  for (let i = 0; i < windows.planes; i++) {
    const plane = windows.plane + i;
    const image = source + (((plane / depth.grid) * imagePixels * windows.channels) << 2);
    const slice = depth.start(plane % depth.grid);
    let origin = strip;
    if (windows.isDirect) {
      const row = height.start(windows.row);
      const column = windows.width.start(0);
      origin = image + slice * windows.planePitch + row * windows.rowPitch + column * windows.pixelPitch;
    } else {
      strip = copySlices(windows, image, slice, strip);
    }
    table = fillPixels(windows, origin, table);
  }
}

function fillPixels(windows: Windows, origin: usize, table: usize): usize {
  const rowStep = windows.height.step * windows.rowPitch;
  const step = windows.width.step * windows.pixelPitch;
  const rowBytes = windows.width.grid << 2;
  for (let row = 0; row < windows.rows; row++, origin += rowStep) {
    let address = origin;
    const end = table + rowBytes;
    for (; table < end; table += 4, address += step) store<usize>(table, address);
  }
  return table;
}

function copySlices(windows: Windows, image: usize, slice: i32, to: usize): usize {
  const height = windows.height;
  const rows = height.reach(windows.rows);
  const first = height.start(windows.row);
  const rowBytes = (windows.width.length * windows.channels) << 2;
  const sliceEnd = slice + windows.depth.span;
  for (; slice < sliceEnd; slice++) {
    const isSlice = slice >= 0 && slice < windows.depth.length;
    for (let row = first; row < first + rows; row++, to += windows.rowPitch) {
      if (isSlice && row >= 0 && row < height.length) {
        copyRow(windows, image + (slice * height.length + row) * rowBytes, to);
      } else {
        fillZeros(to, windows.rowPitch >> 2);
      }
    }
    // The last block of a plane has fewer rows; its slices lie as far apart as all others.
    to += windows.planePitch - rows * windows.rowPitch;
  }
  return to;
}

function copyRow(windows: Windows, row: usize, to: usize): void {
  const width: WindowAxis = windows.width;
  const start = width.start(0);
  const reach = width.reach(width.grid);
  const left = min(max(-start, 0), reach);
  const right = min(max(width.length - start, left), reach);
  const channels = windows.stripChannels;
  fillZeros(to, left * channels);
  const from = row + (((start + left) * windows.channels) << 2);
  copyPixels(windows, from, to + left * windows.pixelPitch, right - left);
  fillZeros(to + right * windows.pixelPitch, (reach - right) * channels);
}

function copyPixels(windows: Windows, from: usize, to: usize, pixels: i32): void {
  if (windows.stripChannels === windows.channels && windows.groupChannels === windows.channels) {
    copyNumbers(from, to, pixels * windows.channels);
    return;
  }
  const groupChannels = windows.groupChannels;
  const repeats = windows.repeats;
  const stripChannels = windows.stripChannels;
  const step = windows.channels << 2;
  for (; pixels > 0; pixels--, from += step, to += windows.pixelPitch) {
    if (repeats === 1) {
      copyNumbers(from, to, groupChannels);
    } else {
      for (let i = 0; i < groupChannels * repeats; i++)
        store<f32>(to + (i << 2), load<f32>(from + ((i / repeats) << 2)));
    }
    fillZeros(to + ((groupChannels * repeats) << 2), stripChannels - groupChannels * repeats);
  }
}

// Rows are often short: loops cost less than memory.copy, which leaves WebAssembly in some engines.
export function copyNumbers(from: usize, to: usize, count: i32): void {
  for (; count >= 4; count -= 4, from += 16, to += 16) v128.store(to, v128.load(from));
  storeLanes(to, loadLanes(from, count), count);
}

export function fillZeros(to: usize, count: i32): void {
  for (; count >= 4; count -= 4, to += 16) v128.store(to, f32x4.splat(0));
  storeLanes(to, f32x4.splat(0), count);
}
