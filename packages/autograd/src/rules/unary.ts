// Gradients of the ops of one input.

import {
  add,
  cos,
  cosh,
  type DifferentiableOp,
  div,
  exp,
  greater,
  greaterEqual,
  less,
  lessEqual,
  logicalAnd,
  mul,
  neg,
  type OpsOf,
  rsqrt,
  sigmoid,
  sin,
  sinh,
  square,
  sub,
  type Tensor,
  where,
  zerosLike,
} from '@cambium/tensor';
import type { Rule, Rules } from './rule.ts';

type UnaryOp = Extract<DifferentiableOp, OpsOf<'unary'>>;

const flat: Rule<UnaryOp> = { saves: 'nothing', vjp: [(g) => zerosLike(g)] };
const twoOverRootPi = 2 / Math.sqrt(Math.PI);

/** `g · f'(x)`, with the derivative a function of the input. */
function ofInput(derivative: (x: Tensor) => Tensor): Rule<UnaryOp> {
  return { saves: 'inputs', vjp: [(g, [x]) => mul(g, derivative(x))] };
}

/** `g · f'(x)`, with the derivative a function of the output. */
function ofOutput(derivative: (y: Tensor) => Tensor): Rule<UnaryOp> {
  return { saves: 'outputs', vjp: [(g, [y]) => mul(g, derivative(y))] };
}

/** VJP rules of the unary ops. */
export const unaryRules: Rules<UnaryOp> = {
  neg: { saves: 'nothing', vjp: [(g) => neg(g)] },
  // Nothing passes where the sign is unknown, at NaN, as in PyTorch.
  abs: {
    saves: 'inputs',
    vjp: [(g, [x]) => where(greater(x, 0), g, where(less(x, 0), neg(g), 0))],
  },
  sign: flat,
  floor: flat,
  ceil: flat,
  round: flat,
  trunc: flat,
  square: ofInput((x) => mul(x, 2)),
  exp: ofOutput((y) => y),
  expm1: ofOutput((y) => add(y, 1)),
  log: { saves: 'inputs', vjp: [(g, [x]) => div(g, x)] },
  log1p: { saves: 'inputs', vjp: [(g, [x]) => div(g, add(x, 1))] },
  log2: { saves: 'inputs', vjp: [(g, [x]) => div(g, mul(x, Math.LN2))] },
  log10: { saves: 'inputs', vjp: [(g, [x]) => div(g, mul(x, Math.LN10))] },
  sqrt: { saves: 'outputs', vjp: [(g, [y]) => div(mul(g, 0.5), y)] },
  rsqrt: ofOutput((y) => mul(mul(y, square(y)), -0.5)),
  reciprocal: ofOutput((y) => neg(square(y))),
  sin: ofInput((x) => cos(x)),
  cos: ofInput((x) => neg(sin(x))),
  tan: ofOutput((y) => add(square(y), 1)),
  asin: ofInput((x) => rsqrt(sub(1, square(x)))),
  acos: ofInput((x) => neg(rsqrt(sub(1, square(x))))),
  atan: { saves: 'inputs', vjp: [(g, [x]) => div(g, add(square(x), 1))] },
  sinh: ofInput((x) => cosh(x)),
  cosh: ofInput((x) => sinh(x)),
  tanh: ofOutput((y) => sub(1, square(y))),
  asinh: ofInput((x) => rsqrt(add(square(x), 1))),
  acosh: ofInput((x) => rsqrt(sub(square(x), 1))),
  atanh: { saves: 'inputs', vjp: [(g, [x]) => div(g, sub(1, square(x)))] },
  erf: ofInput((x) => mul(exp(neg(square(x))), twoOverRootPi)),
  erfInv: ofOutput((y) => mul(exp(square(y)), 1 / twoOverRootPi)),
  erfc: ofInput((x) => mul(exp(neg(square(x))), -twoOverRootPi)),
  relu: { saves: 'outputs', vjp: [(g, [y]) => where(lessEqual(y, 0), 0, g)] },
  leakyRelu: { saves: 'inputs', vjp: [(g, [x], { attrs }) => where(greater(x, 0), g, mul(g, attrs.slope))] },
  // Left of zero y = α(eˣ − 1), so that α eˣ = y + α.
  elu: {
    saves: 'both',
    vjp: [(g, [x, y], { attrs }) => where(greater(x, 0), g, mul(g, add(y, attrs.alpha)))],
  },
  sigmoid: ofOutput((y) => mul(y, sub(1, y))),
  softplus: ofInput((x) => sigmoid(x)),
  clamp: {
    saves: 'inputs',
    vjp: [
      (g, [x], { attrs }) => {
        const aboveMin = attrs.min === null ? true : greaterEqual(x, attrs.min);
        const belowMax = attrs.max === null ? true : lessEqual(x, attrs.max);
        return where(logicalAnd(aboveMin, belowMax), g, 0);
      },
    ],
  },
};
