// LBFGS: Newton's method with what the last steps tell of the curvature. It asks for losses and gradients itself.

import {
  isFloating,
  namedCells,
  Parameter,
  type StateDict,
  scope,
  type Tensor,
  TensorError,
  tensor,
} from '@cambium/tensor';
import { type Evaluation, type LinePoint, strongWolfe } from './line-search.ts';
import type { GradientMap } from './optimizer.ts';
import { checkOptions } from './options.ts';

/** Options of {@link LBFGS}. */
export interface LBFGSOptions {
  /** Length of a step, and the first one that a line search tries; default 1. */
  learningRate?: number;
  /** Iterations of a step, default 20. */
  iterations?: number;
  /** Evaluations of a step, default 1.25 times the iterations. */
  evaluations?: number | null;
  /** A gradient whose elements are all this small ends a step, default 1e-7. */
  gradientTolerance?: number;
  /** A change this small ends a step, default 1e-9. */
  changeTolerance?: number;
  /** How many steps are remembered, default 100. */
  historySize?: number;
  /** How long the steps are: `none`, the default, takes the learning rate. */
  lineSearch?: 'none' | 'strongWolfe';
}

/** Computes loss and gradients with the present parameters: what `valueAndGrad` gives. */
export type Closure = () => { readonly value: Tensor; readonly grads: GradientMap };

const defaults = {
  learningRate: 1,
  iterations: 20,
  evaluations: null,
  gradientTolerance: 1e-7,
  changeTolerance: 1e-9,
  historySize: 100,
  lineSearch: 'none' as const,
};
/** Less curvature than this is noise. */
const leastCurvature = 1e-10;

interface Memory {
  iterations: number;
  rate: number;
  scale: number;
  direction: Float64Array;
  gradient: Float64Array;
  /** Of the remembered steps: how the gradient changed, and how the parameters did. */
  changes: Float64Array[];
  moves: Float64Array[];
}

/**
 * Limited-memory BFGS, for smooth problems with whole batches: `w ← w + t d`, where `d = −H g` and `H` approximates the
 * inverse of the second derivatives by the two-loop recursion over the last steps. It calculates on the host, in double
 * precision.
 *
 * @see Liu and Nocedal, "On the limited memory BFGS method" (1989)
 * @example
 * ```ts
 * const weight = new Parameter(tensor([3, -2]));
 * const optimizer = new LBFGS(weight, { lineSearch: 'strongWolfe' });
 * const closure = valueAndGrad(weight, () => sum(square(sub(weight, 1))));
 * optimizer.step(closure); // weight is about [1, 1]
 * ```
 */
export class LBFGS {
  readonly #parameters: readonly Parameter[];
  readonly #options: Required<LBFGSOptions>;
  readonly #size: number;
  #memory: Memory;

