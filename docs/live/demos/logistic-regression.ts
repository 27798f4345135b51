// Two clouds of points, and the line that gradient descent finds between them.

import { decisionBoundary, gridPoints, lines } from '@cambium/plot';
import { binaryCrossEntropyWithLogits, Linear, predict, SGD, sigmoid, tensor, valueAndGrad } from 'cambium';
import type { catalog } from '../catalog.ts';
import type { Demo } from '../demo.ts';
import { asSamples, drawPoints } from '../points.ts';

const grid = { x: [-5, 5], y: [-5, 5], resolution: 40 } as const;
const steps = 100;

export const demo: Demo<(typeof catalog)['logistic-regression']> = async ({ settings, show }) => {
  const centre = settings.distance / 2;
  const points = drawPoints(
    (label, random) => [
      random.normal(label ? centre : -centre, 1),
      random.normal(label ? centre / 2 : -centre / 2, 1),
    ],
    200,
    1,
  );
  const [x, y] = [tensor(points.x, { shape: [200, 2] }), tensor(points.y, { shape: [200, 1] })];
  const everywhere = tensor(gridPoints(grid), { shape: [grid.resolution ** 2, 2] });
  const model = new Linear(2, 1);
  const optimizer = new SGD(model, { learningRate: settings.learningRate, weightDecay: settings.l2 });
  const cost = valueAndGrad(model, () => binaryCrossEntropyWithLogits(model.forward(x), y));
  const losses: [number, number][] = [];
  for (let step = 1; step <= steps; step++) {
    const { value, grads } = cost();
    optimizer.step(grads);
    losses.push([step, await value.item()]);
    if (step % 5 !== 0) continue;
    const probabilities = sigmoid(await predict(model, everywhere));
    const goesOn = await show({
      progress: step / steps,
      values: { step, loss: losses.at(-1)![1] },
      pictures: {
        boundary: decisionBoundary(grid, await probabilities.data(), asSamples(points)),
        loss: lines({ loss: losses }, { axes: ['step', 'loss'] }),
      },
    });
    if (!goesOn) return;
  }
};
