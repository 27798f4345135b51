// Checking gradients by differences: how precise they are, and how they find a mistake in a backward pass.

import { lines } from '@cambium/plot';
import {
  binaryCrossEntropyWithLogits,
  checkGradients,
  customVjp,
  Dropout,
  type LayerFunction,
  Linear,
  l2Penalty,
  mul,
  normal,
  Sequential,
  seed,
  sub,
  TensorError,
  tanh,
} from 'cambium';
import { show } from '../kit/show.ts';

// The derivative of eˣ at 1 by one-sided and by two-sided differences, with smaller and smaller steps.
const powers = Array.from({ length: 45 }, (_, i) => -1 - i / 4);
const errors = (slope: (h: number) => number) =>
  powers.map((power) => [power, Math.max(Math.abs(slope(10 ** power) - Math.E), 1e-13)] as const);
const curves = {
  'one-sided': errors((h) => (Math.exp(1 + h) - Math.E) / h),
  'two-sided': errors((h) => (Math.exp(1 + h) - Math.exp(1 - h)) / (2 * h)),
};
await show('differences', lines(curves, { axes: ['log₁₀ of the step', 'error'], isLogarithmic: true }));

// tanh with a mistake in its derivative: 1 − a where 1 − a² should be.
const wrongTanh = customVjp(
  (z) => tanh(z),
  (gradient, { output }) => [mul(gradient, sub(1, output))],
);

seed(1);
const dtype = 'float64';
const x = normal([20, 3], { dtype });
const y = x.sum(1, { keepDims: true }).greater(0).cast(dtype);
const network = (activation: LayerFunction) =>
  new Sequential(new Linear(3, 4, { dtype }), activation, new Dropout(0.5), new Linear(4, 1, { dtype }));

function report(name: string, model: Sequential): void {
  const cost = () => {
    const loss = binaryCrossEntropyWithLogits(model.forward(x), y);
    return loss.add(l2Penalty(model, { strength: 0.1, examples: 20 })); // the L2 term is part of the cost
  };
  const { verdict, relativeError, mismatches, checked } = checkGradients(cost, model);
  const places = new Set(mismatches.map((each) => each.name));
  console.log(`${name}: ${verdict}, relative error ${relativeError.toExponential(0)}`);
  console.log(`  ${mismatches.length} of ${checked} entries differ: ${[...places].join(', ') || 'none'}`);
}
report('wrong tanh', network(wrongTanh).eval());
report('right tanh', network(tanh).eval());

try {
  report('dropout on', network(tanh).train());
} catch (error) {
  if (error instanceof TensorError) console.log(error.message);
}
