// Windows on an image: a regular grid of places, and at each place the taps that a filter sees.
//
// The image is a convolution's input, or, for the gradient of the input, the gradient of the output. Work is cut into
// blocks of whole rows of the grid. A block's part of the image is copied with its padding (see strip.ts), so that the
// address of a tap in a window is the window's address plus the tap's offset, for every window and every tap.

/** One axis of the grid. Lengths and positions are in elements of that axis of the image. */
@unmanaged
export class WindowAxis {
  /** Windows along the axis, the distance between two of them, and where the first window's first tap lies. */
  grid: i32 = 0;
  step: i32 = 0;
  origin: i32 = 0;
  /** Taps of a window and the distance between two of them, which may be negative. */
  taps: i32 = 0;
  spacing: i32 = 0;
  /** Length of the image. */
  length: i32 = 0;
  /** Which tap of the filter the first tap is, and the distance to the next in the filter. */
  filterFirst: i32 = 0;
  filterStep: i32 = 0;
  filterLength: i32 = 0;
  /** Where the first window's result belongs, and the distance to the next. */
  outFirst: i32 = 0;
  outStep: i32 = 0;
  outLength: i32 = 0;

  /** How far the image reaches under one window. */
  get span(): i32 {
    return max(this.taps - 1, 0) * abs(this.spacing) + 1;
  }
  /** How far it reaches under `windows` of them. */
  reach(windows: i32): i32 {
    return (windows - 1) * this.step + this.span;
  }
  /** Where a window begins: the position of its lowest tap. */
  start(window: i32): i32 {
    return this.origin + window * this.step + min(0, (this.taps - 1) * this.spacing);
  }
  /** Distance of a tap from the begin of its window. */
  tapOffset(tap: i32): i32 {
    return this.spacing < 0 ? (tap - this.taps + 1) * this.spacing : tap * this.spacing;
  }
  get isInside(): bool {
    return this.start(0) >= 0 && this.start(0) + this.reach(this.grid) <= this.length;
  }
}

@unmanaged
export class Windows {
  /** The image: how many, channels of a pixel, and those of them that are looked at. */
  images: i32 = 0;
  channels: i32 = 0;
  groupChannels: i32 = 0;
  /** How often each channel is repeated in a strip, and the numbers that a strip has per pixel. */
  repeats: i32 = 0;
  stripChannels: i32 = 0;

  /** Whether no window reaches beyond the image, so that windows may look at the image itself. */
  isDirect: bool = false;
  /** Distances in bytes, in the strip or the image. */
  pixelPitch: i32 = 0;
  rowPitch: i32 = 0;
  planePitch: i32 = 0;

  /** A block is some rows of one plane of the grid, or some whole planes. */
  rowsPerBlock: i32 = 0;
  planesPerBlock: i32 = 0;
  blocks: i32 = 0;

  /** The block at hand. */
  plane: i32 = 0;
  planes: i32 = 0;
  row: i32 = 0;
  rows: i32 = 0;

  axis(index: i32): WindowAxis {
    return changetype<WindowAxis>(
      changetype<usize>(this) + offsetof<Windows>() + index * offsetof<WindowAxis>(),
    );
  }
  get depth(): WindowAxis {
    return this.axis(0);
  }
  get height(): WindowAxis {
    return this.axis(1);
  }
  get width(): WindowAxis {
    return this.axis(2);
  }
  get taps(): i32 {
    return this.depth.taps * this.height.taps * this.width.taps;
  }
  /** Most pixels of a block, and bytes of its strip. */
  get blockPixels(): i32 {
    return this.planesPerBlock * this.rowsPerBlock * this.width.grid;
  }
  get stripBytes(): i32 {
    return this.isDirect ? 0 : this.planesPerBlock * this.depth.span * this.planePitch;
  }

  /** Cuts the grid into blocks of about `pixels` windows. The axes, images and channels must be set. */
  plan(pixels: i32, mayBeDirect: bool): void {
    const height = this.height;
    const width = this.width;
    const planes = this.images * this.depth.grid;
    const planePixels = height.grid * width.grid;
    if (planes === 0 || planePixels === 0) {
      this.blocks = 0;
      this.rowsPerBlock = 0;
      this.planesPerBlock = 0;
    } else if (planePixels <= pixels / 2) {
      this.rowsPerBlock = height.grid;
      this.planesPerBlock = min(planes, pixels / planePixels);
      this.blocks = (planes + this.planesPerBlock - 1) / this.planesPerBlock;
    } else {
      const most = max(1, pixels / width.grid);
      const blocksPerPlane = (height.grid + most - 1) / most;
      this.rowsPerBlock = (height.grid + blocksPerPlane - 1) / blocksPerPlane;
      this.planesPerBlock = 1;
      this.blocks = planes * this.blocksPerPlane;
    }
    this.isDirect = mayBeDirect && this.depth.isInside && height.isInside && width.isInside;
    this.pixelPitch = (this.isDirect ? this.channels : this.stripChannels) << 2;
    this.rowPitch = this.pixelPitch * (this.isDirect ? width.length : width.reach(width.grid));
    this.planePitch = this.rowPitch * (this.isDirect ? height.length : height.reach(this.rowsPerBlock));
  }

  get blocksPerPlane(): i32 {
    return (this.height.grid + this.rowsPerBlock - 1) / this.rowsPerBlock;
  }

  /** Goes to a block and returns how many windows it has. */
  seek(block: i32): i32 {
    if (this.rowsPerBlock === this.height.grid) {
      this.plane = block * this.planesPerBlock;
      this.planes = min(this.planesPerBlock, this.images * this.depth.grid - this.plane);
      this.row = 0;
    } else {
      this.plane = block / this.blocksPerPlane;
      this.planes = 1;
      this.row = (block % this.blocksPerPlane) * this.rowsPerBlock;
    }
    this.rows = min(this.rowsPerBlock, this.height.grid - this.row);
    return this.planes * this.rows * this.width.grid;
  }
}
