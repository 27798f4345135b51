import {
  type AvgPoolAttrs,
  type ConvAttrs,
  convOutputShape,
  type DType,
  Layout,
  type MaxPoolAttrs,
  poolOutputShape,
} from '@cambium/tensor/backend';
import { describe, expect, it } from 'vitest';
import {
  type Arrangement,
  arrangements,
  coordinates,
  expectClose,
  flat,
  kernels,
  list,
  operand,
  output,
  read,
  someValues,
} from './support.ts';

interface Case {
  readonly batch: number;
  readonly spatial: readonly number[];
  readonly kernel: readonly number[];
  readonly channels: number;
  readonly outputs: number;
  readonly attrs: ConvAttrs;
}

function plain(rank: number, changes: Partial<ConvAttrs> = {}): ConvAttrs {
  const each = <T>(value: T) => Array.from({ length: rank }, () => value);
  return { strides: each(1), padding: each([0, 0] as const), dilation: each(1), groups: 1, ...changes };
}

const cases: Record<string, Case> = {
  'one dimension': { batch: 2, spatial: [9], kernel: [3], channels: 2, outputs: 3, attrs: plain(1) },
  'one pixel': { batch: 1, spatial: [1, 1], kernel: [1, 1], channels: 1, outputs: 1, attrs: plain(2) },
  'a LeNet layer': {
    batch: 3,
    spatial: [9, 8],
    kernel: [5, 5],
    channels: 1,
    outputs: 6,
    attrs: plain(2, {
      padding: [
        [2, 2],
        [2, 2],
      ],
    }),
  },
  'more channels than a panel': {
    batch: 2,
    spatial: [5, 7],
    kernel: [3, 3],
    channels: 17,
    outputs: 9,
    attrs: plain(2, {
      padding: [
        [1, 1],
        [1, 1],
      ],
    }),
  },
  'many windows': { batch: 5, spatial: [13, 11], kernel: [3, 3], channels: 3, outputs: 5, attrs: plain(2) },
  'more products than a tile is deep': {
    batch: 1,
    spatial: [4, 3],
    kernel: [3, 3],
    channels: 63,
    outputs: 2,
    attrs: plain(2, {
      padding: [
        [1, 1],
        [1, 1],
      ],
    }),
  },
  'strides and uneven padding': {
    batch: 2,
    spatial: [8, 9],
    kernel: [3, 2],
    channels: 3,
    outputs: 4,
    attrs: plain(2, {
      strides: [2, 3],
      padding: [
        [0, 1],
        [2, 0],
      ],
    }),
  },
  'a stride beyond the kernel': {
    batch: 2,
    spatial: [9, 9],
    kernel: [1, 2],
    channels: 2,
    outputs: 3,
    attrs: plain(2, { strides: [3, 4] }),
  },
  dilation: {
    batch: 2,
    spatial: [9, 10],
    kernel: [3, 3],
    channels: 2,
    outputs: 3,
    attrs: plain(2, {
      dilation: [2, 3],
      padding: [
        [1, 2],
        [3, 0],
      ],
    }),
  },
  'strides and dilation': {
    batch: 2,
    spatial: [11, 9],
    kernel: [3, 2],
    channels: 2,
    outputs: 3,
    attrs: plain(2, {
      strides: [2, 2],
      dilation: [2, 3],
      padding: [
        [2, 1],
        [0, 3],
      ],
    }),
  },
  'padding wider than the kernel': {
    batch: 1,
    spatial: [3, 2],
    kernel: [2, 2],
    channels: 2,
    outputs: 2,
    attrs: plain(2, {
      padding: [
        [3, 3],
        [4, 1],
      ],
    }),
  },
  groups: {
    batch: 2,
    spatial: [6, 5],
    kernel: [3, 3],
    channels: 6,
    outputs: 4,
    attrs: plain(2, {
      groups: 2,
      padding: [
        [1, 1],
        [1, 1],
      ],
    }),
  },
  depthwise: {
    batch: 2,
    spatial: [6, 5],
    kernel: [3, 3],
    channels: 5,
    outputs: 5,
    attrs: plain(2, {
      groups: 5,
      padding: [
        [1, 1],
        [1, 1],
      ],
    }),
  },
  'depthwise with a multiplier': {
    batch: 2,
    spatial: [7, 5],
    kernel: [3, 2],
    channels: 3,
    outputs: 6,
    attrs: plain(2, {
      groups: 3,
      strides: [2, 1],
      padding: [
        [1, 1],
        [0, 1],
      ],
    }),
  },
  'three dimensions': {
    batch: 2,
    spatial: [4, 5, 6],
    kernel: [2, 3, 2],
    channels: 2,
    outputs: 3,
    attrs: plain(3, {
      strides: [1, 2, 1],
      padding: [
        [1, 1],
        [1, 1],
        [0, 2],
      ],
    }),
  },
  'three dimensions, depthwise': {
    batch: 1,
    spatial: [3, 4, 5],
    kernel: [2, 2, 3],
    channels: 4,
    outputs: 4,
    attrs: plain(3, { groups: 4, dilation: [1, 2, 1] }),
  },
  'an empty batch': { batch: 0, spatial: [4, 4], kernel: [3, 3], channels: 2, outputs: 3, attrs: plain(2) },
};

