// A convolution's parameters, as they lie in memory: 22 numbers (i32) that the caller fills in.
//
// Always three spatial axes: fewer are preceded by axes with length, kernel, stride, dilation and output 1 and padding 0.
// Images are dense [batch, depth, height, width, channels], filters dense [depth, height, width, in / groups, out].
//
//   0 batch   1 inChannels   2 outChannels   3 groups
//   4 … 9     depth:  input, kernel, stride, padding before, dilation, output
//   10 … 15   height: the same
//   16 … 21   width:  the same

@unmanaged
export class ConvShape {
  batch: i32 = 0;
  inChannels: i32 = 0;
  outChannels: i32 = 0;
  groups: i32 = 0;

  axis(index: i32): ConvAxis {
    return changetype<ConvAxis>(
      changetype<usize>(this) + offsetof<ConvShape>() + index * offsetof<ConvAxis>(),
    );
  }

  /** Channels of the input, and of the output, that one group connects. */
  get groupInputs(): i32 {
    return this.inChannels / this.groups;
  }
  get groupOutputs(): i32 {
    return this.outChannels / this.groups;
  }
  /** Whether each input channel stays alone: too thin for a matrix product. */
  get isDepthwise(): bool {
    return this.groups > 1 && this.groups === this.inChannels;
  }
}

@unmanaged
export class ConvAxis {
  input: i32 = 0;
  kernel: i32 = 0;
  stride: i32 = 0;
  padding: i32 = 0;
  dilation: i32 = 0;
  output: i32 = 0;
}
