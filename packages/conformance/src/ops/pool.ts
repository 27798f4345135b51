// Pooling in one to three dimensions: strides, padding, dilation, partial last windows, both divisors.

import { type AttrsOf, type OpsOf, opRecord } from '@cambium/tensor';
import { poolOutputShape } from '@cambium/tensor/backend';
import type { Arrangement } from '../harness/arrange.ts';
import { build, elementAt, forEachIndex, type HostTensor, positionOf, sizeOf } from '../harness/host.ts';
import { divisorAt, greatestUnder, isInside, windowAt } from '../reference/windows.ts';
import { dense, type Form, laid, paddingOf, type Suite } from '../suite.ts';

type PoolOp = OpsOf<'pool'>;
type PoolAttrs = AttrsOf<PoolOp>;

/** One pooling: the input, the window, and what differs from stride 1 without padding. */
interface Geometry {
  readonly x: readonly number[];
  readonly kernelShape: readonly number[];
  readonly strides?: readonly number[];
  /** Before and after, axis by axis. */
  readonly pads?: readonly number[];
  readonly dilation?: readonly number[];
}

const geometries: readonly Geometry[] = [
  { x: [2, 7, 3], kernelShape: [2], strides: [2] },
  { x: [1, 17, 1], kernelShape: [3], strides: [2], pads: [1, 1], dilation: [2] },
  { x: [1, 1, 1], kernelShape: [1] },
  { x: [0, 4, 2], kernelShape: [2] },
  { x: [1, 5, 6, 17], kernelShape: [2, 2], strides: [2, 2] },
  { x: [2, 6, 5, 3], kernelShape: [3, 2], strides: [2, 1], pads: [1, 1, 0, 1] },
  { x: [1, 9, 9, 2], kernelShape: [3, 3], strides: [3, 2], pads: [1, 0, 1, 1], dilation: [2, 1] },
  { x: [1, 4, 4, 1], kernelShape: [4, 4] },
  { x: [2, 6, 6, 2], kernelShape: [2, 3], strides: [4, 4], pads: [0, 1, 1, 0] },
  { x: [2, 4, 5, 4, 3], kernelShape: [2, 2, 2], strides: [2, 2, 1], pads: [0, 0, 1, 1, 0, 1] },
  {
    x: [1, 3, 5, 5, 1],
    kernelShape: [2, 3, 2],
    strides: [1, 2, 3],
    dilation: [2, 1, 2],
    pads: [1, 1, 1, 1, 1, 1],
  },
];

const small: readonly Geometry[] = [
  { x: [1, 5, 2], kernelShape: [2], strides: [2], pads: [1, 0] },
  { x: [1, 3, 3, 1], kernelShape: [2, 2], pads: [0, 1, 1, 0] },
  { x: [2, 4, 3, 1], kernelShape: [3, 2], strides: [2, 2] },
  { x: [1, 2, 3, 2, 1], kernelShape: [2, 2, 1], strides: [1, 2, 1] },
];

function attrsFor(op: PoolOp, { x, kernelShape, ...given }: Geometry): PoolAttrs[] {
  const spatial = x.slice(1, -1);
  const strides = given.strides ?? spatial.map(() => 1);
  const padding = paddingOf(spatial, given.pads);
  const dilation = given.dilation ?? spatial.map(() => 1);
  return [false, true].flatMap((ceilMode): PoolAttrs[] => {
    const shared = { kernelShape, strides, padding, ceilMode };
    if (op === 'maxPool') return [{ ...shared, dilation }];
    return [false, true].map((countPadding) => {
      const attrs = { ...shared, countPadding };
      return op === 'avgPool' ? attrs : { ...attrs, inputShape: spatial };
    });
  });
}

function formsOf(op: PoolOp, geometry: Geometry, arrangement: Arrangement): Form[] {
  return attrsFor(op, geometry).map((attrs) => {
    if (op !== 'avgPoolGrad') return { slots: [laid(arrangement, ...geometry.x)], attrs };
    const grid = poolOutputShape(geometry.x.slice(1, -1), attrs);
    return { slots: [laid(arrangement, geometry.x[0]!, ...grid, geometry.x.at(-1)!)], attrs };
  });
}

function average(x: HostTensor, shape: readonly number[], attrs: AttrsOf<'avgPool'>): HostTensor {
  const spatial = x.shape.slice(1, -1);
  return build(shape, x.dtype, (at) => {
    const window = windowAt(at.slice(1, -1), attrs).filter((position) => isInside(position, spatial));
    const sum = window.reduce(
      (total, position) => total + elementAt(x, [at[0]!, ...position, at.at(-1)!]),
      0,
    );
    return sum / divisorAt(at.slice(1, -1), spatial, attrs);
  });
}

/** Each output place hands its gradient out in equal shares to the positions under its window. */
function averageGrad(grad: HostTensor, shape: readonly number[], attrs: AttrsOf<'avgPoolGrad'>): HostTensor {
  const values = new Array<number>(sizeOf(shape)).fill(0);
  forEachIndex(grad.shape, (at) => {
    const share = elementAt(grad, at) / divisorAt(at.slice(1, -1), attrs.inputShape, attrs);
    for (const position of windowAt(at.slice(1, -1), attrs)) {
      if (isInside(position, attrs.inputShape))
        values[positionOf(shape, [at[0]!, ...position, at.at(-1)!])]! += share;
    }
  });
  return { shape, dtype: grad.dtype, values };
}

/** Cases of pooling. */
export const pool: Suite<PoolOp> = {
  forms: (op) =>
    geometries.flatMap((geometry) =>
      (['dense', 'transposed', 'stepped', 'reversed', 'shifted'] as const).flatMap((each) =>
        formsOf(op, geometry, each),
      ),
    ),
  specialForms: (op) => {
    const ties = [
      1,
      1,
      Number.NaN,
      0,
      0,
      0,
      -Infinity,
      -Infinity,
      -Infinity,
      5,
      5,
      Infinity,
      -0,
      0,
      Number.NaN,
      Number.NaN,
    ];
    const slot = { ...dense(1, 4, 4, 1), values: ties };
    const geometry: Geometry = {
      x: slot.shape,
      kernelShape: [2, 2],
      pads: [1, 1, 1, 1],
    };
    return op === 'avgPoolGrad' ? [] : attrsFor(op, geometry).map((attrs) => ({ slots: [slot], attrs }));
  },
  gradientForms: (op) => [
    ...small.flatMap((geometry) => formsOf(op, geometry, 'dense')),
    ...formsOf(op, small[1]!, 'transposed'),
  ],
  reference: (op, inputs, attrs) => {
    const [x] = inputs as readonly [HostTensor];
    const { shape } = opRecord(op).infer(inputs, attrs, op)[0]!;
    if ('inputShape' in attrs) return [averageGrad(x, shape, attrs)];
    if ('countPadding' in attrs) return [average(x, shape, attrs)];
    return [
      build(shape, x.dtype, (at) => greatestUnder(x, at, attrs).value),
      build(shape, 'int32', (at) => greatestUnder(x, at, attrs).place),
    ];
  },
  terms: (_op, _inputs, attrs) => sizeOf(attrs.kernelShape),
};