/** Calls `visit` for each product of a convolution: positions in x, filter and output. */
function eachProduct(
  { batch, spatial, kernel, channels, outputs, attrs }: Case,
  visit: (x: number, weight: number, out: number) => void,
): void {
  const grid = convOutputShape(spatial, kernel, attrs);
  const perGroup = channels / attrs.groups;
  for (const at of coordinates([batch, ...grid, outputs])) {
    const group = Math.floor(at.at(-1)! / (outputs / attrs.groups));
    for (const tap of coordinates(kernel)) {
      const from = tap.map(
        (k, i) => at[i + 1]! * attrs.strides[i]! + k * attrs.dilation[i]! - attrs.padding[i]![0],
      );
      if (from.some((i, axis) => i < 0 || i >= spatial[axis]!)) continue;
      for (let c = 0; c < perGroup; c++) {
        visit(
          flat([batch, ...spatial, channels], [at[0]!, ...from, group * perGroup + c]),
          flat([...kernel, perGroup, outputs], [...tap, c, at.at(-1)!]),
          flat([batch, ...grid, outputs], at),
        );
      }
    }
  }
}

function shapesOf({ batch, spatial, kernel, channels, outputs, attrs }: Case) {
  return {
    x: [batch, ...spatial, channels],
    weight: [...kernel, channels / attrs.groups, outputs],
    out: [batch, ...convOutputShape(spatial, kernel, attrs), outputs],
  };
}

describe('convolution', () => {
  const runs: [DType, Arrangement, number][] = [
    ...arrangements.map((arrangement): [DType, Arrangement, number] => ['float32', arrangement, 1e-5]),
    ['float64', 'dense', 1e-12],
    ['float64', 'turned', 1e-12],
  ];
  for (const [name, each] of Object.entries(cases)) {
    it(`and both gradients agree with the definition: ${name}`, () => {
      const shapes = shapesOf(each);
      for (const [dtype, arrangement, tolerance] of runs) {
        const x = operand(dtype, shapes.x, someValues(dtype, 1), arrangement);
        const weight = operand(dtype, shapes.weight, someValues(dtype, 2), arrangement);
        const grad = operand(dtype, shapes.out, someValues(dtype, 3), arrangement);
        const [xs, ws, gs] = [read(x), read(weight), read(grad)];
        const forward = new Array<number>(gs.length).fill(0);
        const inputGrad = new Array<number>(xs.length).fill(0);
        const weightGrad = new Array<number>(ws.length).fill(0);
        eachProduct(each, (i, w, o) => {
          forward[o]! += xs[i]! * ws[w]!;
          inputGrad[i]! += gs[o]! * ws[w]!;
          weightGrad[w]! += gs[o]! * xs[i]!;
        });
        const [y, dx, dw] = [
          output(dtype, shapes.out),
          output(dtype, shapes.x),
          output(dtype, shapes.weight),
        ];
        kernels.conv('conv', [x, weight], [y], each.attrs);
        expectClose(read(y), forward, tolerance);
        kernels.conv('convInputGrad', [grad, weight], [dx], { ...each.attrs, inputShape: each.spatial });
        expectClose(read(dx), inputGrad, tolerance);
        kernels.conv('convWeightGrad', [x, grad], [dw], { ...each.attrs, kernelShape: each.kernel });
        expectClose(read(dw), weightGrad, tolerance);
      }
    });
  }

  it('sees zeros, not neighbours, behind the end of an image row', () => {
    const x = list('float32', [1, 2, 3, 4], [1, 2, 2, 1]);
    const out = output('float32', [1, 2, 2, 1]);
    const attrs = plain(2, {
      padding: [
        [0, 0],
        [0, 1],
      ],
    });
    kernels.conv('conv', [x, list('float32', [0, 1], [1, 2, 1, 1])], [out], attrs);
    expect(read(out)).toEqual([2, 0, 4, 0]);
  });
});

