// Windows times a filter, as one matrix product: a row for each window, a column for each channel of the result.

import { fillOffsets, padOffsets } from '../gemm/pack';
import { blockDepth, blockRows, roundUp, spareBytes, tileColumns, tileRows } from '../gemm/tile';
import { multiplyWhole, packWhole, wholeBytes } from '../gemm/whole';
import { align } from './align';
import { openBlock } from './strip';
import { fillFilter, fillResults, fillTaps } from './tables';
import { Windows } from './windows';

/** The product and its scratch. The windows lie in memory behind it. */
@unmanaged
export class Product {
  /** Channels of the image that a group reads, and channels of the result that it writes. */
  inner: i32 = 0;
  columns: i32 = 0;
  /** Strides in the filter, in bytes: from tap to tap, from inner channel to channel, from column to column. */
  filterTap: i32 = 0;
  filterChannel: i32 = 0;
  filterColumn: i32 = 0;
  /** Channels of a pixel of the result. */
  outChannels: i32 = 0;

  taps: usize = 0;
  filterTaps: usize = 0;
  filterColumns: usize = 0;
  pixels: usize = 0;
  results: usize = 0;
  spare: usize = 0;
  packedA: usize = 0;
  packedB: usize = 0;
  strip: usize = 0;

  /** Lays out the scratch from `at` on and returns its end. The windows are planned. */
  layOut(windows: Windows, at: usize): usize {
    const depth = windows.taps * this.inner;
    const pixelTable = (windows.blockPixels + tileRows) << 2;
    const columns = roundUp(this.columns, tileColumns);
    this.taps = at;
    this.filterTaps = this.taps + (depth << 2);
    this.filterColumns = this.filterTaps + (depth << 2);
    this.pixels = this.filterColumns + (columns << 2);
    this.results = this.pixels + pixelTable;
    this.spare = align(this.results + pixelTable);
    this.packedA = this.spare + spareBytes;
    this.packedB = this.packedA + blockRows * blockDepth * 4;
    this.strip = this.packedB + wholeBytes(depth, this.columns);
    return align(this.strip + windows.stripBytes);
  }
}

/**
 * Computes the results of the blocks `from … to` of one group.
 *
 * @param source the image, filter and result at the group's first channel
 * @param bias address of the group's numbers, readable up to whole panels, or 0
 */
export function multiplyWindows(
  windows: Windows,
  product: Product,
  source: usize,
  filter: usize,
  result: usize,
  bias: usize,
  activation: i32,
  from: i32,
  to: i32,
): void {
  const depth = windows.taps * product.inner;
  fillTaps(windows, product.inner, product.taps);
  packFilter(windows, product, filter, depth);
  for (let block = from; block < to; block++) {
    const pixels = windows.seek(block);
    openBlock(windows, source, product.strip, product.pixels);
    padOffsets(product.pixels, pixels, pixels + tileRows);
    fillResults(windows, result, product.outChannels << 2, product.results);
    for (let pixel = 0; pixel < pixels; pixel += blockRows) {
      const rows = min(blockRows, pixels - pixel);
      multiplyWhole(
        depth,
        product.pixels + (pixel << 2),
        product.taps,
        product.packedB,
        product.results + (pixel << 2),
        rows,
        product.columns,
        false,
        bias,
        activation,
        product.packedA,
        product.spare,
      );
    }
  }
}

function packFilter(windows: Windows, product: Product, filter: usize, depth: i32): void {
  const columns = roundUp(product.columns, tileColumns);
  fillFilter(windows, product.inner, product.filterTap, product.filterChannel, product.filterTaps);
  fillOffsets(product.filterColumns, 0, product.columns, columns, product.filterColumn);
  packWhole(
    filter,
    product.filterColumns,
    product.columns,
    product.filterTaps,
    depth,
    product.packedB,
  );
}
