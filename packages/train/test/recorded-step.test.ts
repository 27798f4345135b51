import { valueAndGrad } from '@cambium/autograd';
import { createCpuBackend } from '@cambium/backend-cpu';
import { BatchNorm, Conv2d, Dropout, Linear, Module } from '@cambium/layers';
import { Adam, cosineDecay, warmUp } from '@cambium/optim';
import {
  crossEntropy,
  defaultGenerator,
  flatten,
  maxPool2d,
  normal,
  randomInteger,
  relu,
  scope,
  seed,
  setBackend,
  type StateDict,
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

function values(state: StateDict): Record<string, number[]> {
  return Object.fromEntries(Object.entries(state).map(([name, tensor]) => [name, Array.from(tensor.dataSync())]));
}

beforeAll(() => void setBackend(createCpuBackend()));

it('replays a recorded training step ten times to the bits of ten eager steps', () => {
  const batches = Array.from({ length: 10 }, () => ({ x: normal([6, 8, 8, 1]), y: randomInteger(0, 3, [6]) }));

  const eager = training();
  for (const { x, y } of batches) eager.step(x, y);
  const expected = values({ ...eager.model.stateDict(), ...eager.optimizer.stateDict() });
  const expectedStream = Array.from(defaultGenerator().state.value.dataSync());

  const replayed = training();
  const start = values({ ...replayed.model.stateDict(), ...replayed.optimizer.stateDict() });
  const program = record([batches[0]!.x, batches[0]!.y], () => replayed.step(batches[0]!.x, batches[0]!.y));
  const stored = JSON.parse(JSON.stringify(program.instructions)) as Instruction[];

  // The recording was the first step; the other nine come from the stored program alone.
  expect(values({ ...replayed.model.stateDict(), ...replayed.optimizer.stateDict() })).not.toEqual(start);
  for (const { x, y } of batches.slice(1)) replay(stored, [x, y], program.cells);

  expect(values({ ...replayed.model.stateDict(), ...replayed.optimizer.stateDict() })).toEqual(expected);
  expect(Array.from(defaultGenerator().state.value.dataSync())).toEqual(expectedStream);
});