interface PoolCase {
  readonly spatial: readonly number[];
  readonly attrs: MaxPoolAttrs & AvgPoolAttrs;
}

function poolCase(
  spatial: readonly number[],
  kernelShape: readonly number[],
  changes: Partial<PoolCase['attrs']> = {},
): PoolCase {
  const each = <T>(value: T) => kernelShape.map(() => value);
  const attrs = {
    kernelShape,
    strides: kernelShape,
    padding: each([0, 0] as const),
    dilation: each(1),
    ceilMode: false,
    countPadding: false,
    ...changes,
  };
  return { spatial, attrs };
}

const poolCases: Record<string, PoolCase> = {
  'two by two': poolCase([6, 8], [2, 2]),
  'one dimension': poolCase([11], [3], { strides: [2] }),
  'overlapping windows': poolCase([7, 7], [3, 3], {
    strides: [2, 2],
    padding: [
      [1, 1],
      [1, 1],
    ],
  }),
  'counted padding': poolCase([7, 7], [3, 3], {
    strides: [2, 2],
    padding: [
      [1, 1],
      [1, 0],
    ],
    countPadding: true,
  }),
  'a last window partly outside': poolCase([7, 6], [3, 3], { strides: [3, 2], ceilMode: true }),
  'a last window outside of counted padding': poolCase([7, 8], [4, 3], {
    strides: [3, 3],
    padding: [
      [1, 1],
      [1, 1],
    ],
    ceilMode: true,
    countPadding: true,
  }),
  'three dimensions': poolCase([4, 5, 6], [2, 2, 3], {
    strides: [2, 1, 2],
    padding: [
      [0, 1],
      [1, 1],
      [0, 1],
    ],
  }),
};

/** The pixels of each window, and how many places the window counts when padding does. */
function windows({ spatial, attrs }: PoolCase, dilation: readonly number[]) {
  const grid = poolOutputShape(spatial, attrs, dilation);
  return coordinates(grid).map((at) => {
    const pixels: number[] = [];
    let padded = 0;
    for (const tap of coordinates(attrs.kernelShape)) {
      const place = tap.map((k, i) => at[i]! * attrs.strides[i]! + k * dilation[i]! - attrs.padding[i]![0]);
      if (place.every((i, axis) => i < spatial[axis]! + attrs.padding[axis]![1])) padded++;
      if (place.every((i, axis) => i >= 0 && i < spatial[axis]!)) pixels.push(flat(spatial, place));
    }
    return { pixels, count: attrs.countPadding ? padded : pixels.length };
  });
}

