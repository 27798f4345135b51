// Windows as rows of a matrix, so that convolution becomes a matrix product; and such rows added back to the image.

import type { DTypeArray } from '@cambium/tensor/backend';
import type { Windows } from './windows.ts';

/** Some channels of an image tensor. */
export interface Channels {
  readonly data: DTypeArray;
  readonly first: number;
  readonly count: number;
}

/**
 * Writes windows `row …` as rows of a tile. Column `tap · channels + channel` of such a row is the channel at the
 * tap, 0 in the padding; the tile holds `columns` of them from `column` on.
 */
export function packWindows(
  windows: Windows,
  channels: Channels,
  tile: Float64Array,
  row: number,
  rows: number,
  column: number,
  columns: number,
): void {
  const { distances, runEnds } = windows;
  const { data, count } = channels;
  const step = windows.channelStep;
  const shift = channels.first * step;
  const isWhole = count === windows.channels;
  const firstTap = Math.floor(column / count);
  const firstChannel = column % count;
  let to = 0;
  windows.seek(row);
  for (let i = 0; i < rows; i++, windows.next()) {
    const end = to + columns;
    const { isInside } = windows;
    const origin = windows.origin + shift;
    let channel = firstChannel;
    for (let tap = firstTap; to < end; channel = 0) {
      const next = isInside && isWhole ? runEnds[tap]! : tap + 1;
      const runEnd = Math.min(end, to + (next - tap) * count - channel);
      if (isInside || windows.contains(tap)) {
        let from = origin + distances[tap]! + channel * step;
        for (; to < runEnd; to++, from += step) tile[to] = data[from]!;
      } else {
        for (; to < runEnd; to++) tile[to] = 0;
      }
      tap = next;
    }
  }
}

/** The reverse: adds rows of results, `pitch` numbers apart, to what the windows `row …` see. */
export function addWindows(
  windows: Windows,
  channels: Channels,
  results: Float64Array,
  pitch: number,
  row: number,
  rows: number,
  column: number,
  columns: number,
): void {
  const { distances, channelStep: step } = windows;
  const { data, count } = channels;
  const shift = channels.first * step;
  const firstTap = Math.floor(column / count);
  const firstChannel = column % count;
  windows.seek(row);
  for (let i = 0; i < rows; i++, windows.next()) {
    let at = i * pitch;
    const end = at + columns;
    const { isInside } = windows;
    const origin = windows.origin + shift;
    let channel = firstChannel;
    for (let tap = firstTap; at < end; tap++, channel = 0) {
      const tapEnd = Math.min(end, at + count - channel);
      if (isInside || windows.contains(tap)) {
        let to = origin + distances[tap]! + channel * step;
        for (; at < tapEnd; at++, to += step) data[to]! += results[at]!;
      } else {
        at = tapEnd;
      }
    }
  }
}
