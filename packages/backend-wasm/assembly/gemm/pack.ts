// Packs elements of a matrix into panels, in the order in which the microkernel reads them.
//
// An element's address is the sum of two table entries, one for its lane (the row of A or column of B in the panel) and
// one for its depth. That covers matrices with any strides, their transposes, and the windows of a padded image:
// a window's pixel and the place in the window also only add up. What lies side by side is found by looking.

import { countTall, depthStep, padRows, roundUp, tallRows, tileRows } from './tile';

/** Lanes that are packed together: one vector. A panel is four, six or eight lanes wide. */
const lanesPerGroup: i32 = 4;

/** Fills a table with `count` multiples of `step`, and up to `padded` with the last of them. */
export function fillOffsets(table: usize, first: usize, count: i32, padded: i32, step: i32): void {
  let offset = first;
  const end = table + ((count as usize) << 2);
  for (let entry = table; entry < end; entry += 4, offset += step) store<usize>(entry, offset);
  padOffsets(table, count, padded);
}

/** Lanes behind the last repeat it: they are computed in vain, and never stored. */
export function padOffsets(table: usize, count: i32, padded: i32): void {
  const last = load<usize>(table + ((count - 1) << 2));
  for (let i = count; i < padded; i++) store<usize>(table + (i << 2), last);
}

/**
 * Packs `laneCount` lanes, a multiple of `panelLanes`, and `depth` numbers of each.
 *
 * @param lanes table of byte offsets, or of addresses
 * @param depths table of byte offsets
 * @param base is added to both
 * @param to panels one after the other: for each depth the panel's lanes
 */
export function packPanels(
  base: usize,
  lanes: usize,
  laneCount: i32,
  panelLanes: i32,
  depths: usize,
  depth: i32,
  to: usize,
): void {
  const pitch = panelLanes << 2;
  const lanesEnd = lanes + ((laneCount as usize) << 2);
  const panelBytes = roundUp(depth, depthStep) * pitch;
  while (lanes < lanesEnd) {
    if (panelLanes === 2 * lanesPerGroup && isPairSideBySide(lanes)) {
      copyPairs(base + load<usize>(lanes), depths, depth, to);
      lanes += 2 * lanesPerGroup * 4;
      to += panelBytes;
      continue;
    }
    // The last group of a panel of six takes two lanes once more.
    for (let lane = 0; ; lane = min(lane + lanesPerGroup, panelLanes - lanesPerGroup)) {
      const end = packGroup(base, lanes + (lane << 2), depths, depth, to + (lane << 2), pitch);
      if (depth % depthStep !== 0) v128.store(end, f32x4.splat(0));
      if (lane + lanesPerGroup >= panelLanes) break;
    }
    lanes += pitch;
    to += panelBytes;
  }
}

/** Packs rows of A, for tall tiles as far as there are any. The table of lanes is padded. */
export function packRows(base: usize, lanes: usize, rows: i32, depths: usize, depth: i32, to: usize): void {
  const tall = countTall(rows);
  packPanels(base, lanes, tall, tallRows, depths, depth, to);
  const rest = padRows(rows) - tall;
  const behind = to + ((tall * roundUp(depth, depthStep)) << 2);
  packPanels(base, lanes + (tall << 2), rest, tileRows, depths, depth, behind);
}

/** Packs eight lanes that lie side by side, as the columns of a row-major B do. */
function copyPairs(from: usize, depths: usize, depth: i32, to: usize): void {
  const depthsEnd = depths + ((depth as usize) << 2);
  for (; depths < depthsEnd; depths += 4, to += 2 * lanesPerGroup * 4) {
    const at = from + load<usize>(depths);
    v128.store(to, v128.load(at));
    v128.store(to, v128.load(at, 16), 16);
  }
  if (depth % depthStep !== 0) {
    v128.store(to, f32x4.splat(0));
    v128.store(to, f32x4.splat(0), 16);
  }
}

/** Packs four lanes and returns the end. */
function packGroup(base: usize, lanes: usize, depths: usize, depth: i32, to: usize, pitch: i32): usize {
  const lane0 = load<usize>(lanes);
  const depthsEnd = depths + ((depth as usize) << 2);
  if (isSideBySide(lanes)) {
    const from = base + lane0;
    for (; depths < depthsEnd; depths += 4, to += pitch)
      v128.store(to, v128.load(from + load<usize>(depths)));
    return to;
  }
  const from0 = base + lane0;
  const from1 = base + load<usize>(lanes, 4);
  const from2 = base + load<usize>(lanes, 8);
  const from3 = base + load<usize>(lanes, 12);
  while (depths < depthsEnd) {
    const offset = load<usize>(depths);
    if (depths + 16 <= depthsEnd && isSideBySide(depths)) {
      transpose(from0 + offset, from1 + offset, from2 + offset, from3 + offset, to, pitch);
      depths += 16;
      to += pitch << 2;
    } else {
      store<f32>(to, load<f32>(from0 + offset));
      store<f32>(to, load<f32>(from1 + offset), 4);
      store<f32>(to, load<f32>(from2 + offset), 8);
      store<f32>(to, load<f32>(from3 + offset), 12);
      depths += 4;
      to += pitch;
    }
  }
  return to;
}

/** Whether eight entries address two vectors, one behind the other. */
function isPairSideBySide(table: usize): bool {
  return (
    isSideBySide(table) && isSideBySide(table + 16) && load<usize>(table, 16) - load<usize>(table) === 16
  );
}

/** Whether four entries address one vector. */
function isSideBySide(table: usize): bool {
  const first = load<usize>(table);
  const differences =
    ((load<usize>(table, 4) - first) ^ 4) |
    ((load<usize>(table, 8) - first) ^ 8) |
    ((load<usize>(table, 12) - first) ^ 12);
  return differences === 0;
}

/** Four vectors, one a lane, become four vectors, one a depth. */
function transpose(from0: usize, from1: usize, from2: usize, from3: usize, to: usize, pitch: i32): void {
  const row0 = v128.load(from0);
  const row1 = v128.load(from1);
  const row2 = v128.load(from2);
  const row3 = v128.load(from3);
  const low01 = v128.shuffle<f32>(row0, row1, 0, 4, 1, 5);
  const low23 = v128.shuffle<f32>(row2, row3, 0, 4, 1, 5);
  const high01 = v128.shuffle<f32>(row0, row1, 2, 6, 3, 7);
  const high23 = v128.shuffle<f32>(row2, row3, 2, 6, 3, 7);
  v128.store(to, v128.shuffle<f64>(low01, low23, 0, 2));
  v128.store(to + pitch, v128.shuffle<f64>(low01, low23, 1, 3));
  v128.store(to + (pitch << 1), v128.shuffle<f64>(high01, high23, 0, 2));
  v128.store(to + (pitch << 1) + pitch, v128.shuffle<f64>(high01, high23, 1, 3));
}
