// Gradients of the elementwise ops of two and three inputs. Broadcasting is undone by the caller.

import {
  add,
  type DifferentiableOp,
  div,
  equal,
  floorDiv,
  greater,
  greaterEqual,
  less,
  log,
  logicalAnd,
  mul,
  neg,
  type OpsOf,
  pow,
  square,
  sub,
  type Tensor,
  where,
  zerosLike,
} from '@cambium/tensor';
import type { Rule, Rules } from './rule.ts';

type BinaryOp = Extract<DifferentiableOp, OpsOf<'binary'> | OpsOf<'select'>>;

/** All of `g` to the winner, half to each of two equals. */
const share = (g: Tensor, loses: Tensor, ties: Tensor): Tensor =>
  where(loses, 0, where(ties, mul(g, 0.5), g));

const extremum = (loses: (mine: Tensor, other: Tensor) => Tensor): Rule<BinaryOp> => ({
  saves: 'inputs',
  vjp: [(g, [a, b]) => share(g, loses(a, b), equal(a, b)), (g, [a, b]) => share(g, loses(b, a), equal(a, b))],
});

/** `x² + y²`, but 1 at the origin, where the angle has no derivative and ours is 0. */
function squaredRadius(x: Tensor, y: Tensor): Tensor {
  const radius = add(square(x), square(y));
  return where(equal(radius, 0), 1, radius);
}

/** VJP rules of the binary ops and of `where`. */
export const binaryRules: Rules<BinaryOp> = {
  add: { saves: 'nothing', vjp: [(g) => g, (g) => g] },
  sub: { saves: 'nothing', vjp: [(g) => g, (g) => neg(g)] },
  mul: { saves: 'inputs', vjp: [(g, [, b]) => mul(g, b), (g, [a]) => mul(g, a)] },
  div: { saves: 'inputs', vjp: [(g, [, b]) => div(g, b), (g, [a, b]) => neg(div(mul(g, div(a, b)), b))] },
  floorDiv: { saves: 'nothing', vjp: [(g) => zerosLike(g), (g) => zerosLike(g)] },
  mod: { saves: 'inputs', vjp: [(g) => g, (g, [a, b]) => neg(mul(g, floorDiv(a, b)))] },
  pow: {
    saves: 'both',
    vjp: [
      // b = 0 would give 0 · a⁻¹, which is NaN at a = 0.
      (g, [a, b]) => where(equal(b, 0), 0, mul(g, mul(b, pow(a, sub(b, 1))))),
      // aᵇ · log a, continued by 0 where a = 0; negative bases have no derivative by b.
      (g, [a, b, y]) => {
        const vanishes = logicalAnd(equal(a, 0), greaterEqual(b, 0));
        return where(vanishes, 0, mul(g, mul(y, log(where(vanishes, 1, a)))));
      },
    ],
  },
  maximum: extremum(less),
  minimum: extremum(greater),
  atan2: {
    saves: 'inputs',
    vjp: [
      (g, [y, x]) => mul(g, div(x, squaredRadius(x, y))),
      (g, [y, x]) => neg(mul(g, div(y, squaredRadius(x, y)))),
    ],
  },
  where: {
    saves: 'inputs',
    vjp: [null, (g, [condition]) => where(condition, g, 0), (g, [condition]) => where(condition, 0, g)],
  },
};
