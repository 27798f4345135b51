// The endurance test: 10,000 training steps of LeNet-5. Memory must stay flat, and the last thousand steps as quick as the
// first thousand.

import { Adam, crossEntropy, init, memory, normal, randomInteger, scope, seed, valueAndGrad } from 'cambium';
import { LeNet5 } from './lenet5.ts';

const thousands = 10;
/** Machines are not equally quick all the time. */
const allowedSlowDown = 1.15;

const backend = await init({ backend: 'wasm' });
seed(1);
const model = new LeNet5();
const optimizer = new Adam(model, { learningRate: 1e-4 });
const x = normal([64, 28, 28, 1]);
const y = randomInteger(0, 10, [64]);
const lossAndGrads = valueAndGrad(model, () => crossEntropy(model.forward(x), y));

interface Mark {
  readonly msPerStep: number;
  readonly tensors: number;
  readonly bytes: number;
  readonly reservedBytes: number;
  readonly heapBytes: number;
}

/** A thousand steps. */
async function thousand(): Promise<Mark> {
  const start = performance.now();
  for (let step = 0; step < 1000; step++) scope(() => optimizer.step(lossAndGrads().grads));
  const msPerStep = (performance.now() - start) / 1000;
  // Lets the collector's callbacks run, which wait while a loop does.
  await new Promise((resolve) => setTimeout(resolve, 50));
  const { tensors, bytes } = memory();
  const { reservedBytes } = backend.memory();
  return { msPerStep, tensors, bytes, reservedBytes, heapBytes: process.memoryUsage().heapUsed };
}

for (let step = 0; step < 100; step++) scope(() => optimizer.step(lossAndGrads().grads));
const marks: Mark[] = [];
for (let i = 1; i <= thousands; i++) {
  const mark = await thousand();
  marks.push(mark);
  const heap = (mark.heapBytes / 2 ** 20).toFixed(1);
  console.log(
    `${String(i * 1000).padStart(6)} steps  ${mark.msPerStep.toFixed(2).padStart(6)} ms a step  ${mark.tensors} tensors  ` +
      `${mark.bytes} bytes  ${mark.reservedBytes} reserved  ${heap} MiB JavaScript heap`,
  );
}

const [first, last] = [marks[0]!, marks.at(-1)!];
const problems = [
  // Fewer are no harm: what tracing the first step left to the collector goes when it pleases.
  ...(last.tensors <= first.tensors && last.bytes <= first.bytes ? [] : ['tensors have piled up']),
  ...(last.reservedBytes === first.reservedBytes ? [] : ['the memory has grown']),
  ...(last.msPerStep <= first.msPerStep * allowedSlowDown ? [] : ['the last thousand steps were slower']),
];
console.log(problems.length === 0 ? `flat on ${backend.threads ?? 1} threads` : problems.join('; '));
if (problems.length > 0) process.exitCode = 1;
