// What the fused products are made of: the product, then the bias.

import { execute } from '../execute.ts';
import { add } from '../ops/arithmetic.ts';
import { rowsTimes } from '../ops/product.ts';
import type { Decomposition } from './table.ts';

/** `x weight + bias`. */
export const linear: Decomposition<'linear'> = ([x, weight, bias]) => [add(rowsTimes(x!, weight!), bias!)];

/** The convolution, with the bias added to every pixel. */
export const convBias: Decomposition<'convBias'> = ([x, weight, bias], attrs) => [
  add(execute('conv', [x!, weight!], attrs), bias!),
];
