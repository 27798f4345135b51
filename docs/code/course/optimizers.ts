// Momentum, RMSprop and Adam from their formulas, step by step beside those of the library, in a narrow valley.

import { contourPaths, lines } from '@cambium/plot';
import { Adam, Parameter, RMSprop, SGD, type Tensor, tensor, zeros } from 'cambium';
import { show } from '../kit/show.ts';

const dtype = 'float64';
/** Gives the next weights from the present ones and the gradient; remembers averages from step to step. */
type Rule = (w: Tensor, gradient: Tensor) => Tensor;

function momentum(rate: number, beta: number): Rule {
  let v = zeros([2], { dtype });
  return (w, gradient) => {
    v = v.mul(beta).add(gradient.mul(1 - beta));
    return w.sub(v.mul(rate));
  };
}

function rmsprop(rate: number, beta: number, epsilon = 1e-8): Rule {
  let s = zeros([2], { dtype });
  return (w, gradient) => {
    s = s.mul(beta).add(gradient.square().mul(1 - beta));
    return w.sub(gradient.div(s.sqrt().add(epsilon)).mul(rate));
  };
}

function adam(rate: number, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8): Rule {
  let [v, s, t] = [zeros([2], { dtype }), zeros([2], { dtype }), 0];
  return (w, gradient) => {
    t++;
    v = v.mul(beta1).add(gradient.mul(1 - beta1));
    s = s.mul(beta2).add(gradient.square().mul(1 - beta2));
    const [vHat, sHat] = [v.div(1 - beta1 ** t), s.div(1 - beta2 ** t)];
    return w.sub(vHat.div(sHat.sqrt().add(epsilon)).mul(rate));
  };
}

// The valley x²/20 + 2y², forty times steeper across than along; its gradient is (x/10, 4y).
const height = (x: number, y: number) => x ** 2 / 20 + 2 * y ** 2;
const slopes = tensor([0.1, 4], { dtype });
type Place = readonly [x: number, y: number];
const paths: Record<string, Place[]> = {};
const heights: Record<string, Place[]> = {};

function compare(name: string, rule: Rule, make: (w: Parameter) => SGD | RMSprop | Adam): void {
  let w = tensor([-9, 3], { dtype });
  const theirs = new Parameter(w);
  const optimizer = make(theirs);
  const path: Place[] = [[-9, 3]];
  for (let step = 0; step < 120; step++) {
    w = rule(w, w.mul(slopes));
    optimizer.step(new Map([[theirs, theirs.value.mul(slopes)]]));
    path.push(w.toArray() as [number, number]);
  }
  const apart = w.sub(theirs).abs().max().toArray() as number;
  console.log(`${name}: height ${height(...path.at(-1)!).toExponential(0)}, ${apart.toExponential(0)} apart`);
  paths[name] = path.slice(0, 60);
  heights[name] = path.map((place, step) => [step, height(...place)]);
}
compare('gradient descent', momentum(0.45, 0), (w) => new SGD(w, { learningRate: 0.45 }));
// The library's v sums β v + g: the factor 1 − β goes into the rate.
compare('momentum', momentum(0.9, 0.8), (w) => new SGD(w, { learningRate: 0.9 * (1 - 0.8), momentum: 0.8 }));
compare('RMSprop', rmsprop(0.3, 0.9), (w) => new RMSprop(w, { learningRate: 0.3 }));
compare('Adam', adam(0.5), (w) => new Adam(w, { learningRate: 0.5 }));

await show('valley', contourPaths(height, { x: [-10, 4], y: [-4, 4] }, { paths }));
await show('heights', lines(heights, { axes: ['step', 'height'], isLogarithmic: true }));

// One step for a gradient of 0.00001, with ε in both places.
console.log(`ε outside of the root: ${(1e-5 / (Math.sqrt(1e-5 ** 2) + 1e-8)).toFixed(3)} α`);
console.log(`ε inside of the root:  ${(1e-5 / Math.sqrt(1e-5 ** 2 + 1e-8)).toFixed(3)} α`);
