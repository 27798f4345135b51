// Transforms in workers of the page's own.

import { DataLoader, init, WorkerTransform } from 'cambium';
import { show } from './train.js';

async function transform() {
  await init({ threads: 1 });
  const workers = new WorkerTransform({
    steps: [{ module: 'own', name: 'double' }],
    start: () => new Worker(new URL('./own-worker.js', import.meta.url), { type: 'module' }),
  });
  const numbers = { length: 5, get: (x) => ({ x }) };
  const batches = [];
  for await (const { x } of new DataLoader(numbers, { batchSize: 2, workers })) batches.push(x.toArray());
  workers.close();
  return { batches };
}

show(transform());
