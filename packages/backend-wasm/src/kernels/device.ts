// What every adaptor needs: the functions of the kernels, the heap, and operands brought into the form they take.

import { byteSize, Layout, type Operand } from '@cambium/tensor/backend';
import type { Block } from '../memory/block.ts';
import { addressOf } from '../memory/buffer.ts';
import type { Heap } from '../memory/heap.ts';
import type { CopyKernel, KernelExports, MapKernel } from '../module/exports.ts';
import type { KernelFunction } from '../threads/job.ts';
import type { Team } from '../threads/team.ts';
import { Walk } from './walk.ts';

/** Planes smaller than this are exchanged for larger ones: a call costs as much as some hundred elements. */
const smallPlane = 256;

/** A multiplication and addition of a matrix product is that much less work than such an element. */
const productsPerElement = 12;

/** Elements that threads do not cut through: they would write to one cache line. */
export const cacheLine = 64;

/** The kernels with their memory. */
export class Device {
  readonly wasm: KernelExports;
  readonly heap: Heap;
  readonly walk = new Walk();
  /** The threads, if there is more than one. */
  readonly team: Team | null;
  /** Blocks borrowed for the current call. */
  private readonly borrowed: Block[] = [];

  constructor(wasm: KernelExports, heap: Heap, team: Team | null = null) {
    this.wasm = wasm;
    this.heap = heap;
    this.team = team;
  }

  /** The team, if so many elements are worth its while. */
  teamFor(elements: number): Team | null {
    const { team } = this;
    return team?.accepts(elements) === true ? team : null;
  }

  /** The team, if so many multiplications are. */
  teamForProducts(products: number): Team | null {
    return this.teamFor(products / productsPerElement);
  }

  /**
   * `out[i] = map(x[i])` for n elements of the given sizes. `effort` tells how many times more work an element is than a
   * copied one. With threads it is begun only, and therefore the last thing that a kernel does; see `Team.begin`.
   */
  map(map: MapKernel, x: number, xSize: number, out: number, outSize: number, n: number, effort = 1): void {
    const team = this.teamFor(n * effort);
    if (team === null) {
      map(x, out, n);
      return;
    }
    team.share(map).moving(x, xSize).moving(out, outSize).length();
    team.begin(n, cacheLine);
  }

  /**
   * Address of an operand's elements in row-major order: where they are, or in a copy at `to`, or, without it, in a
   * borrowed one.
   */
  dense(operand: Operand, to?: number): number {
    return this.denseIn(operand, operand.layout, to);
  }

  /** The same in the order of another layout over the operand's elements. */
  denseIn(operand: Operand, layout: Layout, to?: number): number {
    const size = byteSize(operand.dtype);
    const from = addressOf(operand, size); // counts the offset already
    if (layout.isContiguous) return from;
    const target = to ?? this.borrow(layout.size * size);
    this.copy(size, from, layout, target, Layout.contiguous(layout.shape));
    return target;
  }

  /**
   * Runs a kernel over rows: its last arguments are the first row, the one behind the last, and the length of a row.
   * Rows are computed each by itself. With threads it is begun only, as {@link map} is.
   */
  eachRow(kernel: KernelFunction, operands: readonly number[], rows: number, cols: number, effort = 1): void {
    const team = rows > 1 ? this.teamFor(rows * cols * effort) : null;
    if (team === null) {
      kernel(...operands, 0, rows, cols);
      return;
    }
    const job = team.share(kernel);
    for (const operand of operands) job.constant(operand);
    job.from().to().constant(cols);
    team.begin(rows);
  }

  /** Address of memory for the time until {@link settle}. */
  borrow(byteLength: number): number {
    const block = this.heap.take(byteLength);
    this.borrowed.push(block);
    return block.pointer;
  }

  /** Gives borrowed memory back, at the end of each call that borrows. */
  settle(): void {
    const { borrowed } = this;
    for (let block = borrowed.pop(); block !== undefined; block = borrowed.pop()) this.heap.give(block);
  }

  /** Copies elements of `size` bytes; the two places do not overlap. */
  copy(size: number, from: number, fromLayout: Layout, to: number, toLayout: Layout): void {
    if (fromLayout.size === 0) return;
    const { walk, wasm } = this;
    const move: CopyKernel = size === 4 ? wasm.copy32 : size === 1 ? wasm.copy8 : wasm.copy64;
    walk.begin(fromLayout, toLayout);
    walk.swap(1, rowsOf(walk));
    const cols = walk.length(0);
    const rows = walk.length(1);
    const fromRow = walk.aStep(1) * size;
    const fromCol = walk.aStep(0) * size;
    const toRow = walk.bStep(1) * size;
    const toCol = walk.bStep(0) * size;
    const team = rows > 1 ? this.teamFor(rows * cols) : null;
    do {
      const source = from + walk.aAt * size;
      const target = to + walk.bAt * size;
      if (team === null) {
        move(source, fromRow, fromCol, target, toRow, toCol, rows, cols);
        continue;
      }
      team
        .share(move)
        .moving(source, fromRow)
        .constant(fromRow)
        .constant(fromCol)
        .moving(target, toRow)
        .constant(toRow)
        .constant(toCol)
        .length()
        .constant(cols);
      team.run(rows);
    } while (walk.next(2));
  }
}

/** The axis that is best walked together with the innermost one. */
function rowsOf(walk: Walk): number {
  const { rank, lengths, aSteps } = walk;
  if (rank < 3) {
    return 1;
  }
  // Where the source runs along another axis than the destination, the two make a transposition.
  if (aSteps[0] !== 1) {
    for (let axis = 1; axis < rank; axis++) if (aSteps[axis] === 1) return axis;
  }
  if (lengths[0]! * lengths[1]! >= smallPlane) return 1;
  let longest = 1;
  for (let axis = 2; axis < rank; axis++) if (lengths[axis]! > lengths[longest]!) longest = axis;
  return longest;
}

/** An adaptor: makes the kernel of a family, which falls back on another where it has nothing better. */
export type Adaptor<K> = (device: Device, fallback: K) => K;
