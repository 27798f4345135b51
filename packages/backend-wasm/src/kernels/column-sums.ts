// Sums over the rows of a matrix, in double precision. Rows are summed in chunks, whoever computes them, and the chunks
// added in their order: the bits do not depend on the number of threads.

import type { KernelFunction } from '../threads/job.ts';
import type { Device } from './device.ts';

/** Numbers of a chunk at least: enough work for a thread to go and get. */
const chunkSize = 16_384;
/** Rows of a chunk at least: as many as are summed in single precision before they join those of double precision. */
const leastRows = 32;
/** Chunks at most: each has sums of its own, which take memory and are added at the end. */
const mostChunks = 64;

/** A summed number is more work than a copied one. */
const effort = 2;

/** A matrix whose rows are summed: `count` sums a row, and single precision numbers of room that a kernel needs besides. */
export interface Summed {
  readonly rows: number;
  readonly cols: number;
  readonly count: number;
  readonly room?: number;
}

/**
 * Sums by a kernel that takes its operands, the room if there is any, the sums of a chunk, its first row, the row behind
 * it, and the length of a row. Sums and room begin as zeros.
 *
 * @returns the address of the sums
 */
export function sumRows(
  device: Device,
  kernel: KernelFunction,
  operands: readonly number[],
  { rows, cols, count, room = 0 }: Summed,
): number {
  const { wasm } = device;
  // A power of two: then the place of a chunk's sums is an exact multiple of its first row.
  const fewestRows = Math.max(leastRows, chunkSize / Math.max(1, cols), rows / mostChunks);
  const chunkRows = 2 ** Math.ceil(Math.log2(fewestRows));
  const chunks = Math.max(1, Math.ceil(rows / chunkRows));
  const sums = device.borrow(chunks * count * 8);
  wasm.fill32(sums, 0, chunks * count * 2);
  const team = chunks > 1 ? device.teamFor(rows * cols * effort) : null;
  const helpers = team?.threads ?? 1;
  const scratch = device.borrow(helpers * room * 4);
  wasm.fill32(scratch, 0, helpers * room);
  if (team === null) {
    const rooms = room === 0 ? [] : [scratch];
    for (let chunk = 0; chunk < chunks; chunk++) {
      const from = chunk * chunkRows;
      const to = Math.min(rows, from + chunkRows);
      kernel(...operands, ...rooms, sums + chunk * count * 8, from, to, cols);
    }
  } else {
    const job = team.share(kernel).constants(...operands);
    if (room > 0) job.scratch(scratch, room * 4);
    job
      .moving(sums, (count * 8) / chunkRows)
      .from()
      .to()
      .constant(cols);
    team.runChunks(rows, chunkRows);
  }
  wasm.joinSums(sums, chunks, count);
  return sums;
}
