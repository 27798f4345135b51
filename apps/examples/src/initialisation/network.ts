// A deep network that remembers what went through it.

import { type Initializer, Linear, Module, relu, type Tensor, zerosInit } from 'cambium';

/** Layers of one width with ReLU; all weights begin as `init` says. */
export class DeepNetwork extends Module {
  readonly hidden: readonly Linear[];
  readonly output: Linear;

  constructor(inputs: number, options: { depth: number; width: number; classes: number; init: Initializer }) {
    super();
    const { depth, width, classes, init } = options;
    const make = (from: number, to: number) =>
      new Linear(from, to, { weightInit: init, biasInit: zerosInit() });
    this.hidden = Array.from({ length: depth }, (_, i) => make(i === 0 ? inputs : width, width));
    this.output = make(width, classes);
  }

  forward(x: Tensor): Tensor {
    return this.output.forward(this.activations(x).at(-1)!);
  }

  /** What each hidden layer gives. */
  activations(x: Tensor): Tensor[] {
    const outputs: Tensor[] = [];
    for (const layer of this.hidden) outputs.push(relu(layer.forward(outputs.at(-1) ?? x)));
    return outputs;
  }
}
