// Gradients where differences cannot say what is right: at kinks, at ties, at zeros. The conventions of the framework.

import { grad } from '@cambium/autograd';
import {
  abs,
  atan2,
  clamp,
  cumprod,
  max,
  maximum,
  maxPool1d,
  min,
  minimum,
  mul,
  pow,
  prod,
  relu,
  reshape,
  sign,
  sum,
  type Tensor,
  tensor,
} from '@cambium/tensor';
import { behaviour, type Check } from '../check.ts';
import { expectEqual } from '../harness/expect.ts';
import { withoutLeaks } from '../harness/leaks.ts';

interface Kink {
  readonly name: string;
  readonly apply: (x: Tensor) => Tensor;
  readonly x: readonly number[];
  readonly expected: readonly number[];
}

const weights = () => tensor([1, 10, 100]);

const kinks: readonly Kink[] = [
  { name: 'relu passes nothing at 0', apply: relu, x: [-1, 0, 2], expected: [0, 0, 1] },
  {
    name: 'abs and sign are flat at 0',
    apply: (x) => abs(x).add(sign(x)),
    x: [-1, 0, 2],
    expected: [-1, 0, 1],
  },
  {
    name: 'clamp passes everything at its bounds',
    apply: (x) => clamp(x, -1, 1),
    x: [-1, 1, 2],
    expected: [1, 1, 0],
  },
  { name: 'maximum halves a tie', apply: (x) => maximum(x, 1), x: [0, 1, 2], expected: [0, 0.5, 1] },
  { name: 'minimum halves a tie', apply: (x) => minimum(1, x), x: [0, 1, 2], expected: [1, 0.5, 0] },
  { name: 'max shares among equals', apply: (x) => max(x), x: [3, 1, 3], expected: [0.5, 0, 0.5] },
  { name: 'min shares among equals', apply: (x) => min(x), x: [1, 1, 3], expected: [0.5, 0.5, 0] },
  {
    name: 'max pooling passes all to the first of equals',
    apply: (x) => maxPool1d(reshape(x, [1, 3, 1]), 3),
    x: [1, 3, 3],
    expected: [0, 1, 0],
  },
  { name: 'prod survives one zero', apply: (x) => prod(x), x: [2, 0, 5], expected: [0, 10, 0] },
  { name: 'prod survives two zeros', apply: (x) => prod(x), x: [0, 0, 5], expected: [0, 0, 0] },
  {
    name: 'cumprod survives a zero',
    apply: (x) => mul(cumprod(x, 0), weights()),
    x: [2, 0, 5],
    expected: [1, 1020, 0],
  },
  { name: 'a power is differentiable at base 0', apply: (x) => pow(x, 2), x: [0, 1, 3], expected: [0, 2, 6] },
  {
    name: 'atan2 has a gradient at the origin',
    apply: (x) => atan2(x, 0),
    x: [-1, 0, 2],
    expected: [0, 0, 0],
  },
  { name: 'a power of 0 is flat', apply: (x) => pow(x, 0), x: [0, 1, 3], expected: [0, 0, 0] },
  {
    name: 'a positive power of base 0 is flat in its exponent',
    apply: (x) => pow(0, x),
    x: [0, 0.5, 3],
    expected: [0, 0, 0],
  },
];

/** One test for each convention. */
export function kinkChecks(): Check[] {
  return kinks.map(({ name, apply, x, expected }) =>
    behaviour('gradients', name, (backend) =>
      withoutLeaks(backend, async () => {
        const gradient = grad((input: Tensor) => sum(apply(input)))(tensor([...x]));
        expectEqual(await gradient.data(), expected, `the gradient at [${x.join(', ')}]`);
      }),
    ),
  );
}
