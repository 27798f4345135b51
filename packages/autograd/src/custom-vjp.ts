// A function whose gradient is given by hand.

import {
  asTensor,
  currentTrail,
  isFloating,
  type Tensor,
  TensorError,
  type TensorLike,
  unobserved,
} from '@cambium/tensor';
import { anotherHandle, type TapeNode } from './node.ts';
import { activeTapes } from './tape.ts';

/** What a hand-written gradient may use. */
export interface CustomCall {
  /** The arguments of the function. */
  readonly inputs: readonly Tensor[];
  /** What the function returned for them. */
  readonly output: Tensor;
}

/**
 * Makes a function with a gradient of its own, where the automatic one is unstable, wasteful or not what is wanted.
 *
 * @param forward computes the output; its ops are not differentiated
 * @param backward gives the gradient of each input (`null`: none) from that of the output; written in ops, it can be
 * differentiated again
 * @example
 * ```ts
 * // Straight-through rounding: forward rounds, the gradient passes as if it did not.
 * const roundThrough = customVjp((x) => round(x), (g) => [g]);
 * grad((x: Tensor) => sum(square(roundThrough(x))))(tensor([1.2])).toArray();   // [2]
 * ```
 */
export function customVjp(
  forward: (...inputs: Tensor[]) => Tensor,
  backward: (g: Tensor, call: CustomCall) => readonly (Tensor | null)[],
): (...inputs: TensorLike[]) => Tensor {
  return (...given) => {
    const inputs = given.map((each) => asTensor(each, 'customVjp'));
    const output = unobserved(() => forward(...inputs));
    if (inputs.some((input) => input.id === output.id)) {
      throw new TensorError(
        'customVjp',
        'gradient',
        'forward returned its own input. Did you mean reshape(x, x.shape)?',
      );
    }
    for (const tape of activeTapes()) {
      const wanted = inputs.map((input) => (tape.tracks(input) && isFloating(input.dtype) ? input.id : null));
      if (wanted.some((id) => id !== null)) tape.add(new CustomNode(wanted, inputs, output, backward));
    }
    return output;
  };
}

class CustomNode implements TapeNode {
  readonly name = 'customVjp';
  readonly inputs: readonly (number | null)[];
  readonly output: number;
  readonly specs: readonly Tensor[];
  readonly trail = currentTrail();
  readonly #call: CustomCall;
  readonly #backward: (g: Tensor, call: CustomCall) => readonly (Tensor | null)[];

  constructor(
    wanted: readonly (number | null)[],
    inputs: readonly Tensor[],
    output: Tensor,
    backward: (g: Tensor, call: CustomCall) => readonly (Tensor | null)[],
  ) {
    this.inputs = wanted;
    this.output = output.id;
    this.#call = { inputs: inputs.map(anotherHandle), output: anotherHandle(output) };
    this.specs = this.#call.inputs;
    this.#backward = backward;
  }

  backward(g: Tensor, index: number): Tensor | null {
    const gradients = this.#backward(g, this.#call);
    if (gradients.length !== this.inputs.length) {
      throw new TensorError(
        'customVjp',
        'gradient',
        `backward gave ${gradients.length} gradients for ${this.inputs.length} inputs.`,
      );
    }
    return gradients[index] ?? null;
  }

  dispose(): void {
    for (const input of this.#call.inputs) input.dispose();
    this.#call.output.dispose();
  }
}