describe('pooling', () => {
  const batch = 2;
  const channels = 3;
  for (const [name, each] of Object.entries(poolCases)) {
    it(`agrees with the definition: ${name}`, () => {
      const { spatial, attrs } = each;
      const pixels = spatial.reduce((a, b) => a * b, 1);
      const all = windows(each, attrs.dilation);
      const grid = poolOutputShape(spatial, attrs);
      for (const dtype of ['float32', 'float64'] as const) {
        for (const arrangement of arrangements) {
          const x = operand(dtype, [batch, ...spatial, channels], someValues(dtype, 1), arrangement);
          const grad = operand(dtype, [batch, ...grid, channels], someValues(dtype, 2), arrangement);
          const [xs, gs] = [read(x), read(grad)];
          const valueAt = (i: number, pixel: number, c: number) => xs[(i * pixels + pixel) * channels + c]!;
          const [best, places, means]: number[][] = [[], [], []];
          const inputGrad = new Array<number>(xs.length).fill(0);
          for (let i = 0; i < batch; i++) {
            for (const window of all) {
              for (let c = 0; c < channels; c++) {
                const values = window.pixels.map((pixel) => valueAt(i, pixel, c));
                const greatest = Math.max(...values);
                const share = gs[best!.length]! / window.count;
                best!.push(greatest);
                places!.push(window.pixels[values.indexOf(greatest)]!);
                means!.push(values.reduce((a, b) => a + b, 0) / window.count);
                for (const pixel of window.pixels) inputGrad[(i * pixels + pixel) * channels + c]! += share;
              }
            }
          }
          const out = output(dtype, [batch, ...grid, channels]);
          const indices = output('int32', [batch, ...grid, channels]);
          const dx = output(dtype, [batch, ...spatial, channels]);
          kernels.pool('maxPool', [x], [out, indices], attrs);
          expect(read(out)).toEqual(best);
          expect(read(indices)).toEqual(places);
          kernels.pool('avgPool', [x], [out], attrs);
          expectClose(read(out), means!, 1e-6);
          kernels.pool('avgPoolGrad', [grad], [dx], { ...attrs, inputShape: spatial });
          expectClose(read(dx), inputGrad, 1e-6);
        }
      }
    });
  }

  it('spaces the window of max pooling', () => {
    const each = poolCase([9, 7], [3, 2], {
      strides: [2, 1],
      dilation: [2, 3],
      padding: [
        [1, 1],
        [0, 1],
      ],
    });
    const x = operand('float32', [1, 9, 7, 1], someValues('float32', 4));
    const all = windows(each, each.attrs.dilation);
    const grid = poolOutputShape(each.spatial, each.attrs, each.attrs.dilation);
    const out = output('float32', [1, ...grid, 1]);
    const indices = output('int32', [1, ...grid, 1]);
    kernels.pool('maxPool', [x], [out, indices], each.attrs);
    const values = read(x);
    expect(read(out)).toEqual(all.map(({ pixels }) => Math.max(...pixels.map((pixel) => values[pixel]!))));
  });

  function maxOf(values: readonly number[]): [number[], number[]] {
    const { attrs } = poolCase([1, values.length], [1, values.length]);
    const [out, indices] = [output('float32', [1, 1, 1, 1]), output('int32', [1, 1, 1, 1])];
    kernels.pool('maxPool', [list('float32', values, [1, 1, values.length, 1])], [out, indices], attrs);
    return [read(out), read(indices)];
  }

  it('lets the first of equal maxima win, and NaN over all', () => {
    expect(maxOf([1, 4, 4])).toEqual([[4], [1]]);
    expect(maxOf([-Infinity, -Infinity])).toEqual([[-Infinity], [0]]);
    expect(maxOf([1, Number.NaN, 9, Number.NaN])).toEqual([[Number.NaN], [1]]);
  });

  it('never chooses padding, however small the values are', () => {
    const x = list('float32', [-5, -7, -6, -8], [1, 2, 2, 1]);
    const { attrs } = poolCase([2, 2], [2, 2], {
      padding: [
        [1, 1],
        [1, 1],
      ],
    });
    const [out, indices] = [output('float32', [1, 2, 2, 1]), output('int32', [1, 2, 2, 1])];
    kernels.pool('maxPool', [x], [out, indices], attrs);
    expect(read(out)).toEqual([-5, -7, -6, -8]);
    expect(read(indices)).toEqual([0, 1, 2, 3]);
  });

  it('reads channels that are not neighbours', () => {
    const x = operand('float32', [3, 1, 4, 4], someValues('float32', 6));
    const channelsFirst = { ...x, layout: new Layout([1, 4, 4, 3], [48, 4, 1, 16], 0) };
    const { attrs } = poolCase([4, 4], [2, 2]);
    const out = output('float32', [1, 2, 2, 3]);
    kernels.pool('avgPool', [channelsFirst], [out], attrs);
    const values = read(channelsFirst);
    const mean = [0, 3, 12, 15].reduce((sum, at) => sum + values[at]!, 0) / 4;
    expectClose([read(out)[0]!], [mean], 1e-6);
  });
});
