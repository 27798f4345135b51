// The geometry of convolution and pooling: a grid of windows over images, each a fixed set of taps.

import type { Layout } from '@cambium/tensor/backend';

/** How windows lie along one spatial axis: window `i` has its tap `t` at `i · step + taps[t]`, which may be outside. */
export interface WindowAxis {
  /** Number of windows. */
  readonly count: number;
  readonly step: number;
  readonly taps: readonly number[];
}

/** An axis that an image of lower dimension does not have. */
const absent: WindowAxis = { count: 1, step: 1, taps: [0] };

/** The axis of a convolution or pooling: steps, explicit padding, spaced taps. */
export function windowAxis(
  count: number,
  kernel: number,
  stride: number,
  padding: number,
  dilation: number,
): WindowAxis {
  return { count, step: stride, taps: Array.from({ length: kernel }, (_, k) => k * dilation - padding) };
}

/**
 * Windows over images `[batch, ...spatial, channels]`, one current at a time, in row-major order of
 * `[batch, ...grid]`. One to three spatial axes are seen as three.
 */
export class Windows {
  /** Number of windows. */
  readonly count: number;
  /** Taps in a window, in row-major order. */
  readonly taps: number;
  readonly channels: number;
  readonly channelStep: number;
  /** Distance in memory of each tap from the window's origin. */
  readonly distances: Int32Array;
  /** For each tap, the one after those that follow it in memory without a gap: `runEnds[t] - t` taps are one run. */
  readonly runEnds: Int32Array;
  private readonly axes: readonly [WindowAxis, WindowAxis, WindowAxis];
  private readonly lengths: readonly number[];
  private readonly strides: readonly number[];
  private readonly offset: number;
  private readonly batchStride: number;
  private readonly tapDepth: Int32Array;
  private readonly tapHeight: Int32Array;
  private readonly tapWidth: Int32Array;
  /** The image of the current window. */
  image = 0;
  /** Its place in the grid. */
  gridDepth = 0;
  gridHeight = 0;
  gridWidth = 0;
  /** Where its origin is in memory; taps are at their {@link distances} from it. */
  origin = 0;
  // And in the image.
  private depth = 0;
  private height = 0;
  private width = 0;

  constructor(layout: Layout, axes: readonly WindowAxis[]) {
    const missing = 3 - axes.length;
    const full = [...Array.from({ length: missing }, () => absent), ...axes];
    this.axes = full as [WindowAxis, WindowAxis, WindowAxis];
    this.lengths = [...Array.from({ length: missing }, () => 1), ...layout.shape.slice(1, -1)];
    this.strides = [...Array.from({ length: missing }, () => 0), ...layout.strides.slice(1, -1)];
    this.offset = layout.offset;
    this.batchStride = layout.strides[0]!;
    this.channels = layout.shape.at(-1)!;
    this.channelStep = layout.strides.at(-1)!;
    this.count = full.reduce((count, axis) => count * axis.count, layout.shape[0]!);
    this.taps = full.reduce((count, axis) => count * axis.taps.length, 1);
    this.tapDepth = new Int32Array(this.taps);
    this.tapHeight = new Int32Array(this.taps);
    this.tapWidth = new Int32Array(this.taps);
    this.distances = new Int32Array(this.taps);
    this.runEnds = new Int32Array(this.taps);
    this.listTaps();
    this.findRuns();
  }

  private listTaps(): void {
    const [depths, heights, widths] = this.axes;
    const [depthStride, heightStride, widthStride] = this.strides as [number, number, number];
    let tap = 0;
    for (const depth of depths.taps) {
      for (const height of heights.taps) {
        for (const width of widths.taps) {
          this.tapDepth[tap] = depth;
          this.tapHeight[tap] = height;
          this.tapWidth[tap] = width;
          this.distances[tap++] = depth * depthStride + height * heightStride + width * widthStride;
        }
      }
    }
  }

  private findRuns(): void {
    const pixel = this.channels * this.channelStep;
    for (let tap = this.taps - 1; tap >= 0; tap--) {
      const isFollowed = tap + 1 < this.taps && this.distances[tap + 1]! - this.distances[tap]! === pixel;
      this.runEnds[tap] = isFollowed ? this.runEnds[tap + 1]! : tap + 1;
    }
  }

  /** Makes the `position`-th window current. */
  seek(position: number): void {
    const [depths, heights, widths] = this.axes;
    this.gridWidth = position % widths.count;
    position = Math.floor(position / widths.count);
    this.gridHeight = position % heights.count;
    position = Math.floor(position / heights.count);
    this.gridDepth = position % depths.count;
    this.image = Math.floor(position / depths.count);
    this.place();
  }

  /** Makes the next window current. */
  next(): void {
    const [depths, heights, widths] = this.axes;
    if (++this.gridWidth === widths.count) {
      this.gridWidth = 0;
      if (++this.gridHeight === heights.count) {
        this.gridHeight = 0;
        if (++this.gridDepth === depths.count) {
          this.gridDepth = 0;
          this.image++;
        }
      }
    }
    this.place();
  }

  private place(): void {
    const [depths, heights, widths] = this.axes;
    this.depth = this.gridDepth * depths.step;
    this.height = this.gridHeight * heights.step;
    this.width = this.gridWidth * widths.step;
    this.origin =
      this.offset +
      this.image * this.batchStride +
      this.depth * this.strides[0]! +
      this.height * this.strides[1]! +
      this.width * this.strides[2]!;
  }

  /** Whether all taps of the current window are inside the image. */
  get isInside(): boolean {
    if (this.taps === 0) return true;
    const last = this.taps - 1;
    return this.contains(0) && this.contains(last);
  }

  /** Whether a tap of the current window is inside the image. */
  contains(tap: number): boolean {
    const depth = this.depth + this.tapDepth[tap]!;
    const height = this.height + this.tapHeight[tap]!;
    const width = this.width + this.tapWidth[tap]!;
    return (
      depth >= 0 &&
      height >= 0 &&
      width >= 0 &&
      depth < this.lengths[0]! &&
      height < this.lengths[1]! &&
      width < this.lengths[2]!
    );
  }

  /** Position of a tap inside the image, counted over the spatial axes. */
  pixel(tap: number): number {
    const depth = this.depth + this.tapDepth[tap]!;
    const height = this.height + this.tapHeight[tap]!;
    const width = this.width + this.tapWidth[tap]!;
    return (depth * this.lengths[1]! + height) * this.lengths[2]! + width;
  }
}
