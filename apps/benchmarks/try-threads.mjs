import { create } from '../../packages/backend-wasm/dist/create.js';
import { assets } from '../../packages/backend-wasm/dist/assets/node.js';
import { Adam, crossEntropy, Linear, LSTM, Module, normal, scope, seed, setBackend, tensor, valueAndGrad, at } from 'cambium';
import { LeNet5 } from './dist/lenet5.js';
const grid = process.argv[2] ? JSON.parse(process.argv[2]) : [[1], [2, 40000, 10000], [2, 40000, 100000], [2, 15000, 100000], [2, 100000, 100000], [2, 200000, 20000]];
class Seq extends Module { lstm = new LSTM({ inputSize: 64, hiddenSize: 128 }); head = new Linear(128, 10);
  forward(x) { return this.head.forward(at(this.lstm.forward(x).outputs.transpose(0, 1), -1)); } }
const entries = [];
for (const [threads, leastShared = 40000, spins = 10000] of grid) {
  const backend = await create(assets, { threads }, { leastShared, spins, stall: 30000 });
  setBackend(backend); seed(1);
  const steps = {};
  for (const [name, model, x] of [['lenet', new LeNet5(), normal([64, 28, 28, 1])], ['lstm', new Seq(), normal([32, 50, 64])]]) {
    const y = tensor(Int32Array.from({ length: x.shape[0] }, (_, i) => i % 10));
    const opt = new Adam(model, { learningRate: 1e-3 });
    const f = valueAndGrad(model, () => crossEntropy(model.forward(x), y));
    steps[name] = () => scope(() => { const { value, grads } = f(); opt.step(grads); value.dataSync(); });
  }
  entries.push({ key: threads === 1 ? 'one' : `${leastShared}/${spins}`, backend, steps, times: { lenet: [], lstm: [] } });
}
for (const e of entries) { setBackend(e.backend); for (const n of ['lenet', 'lstm']) for (let i = 0; i < (n === 'lenet' ? 120 : 30); i++) e.steps[n](); }
for (let round = 0; round < 12; round++) for (const e of entries) for (const n of ['lenet', 'lstm']) {
  setBackend(e.backend);
  await new Promise((r) => setTimeout(r, 60));
  let s = performance.now(); while (performance.now() - s < 40) e.steps[n]();
  for (let i = 0; i < (n === 'lenet' ? 20 : 6); i++) { const t = performance.now(); e.steps[n](); e.times[n].push(performance.now() - t); }
}
const med = (v) => v.sort((a, b) => a - b)[v.length >> 1];
for (const n of ['lenet', 'lstm']) { const one = med(entries[0].times[n]); for (const e of entries) console.log(n, e.key.padEnd(16), med(e.times[n]).toFixed(2), 'gain', (one / med(e.times[n])).toFixed(2), 'best', e.times[n][0].toFixed(2)); }
process.exit(0);
