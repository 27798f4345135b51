// Learns exclusive or, and tells how it went: the page's one result.

import { Adam, crossEntropy, Linear, Sequential, scope, seed, tanh, tensor, valueAndGrad } from 'cambium';

export function train(backend) {
  seed(1);
  const x = tensor([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]);
  const y = tensor([0, 1, 1, 0], { dtype: 'int32' });
  const model = new Sequential(new Linear(2, 512), tanh, new Linear(512, 512), tanh, new Linear(512, 2));
  const optimizer = new Adam(model, { learningRate: 1e-3 });
  const lossAndGrads = valueAndGrad(model, () => crossEntropy(model.forward(x), y));
  let loss = Infinity;
  for (let step = 0; step < 100; step++) {
    scope(() => {
      const { value, grads } = lossAndGrads();
      optimizer.step(grads);
      loss = value.toArray();
    });
  }
  return { backend: backend.name, threads: backend.threads ?? 1, loss };
}

/** Shows what a promise gives, for the test to read. */
export function show(result) {
  result.then(
    (value) => {
      document.title = JSON.stringify(value);
    },
    (error) => {
      document.title = JSON.stringify({ error: String(error) });
    },
  );
}
