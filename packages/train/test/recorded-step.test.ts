import { valueAndGrad } from '@cambium/autograd';
import { createCpuBackend } from '@cambium/backend-cpu';
import { BatchNorm, Conv2d, Dropout, Linear, Module } from '@cambium/layers';
import { Adam, cosineDecay, warmUp } from '@cambium/optim';
import {
  crossEntropy,
  defaultGenerator,
  flatten,
  fromTypedArray,
  maxPool2d,
  normal,
  randomInteger,
  relu,
  type StateDict,
  scope,
  seed,
  setBackend,
  type Tensor,
} from '@cambium/tensor';
import { beforeAll, expect, it } from 'vitest';
import { type Instruction, record, replay } from './recording-interpreter.ts';

class SmallNet extends Module {
  conv = new Conv2d({ inChannels: 1, outChannels: 4, kernelSize: 3, padding: 'same', bias: false });
  norm = new BatchNorm(4);
  drop = new Dropout(0.3);
  fc = new Linear(64, 3);
  forward(x: Tensor): Tensor {
    const features = maxPool2d(relu(this.norm.forward(this.conv.forward(x))), 2);
    return this.fc.forward(this.drop.forward(flatten(features)));
  }
}

function training() {
  seed(5);
  const model = new SmallNet();
  const schedule = warmUp(cosineDecay({ initial: 0.01, duration: 8 }), { duration: 3 });
  const optimizer = new Adam(model, { learningRate: schedule });
  const lossAndGrads = valueAndGrad(model, (x: Tensor, y: Tensor) => crossEntropy(model.forward(x), y));
  const step = (x: Tensor, y: Tensor): void =>
    scope(() => {
      optimizer.step(lossAndGrads(x, y).grads);
    });
  return { model, optimizer, step };
}

/** Copies of everything that a step changes, and a way back to it. */
function snapshot({ model, optimizer }: ReturnType<typeof training>) {
  const read = () => ({
    model: copyOf(model.stateDict()),
    optimizer: copyOf(optimizer.stateDict()),
    random: copyOf({ state: defaultGenerator().state.value }),
  });
  const values = read();
  const goBack = (): void => {
    model.loadStateDict(tensorsOf(values.model));
    optimizer.loadStateDict(tensorsOf(values.optimizer));
    defaultGenerator().state.assign(tensorsOf(values.random).state!);
  };
  return { values, read, goBack };
}

function copyOf(state: StateDict) {
  return Object.fromEntries(
    Object.entries(state).map(([name, value]) => [name, { data: value.dataSync(), shape: value.shape }]),
  );
}

function tensorsOf(values: ReturnType<typeof copyOf>): StateDict {
  return Object.fromEntries(
    Object.entries(values).map(([name, { data, shape }]) => [name, fromTypedArray(data, shape)]),
  );
}

beforeAll(() => void setBackend(createCpuBackend()));

it('replays a recorded training step ten times to the bits of ten eager steps', () => {
  const batches = Array.from({ length: 10 }, () => ({
    x: normal([6, 8, 8, 1]),
    y: randomInteger(0, 3, [6]),
  }));
  const run = training();
  const start = snapshot(run);

  for (const { x, y } of batches) run.step(x, y);
  const eager = start.read();
  expect(eager).not.toEqual(start.values);

  // Recorded on another batch, so that nothing of the first ten can hide in the program.
  start.goBack();
  const [x, y] = [normal([6, 8, 8, 1]), randomInteger(0, 3, [6])];
  const program = record([x, y], () => run.step(x, y));
  const stored = JSON.parse(JSON.stringify(program.instructions)) as Instruction[];

  start.goBack();
  for (const batch of batches) replay(stored, [batch.x, batch.y], program.cells);
  expect(start.read()).toEqual(eager);
});
