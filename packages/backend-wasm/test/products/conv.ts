// A convolution and its gradients in double precision, straight from the definition, and what the kernels make of them.

import { type Module, numbers } from './module.ts';

export interface ConvCase {
  readonly images: number;
  readonly size: readonly number[];
  /** Of the input and of the output. */
  readonly channels: readonly [number, number];
  readonly kernel: readonly number[];
  readonly padding?: number;
  readonly paddingAfter?: number;
  readonly stride?: number;
  readonly dilation?: number;
  readonly groups?: number;
  readonly hasBias?: boolean;
  readonly activation?: number;
  /** Into how many parts the units of work are cut. */
  readonly shares?: number;
}

/** `[input, kernel, stride, padding, dilation, output]`, as in assembly/conv/shape.ts. */
type Axis = readonly [number, number, number, number, number, number];

function axesOf(which: ConvCase): Axis[] {
  const { size, kernel, padding = 0, paddingAfter = padding, stride = 1, dilation = 1 } = which;
  const axes = size.map((length, i): Axis => {
    const room = length + padding + paddingAfter - dilation * (kernel[i]! - 1) - 1;
    return [length, kernel[i]!, stride, padding, dilation, Math.floor(room / stride) + 1];
  });
  while (axes.length < 3) axes.unshift([1, 1, 1, 0, 1, 1]);
  return axes;
}

/** Calls back for every product in the definition, with flat indices into x, weight and y. */
function forEachProduct(which: ConvCase, visit: (x: number, w: number, y: number) => void): void {
  const [d, h, w] = axesOf(which) as [Axis, Axis, Axis];
  const { images, groups = 1 } = which;
  const [inputs, outputs] = which.channels;
  const [groupInputs, groupOutputs] = [inputs / groups, outputs / groups];
  const seen = ([length, kernel, stride, padding, dilation, output]: Axis) => {
    const pairs: [number, number, number][] = [];
    for (let o = 0; o < output; o++) {
      for (let tap = 0; tap < kernel; tap++) {
        const position = o * stride + tap * dilation - padding;
        if (position >= 0 && position < length) pairs.push([o, tap, position]);
      }
    }
    return pairs;
  };
  const [slices, rows, columns] = [seen(d), seen(h), seen(w)];
  for (let image = 0; image < images; image++) {
    for (const [oz, kz, z] of slices) {
      for (const [oy, ky, y] of rows) {
        for (const [ox, kx, x] of columns) {
          const from = (((image * d[0] + z) * h[0] + y) * w[0] + x) * inputs;
          const to = (((image * d[5] + oz) * h[5] + oy) * w[5] + ox) * outputs;
          const tap = ((kz * h[1] + ky) * w[1] + kx) * groupInputs * outputs;
          for (let c = 0; c < groupInputs; c++) {
            for (let o = 0; o < outputs; o++) {
              const group = Math.floor(o / groupOutputs);
              visit(from + group * groupInputs + c, tap + c * outputs + o, to + o);
            }
          }
        }
      }
    }
  }
}

class Sums {
  readonly values: Float64Array;
  readonly magnitudes: Float64Array;
  constructor(length: number) {
    this.values = new Float64Array(length);
    this.magnitudes = new Float64Array(length);
  }
  add(at: number, value: number): void {
    this.values[at]! += value;
    this.magnitudes[at]! += Math.abs(value);
  }
}

/** Names of the results that are wrong. */
export function checkConv(module: Module, which: ConvCase): string[] {
  const axes = axesOf(which);
  const { images, groups = 1, hasBias = false, activation = 0, shares = 1 } = which;
  const [inputs, outputs] = which.channels;
  const volume = (index: number) => axes.reduce((product, axis) => product * axis[index]!, 1);
  const x = numbers(images * volume(0) * inputs, 1);
  const weight = numbers((volume(1) * inputs * outputs) / groups, 2);
  const grad = numbers(images * volume(5) * outputs, 3);
  const bias = numbers(outputs, 4);

  const y = new Sums(grad.length);
  const dx = new Sums(x.length);
  const dw = new Sums(weight.length);
  for (let i = 0; hasBias && i < grad.length; i++) y.add(i, bias[i % outputs]!);
  forEachProduct(which, (i, j, k) => {
    y.add(k, x[i]! * weight[j]!);
    dx.add(i, grad[k]! * weight[j]!);
    dw.add(j, x[i]! * grad[k]!);
  });
  if (activation === 1) {
    for (let i = 0; i < grad.length; i++) y.values[i] = Math.max(y.values[i]!, 0);
  }

  module.reset();
  const { exports } = module;
  const shape = module.placeIntegers([images, inputs, outputs, groups, ...axes.flat()]);
  const [atX, atWeight, atGrad] = [module.place(x), module.place(weight), module.place(grad)];
  const atBias = hasBias ? module.place(bias) : 0;
  const small = module.scratch(exports.gemmScratchBytes());
  const wrong: string[] = [];
  const check = (
    name: string,
    want: Sums,
    units: number,
    bytes: number,
    run: (...args: number[]) => void,
  ) => {
    const inParts = (parts: number): Float32Array => {
      const to = module.place(new Float32Array(want.values.length).fill(Number.NaN));
      const scratch = module.scratch(bytes);
      module.place([]);
      for (let i = parts; i > 0; i--) {
        run(to, scratch, Math.floor((units * (i - 1)) / parts), Math.floor((units * i) / parts));
      }
      return module.read(to, want.values.length);
    };
    const got = inParts(1);
    const isRight = got.every((value, i) => Math.abs(value - want.values[i]!) <= want.magnitudes[i]! * 1e-6);
    const isSame = inParts(shares).every((value, i) => Object.is(value, got[i]));
    if (!isRight || !isSame || !module.isIntact) wrong.push(name);
  };
  check(
    'y',
    y,
    exports.convForwardUnits(shape, small),
    exports.convForwardBytes(shape, small),
    (to, ...rest) => exports.convForward(shape, atX, atWeight, atBias, activation, to, ...rest),
  );
  check(
    'dx',
    dx,
    exports.convInputGradUnits(shape, small),
    exports.convInputGradBytes(shape, small),
    (to, ...rest) => exports.convInputGrad(shape, atGrad, atWeight, to, ...rest),
  );
  check(
    'dw',
    dw,
    exports.convWeightGradUnits(shape, small),
    exports.convWeightGradBytes(shape, small),
    (to, ...rest) => exports.convWeightGrad(shape, atX, atGrad, to, ...rest),
  );
  return wrong;
}
