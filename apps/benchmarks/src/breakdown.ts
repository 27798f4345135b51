// Where the time of a training step goes, counted call by call: `node apps/benchmarks/dist/breakdown.js [--write]`.

import { writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import {
  Adam,
  type Backend,
  Conv2d,
  createWasmBackend,
  crossEntropy,
  Flatten,
  formatShape,
  init,
  Linear,
  MaxPool2d,
  normal,
  randomInteger,
  relu,
  Sequential,
  scope,
  type Tensor,
  type TensorSpec,
  valueAndGrad,
} from 'cambium';

/** Calls of one op with one set of shapes. */
interface Count {
  calls: number;
  milliseconds: number;
}

const counts = new Map<string, Count>();

type Kernel = (...input: readonly unknown[]) => void;

/** A kernel that counts its calls. Fused kernels are named by their place, others by their first argument. */
function counting(place: string, kernel: Kernel): Kernel {
  return (...input) => {
    const isFused = typeof input[0] !== 'string';
    const [inputs, outputs] = (isFused ? input : input.slice(1)) as unknown as TensorLists;
    const start = performance.now();
    kernel(...input);
    const spent = performance.now() - start;
    const shapes = [inputs, outputs].map((list) => list.map(shapeOf).join(' '));
    const name = `${isFused ? place : String(input[0])} ${shapes.join(' → ')}`;
    const count = counts.get(name) ?? { calls: 0, milliseconds: 0 };
    count.calls++;
    count.milliseconds += spent;
    counts.set(name, count);
  };
}

type TensorLists = readonly [readonly Laid[], readonly Laid[]];
interface Laid {
  readonly layout: Pick<TensorSpec, 'shape'>;
}

function shapeOf({ layout }: Laid): string {
  return formatShape(layout.shape);
}

function countingAll<T extends object>(kernels: T): T {
  return Object.fromEntries(
    Object.entries(kernels).map(([place, kernel]) => [place, counting(place, kernel as Kernel)]),
  ) as T;
}

/** The backend with kernels that count; everything else is its own. */
function watched(backend: Backend): Backend {
  const changes = { kernels: countingAll(backend.kernels), fused: countingAll(backend.fused ?? {}) };
  return Object.assign(Object.create(backend) as Backend, changes);
}

interface Step {
  readonly name: string;
  readonly repeats: number;
  make(): { model: Sequential; x: Tensor; classes: number };
}

const steps: readonly Step[] = [
  {
    name: 'LeNet-5, batch 64',
    repeats: 200,
    make: () => ({
      model: new Sequential(
        new Conv2d({ inChannels: 1, outChannels: 6, kernelSize: 5, padding: 'same' }),
        ...[relu, new MaxPool2d(2), new Conv2d({ inChannels: 6, outChannels: 16, kernelSize: 5 })],
        ...[relu, new MaxPool2d(2), new Flatten(), new Linear(400, 120), relu],
        ...[new Linear(120, 84), relu, new Linear(84, 10)],
      ),
      x: normal([64, 28, 28, 1]),
      classes: 10,
    }),
  },
  {
    name: 'MLP 4-16-3, batch 16',
    repeats: 5000,
    make: () => ({
      model: new Sequential(new Linear(4, 16), relu, new Linear(16, 3)),
      x: normal([16, 4]),
      classes: 3,
    }),
  },
];

/** Milliseconds of a step, without counting; then a table of what the counted kernels take. */
async function breakdown({ name, repeats, make }: Step): Promise<string> {
  const plain = await timed(await createWasmBackend({ threads: 1 }), repeats, make);
  counts.clear();
  const backend = watched(await createWasmBackend({ threads: 1 }));
  await timed(backend, repeats, make, () => counts.clear());
  const rows = [...counts].sort(([, a], [, b]) => b.milliseconds - a.milliseconds);
  const calls = rows.reduce((sum, [, count]) => sum + count.calls, 0) / repeats;
  const kernels = rows.reduce((sum, [, count]) => sum + count.milliseconds, 0) / repeats;
  const table = rows
    .slice(0, 12)
    .map(([op, count]) => {
      const each = (1000 * count.milliseconds) / repeats;
      return `| ${op} | ${(count.calls / repeats).toFixed(0)} | ${each.toFixed(1)} | ${((0.1 * each) / kernels).toFixed(0)} % |`;
    })
    .join('\n');
  return [
    `## ${name}`,
    '',
    `A step takes ${(1000 * plain).toFixed(0)} µs. It calls ${calls.toFixed(0)} kernels, which take ${(1000 * kernels).toFixed(0)} µs of it when each is timed.`,
    '',
    '| op and shapes | calls | µs a step | of the kernels |\n|---|---|---|---|',
    table,
    '',
  ].join('\n');
}

async function timed(
  backend: Backend,
  repeats: number,
  make: Step['make'],
  begin: () => void = () => undefined,
): Promise<number> {
  await init({ backend });
  const { model, x, classes } = make();
  const y = randomInteger(0, classes, [x.shape[0]!]);
  const optimizer = new Adam(model);
  const lossAndGrads = valueAndGrad(model, () => crossEntropy(model.forward(x), y));
  const step = (): void => scope(() => optimizer.step(lossAndGrads().grads));
  for (let i = 0; i < repeats; i++) step();
  begin();
  const start = performance.now();
  for (let i = 0; i < repeats; i++) step();
  return (performance.now() - start) / repeats;
}

const sections: string[] = [];
for (const step of steps) sections.push(await breakdown(step));
const machine = `${cpus()[0]!.model}, Node ${process.versions.node}, one thread, ${new Date().toISOString().slice(0, 10)}`;
const text = `# Where the time of a step goes\n\nWritten by \`breakdown.js --write\` on ${machine}.\n\n${sections.join('\n')}`;
console.log(text);
if (process.argv.includes('--write')) {
  await writeFile(fileURLToPath(new URL('../BREAKDOWN.md', import.meta.url)), text);
}
