// A deep network that remembers what went through it.

import { type Initializer, Linear, Module, relu, type Tensor, zerosInit } from 'cambium';

/** How a {@link DeepNetwork} is made. */
export interface DeepNetworkOptions {
  readonly depth: number;
  readonly width: number;
  readonly classes: number;
  readonly init: Initializer;
  /** ReLU unless given. */
  readonly activation?: (x: Tensor) => Tensor;
}

/** Layers of one width; all weights begin as `init` says. */
export class DeepNetwork extends Module {
  readonly hidden: readonly Linear[];
  readonly output: Linear;
  readonly #activation: (x: Tensor) => Tensor;

  constructor(inputs: number, options: DeepNetworkOptions) {
    super();
    const { depth, width, classes, init, activation = relu } = options;
    this.#activation = activation;
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
    for (const layer of this.hidden) outputs.push(this.#activation(layer.forward(outputs.at(-1) ?? x)));
    return outputs;
  }
}
