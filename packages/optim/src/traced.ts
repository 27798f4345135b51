// A piece of an optimizer's step that assigns cells: run op by op at first and watched, as one program from then on.

import {
  executeAll,
  isObserved,
  type Program,
  sameShape,
  scope,
  type Tensor,
  type TensorSpec,
  trace,
} from '@cambium/tensor';

/** A function of a gradient, or of nothing, whose results are the cells that it assigns. */
export class Traced<Input extends Tensor> {
  readonly #fn: (...inputs: Input[]) => void;
  /** `null` where the function is no program. */
  #program: Program | null | undefined;
  #specs: readonly TensorSpec[] = [];

  constructor(fn: (...inputs: Input[]) => void) {
    this.#fn = fn;
  }

  /** Runs it. Whoever watches sees its parts. */
  run(...inputs: Input[]): void {
    const program = this.#program;
    if (program === undefined && !isObserved()) {
      scope(() => this.#trace(inputs));
    } else if (program && this.#fits(inputs) && !isObserved()) {
      executeAll('elementwise', [...inputs, ...program.cells], program.attrs);
    } else {
      scope(() => this.#fn(...inputs));
    }
  }

  #trace(inputs: Input[]): void {
    const { program } = trace(inputs, (...own) => {
      this.#fn(...(own as Input[]));
      return undefined;
    });
    this.#program = typeof program === 'string' ? null : program;
    this.#specs = inputs.map(({ shape, dtype }) => ({ shape, dtype }));
  }

  #fits(inputs: readonly Input[]): boolean {
    return this.#specs.every(({ shape, dtype }, i) => {
      const input = inputs[i]!;
      return input.dtype === dtype && sameShape(input.shape, shape);
    });
  }
}