  constructor(target: object, options: LBFGSOptions = {}) {
    this.#options = { ...defaults, ...options };
    checkOptions('LBFGS', { ...this.#options, rate: this.#options.learningRate });
    this.#parameters = [...namedCells(target).values()].filter(
      (cell): cell is Parameter => cell instanceof Parameter && isFloating(cell.dtype),
    );
    if (this.#parameters.length === 0)
      throw new TensorError('LBFGS', 'value', 'there are no parameters to train. Is the target a model?');
    this.#size = this.#parameters.reduce((sum, { size }) => sum + size, 0);
    const zeros = () => new Float64Array(this.#size);
    this.#memory = {
      iterations: 0,
      rate: 1,
      scale: 1,
      direction: zeros(),
      gradient: zeros(),
      changes: [],
      moves: [],
    };
  }

  /**
   * Some iterations.
   *
   * @returns the loss before the first of them
   */
  step(closure: Closure): number {
    const { iterations, gradientTolerance, changeTolerance, lineSearch } = this.#options;
    const mostEvaluations = this.#options.evaluations ?? Math.floor(iterations * 1.25);
    const memory = this.#memory;
    const first = this.#evaluate(closure);
    let { loss, gradient } = first;
    let evaluations = 1;
    for (let i = 1; i <= iterations && greatest(gradient) > gradientTolerance; i++) {
      this.#turn(gradient);
      const before = loss;
      const slope = dot(gradient, memory.direction);
      if (slope > -changeTolerance) break;
      const start = this.#weights();
      if (lineSearch === 'strongWolfe') {
        const evaluate = (at: number): LinePoint => {
          this.#place(start, at);
          const found = this.#evaluate(closure);
          evaluations++;
          return { ...found, at, slope: dot(found.gradient, memory.direction) };
        };
        const from = { loss, gradient, at: 0, slope };
        const end = strongWolfe(from, memory.rate, greatest(memory.direction), evaluate);
        memory.rate = end.at;
        ({ loss, gradient } = end);
        this.#place(start, end.at);
      } else {
        this.#place(start, memory.rate);
        if (i === iterations) break;
        ({ loss, gradient } = this.#evaluate(closure));
        evaluations++;
      }
      const isDone =
        evaluations >= mostEvaluations || memory.rate * greatest(memory.direction) <= changeTolerance;
      if (isDone || Math.abs(loss - before) < changeTolerance) break;
    }
    return first.loss;
  }

  /** Copies of what it remembers, by name. */
  stateDict(): StateDict {
    const { iterations, rate, scale, direction, gradient, changes, moves } = this.#memory;
    const shape = [changes.length, this.#size];
    return {
      numbers: tensor([iterations, rate, scale], { dtype: 'float64' }),
      direction: tensor(direction),
      gradient: tensor(gradient),
      changes: tensor(joined(changes), { shape }),
      moves: tensor(joined(moves), { shape }),
    };
  }

  /** Takes over a saved state; nothing is changed unless everything fits. */
  loadStateDict(saved: Readonly<StateDict>): this {
    const size = this.#size;
    const count = saved.changes?.shape[0] ?? 0;
    const shapes = {
      numbers: [3],
      direction: [size],
      gradient: [size],
      changes: [count, size],
      moves: [count, size],
    };
    const read = Object.entries(shapes).map(([name, shape]) => {
      const value = saved[name];
      if (value === undefined || String(value.shape) !== String(shape))
        throw new TensorError('LBFGS', 'state', `${name} is not of the shape [${shape}].`);
      return Float64Array.from(value.dataSync());
    });
    const [numbers, direction, gradient, changes, moves] = read as [Float64Array, ...Float64Array[]];
    const [iterations, rate, scale] = numbers as unknown as [number, number, number];
    const rows = (all: Float64Array) =>
      Array.from({ length: count }, (_, i) => all.slice(i * size, (i + 1) * size));
    this.#memory = {
      ...{ iterations, rate, scale, direction: direction!, gradient: gradient! },
      ...{ changes: rows(changes!), moves: rows(moves!) },
    };
    return this;
  }

  /** The next direction and the length to go; remembers the last step. */
  #turn(gradient: Float64Array): void {
    const memory = this.#memory;
    const { learningRate, historySize } = this.#options;
    memory.rate = this.#remember(gradient)
      ? learningRate
      : Math.min(1, 1 / absoluteSum(gradient)) * learningRate;
    const { changes, moves } = memory;
    const direction = gradient.map((value) => -value);
    const shares = new Float64Array(historySize);
    for (let i = changes.length - 1; i >= 0; i--) {
      shares[i] = dot(moves[i]!, direction) / dot(changes[i]!, moves[i]!);
      addTo(direction, -shares[i]!, changes[i]!);
    }
    for (let i = 0; i < direction.length; i++) direction[i]! *= memory.scale;
    for (let i = 0; i < changes.length; i++) {
      const share = dot(changes[i]!, direction) / dot(changes[i]!, moves[i]!);
      addTo(direction, shares[i]! - share, moves[i]!);
    }
    memory.direction = direction;
    memory.gradient = gradient;
  }

  /** Puts the last step into the history; false if there was none. */
  #remember(gradient: Float64Array): boolean {
    const memory = this.#memory;
    if (memory.iterations++ === 0) return false;
    const change = gradient.map((value, i) => value - memory.gradient[i]!);
    const move = memory.direction.map((value) => value * memory.rate);
    const curvature = dot(change, move);
    if (curvature > leastCurvature) {
      if (memory.changes.length === this.#options.historySize) {
        memory.changes.shift();
        memory.moves.shift();
      }
      memory.changes.push(change);
      memory.moves.push(move);
      memory.scale = curvature / dot(change, change);
    }
    return true;
  }

  #evaluate(closure: Closure): Evaluation {
    return scope(() => {
      const { value, grads } = closure();
      const flat = new Float64Array(this.#size);
      let at = 0;
      for (const parameter of this.#parameters) {
        const gradient = grads.get(parameter);
        if (gradient !== undefined && parameter.isTrainable) flat.set(gradient.dataSync(), at);
        at += parameter.size;
      }
      return { loss: value.dataSync()[0]!, gradient: flat };
    });
  }

  #weights(): Float64Array {
    return joined(this.#parameters.map(({ value }) => value.dataSync()));
  }

  /** Sets the parameters to a place on the line. */
  #place(start: Float64Array, length: number): void {
    scope(() => {
      let at = 0;
      for (const parameter of this.#parameters) {
        const { shape, dtype, size } = parameter;
        const values = start.slice(at, at + size);
        for (let i = 0; i < size; i++) values[i]! += length * this.#memory.direction[at + i]!;
        if (parameter.isTrainable) parameter.assign(tensor(values, { shape, dtype }));
        at += size;
      }
    });
  }
}

function joined(parts: readonly ArrayLike<number>[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function addTo(a: Float64Array, factor: number, b: Float64Array): void {
  for (let i = 0; i < a.length; i++) a[i]! += factor * b[i]!;
}

function greatest(a: Float64Array): number {
  return a.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

function absoluteSum(a: Float64Array): number {
  return a.reduce((sum, value) => sum + Math.abs(value), 0);
}
