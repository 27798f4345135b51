// The choke point: every op of every tensor passes here, on its way to the interpreter and past the observers.

import type { Backend } from './backend/types.ts';
import { TensorError } from './errors.ts';
import { disposedError } from './memory/handle.ts';
import type { TensorSpec } from './op-table/record.ts';
import type { AttrsOf, OpName } from './op-table/table.ts';
import type { Tensor } from './tensor.ts';

/** Gives meaning to ops: the eager one computes at once, a tracing one may only record. */
export interface Interpreter {
  /** Computes one op. `backend` is where its outputs live. */
  run<N extends OpName>(name: N, inputs: readonly Tensor[], attrs: AttrsOf<N>, backend: Backend): Tensor[];
  /** Brings host bytes onto a backend. */
  constant(bytes: Uint8Array, spec: TensorSpec, backend: Backend, madeBy: string): Tensor;
}

/** Told of each op after it ran; the autograd tape is one. Ops inside a decomposition are not reported. */
export type Observer = (
  name: OpName,
  inputs: readonly Tensor[],
  attrs: AttrsOf<OpName>,
  outputs: readonly Tensor[],
) => void;

const state: {
  interpreter: Interpreter | null;
  backend: Backend | null;
  makeBackend: (() => Backend) | null;
  observers: readonly Observer[];
  reads: number;
} = { interpreter: null, backend: null, makeBackend: null, observers: [], reads: 0 };

/**
 * Runs an op of the table and returns its first output. What the public functions do once their arguments are tensors
 * of the right dtype.
 *
 * @example
 * ```ts
 * execute('exp', [tensor([0])], {});   // [1]
 * ```
 */
export function execute<N extends OpName>(name: N, inputs: readonly Tensor[], attrs: AttrsOf<N>): Tensor {
  return executeAll(name, inputs, attrs)[0]!;
}

/**
 * Runs an op of the table and returns all its outputs.
 *
 * @example
 * ```ts
 * const [values, indices] = executeAll('sort', [tensor([3, 1])], { axis: 0, descending: false });
 * values;   // [1, 3]
 * ```
 */
export function executeAll<N extends OpName>(
  name: N,
  inputs: readonly Tensor[],
  attrs: AttrsOf<N>,
): Tensor[] {
  const first = inputs[0];
  if (first?.isDisposed === true) throw disposedError(name, first);
  const backend = first === undefined ? currentBackend() : first.storage.backend;
  return executeOn(backend, name, inputs, attrs);
}

/** Runs an op with its outputs on a given backend. */
export function executeOn<N extends OpName>(
  backend: Backend,
  name: N,
  inputs: readonly Tensor[],
  attrs: AttrsOf<N>,
): Tensor[] {
  const outputs = currentInterpreter().run(name, inputs, attrs, backend);
  for (const observer of state.observers) observer(name, inputs, attrs, outputs);
  return outputs;
}

/**
 * Puts an observer in place until the returned function is called.
 *
 * @example
 * ```ts
 * const names = [];
 * const stop = observe((name) => names.push(name));
 * exp(neg(tensor([1])));
 * stop();
 * names;   // ['neg', 'exp']
 * ```
 */
export function observe(observer: Observer): () => void {
  state.observers = [...state.observers, observer];
  return () => {
    state.observers = state.observers.filter((each) => each !== observer);
  };
}

/**
 * Whether anybody watches.
 *
 * @example
 * ```ts
 * isObserved();   // false
 * const stop = observe(() => {});
 * isObserved();   // true
 * stop();
 * ```
 */
export function isObserved(): boolean {
  return state.observers.length > 0;
}

/** Notes that values were read on the host, by the program and not by an observer. */
export function noteRead(): void {
  if (isObserved()) state.reads++;
}

/** How many reads have been seen under observation. */
export function readsSeen(): number {
  return state.reads;
}

/**
 * Runs `fn` unobserved: what it makes is a constant to all gradients.
 *
 * @example
 * ```ts
 * const product = (x: Tensor) => mul(x, unobserved(() => square(x)));
 * grad(product)(tensor(3));   // 9
 * ```
 */
export function unobserved<T>(fn: () => T): T {
  const { observers } = state;
  state.observers = [];
  try {
    return fn();
  } finally {
    state.observers = observers;
  }
}

/**
 * The interpreter in force.
 *
 * @example
 * ```ts
 * const eager = currentInterpreter();
 * eager.run('neg', [tensor([1])], {}, getBackend())[0];   // [-1]
 * ```
 */
export function currentInterpreter(): Interpreter {
  if (state.interpreter === null) currentBackend();
  return state.interpreter!;
}

/** Puts an interpreter in place where there is none yet. */
export function installInterpreter(interpreter: Interpreter): void {
  state.interpreter ??= interpreter;
}

/**
 * Replaces the interpreter and returns the one before.
 *
 * @example
 * ```ts
 * const eager = currentInterpreter();
 * let calls = 0;
 * swapInterpreter({
 *   run: (...call) => (calls++, eager.run(...call)),
 *   constant: (...call) => eager.constant(...call),
 * });
 * exp(tensor([0]));
 * swapInterpreter(eager);
 * calls;   // 1
 * ```
 */
export function swapInterpreter(interpreter: Interpreter): Interpreter | null {
  const before = state.interpreter;
  state.interpreter = interpreter;
  return before;
}

/** The backend on which new tensors are made. */
export function currentBackend(): Backend {
  if (state.backend === null) {
    if (state.makeBackend === null) {
      throw new TensorError(
        'setBackend',
        'backend',
        "no backend is set. Import 'cambium', or install @cambium/backend-cpu and call setBackend(createCpuBackend()).",
      );
    }
    state.backend = state.makeBackend();
  }
  return state.backend;
}

/** Replaces the current backend and returns the one before. */
export function swapBackend(backend: Backend): Backend | null {
  const before = state.backend;
  state.backend = backend;
  return before;
}

/** Names what makes the backend on first use. */
export function setBackendMaker(make: () => Backend): void {
  state.makeBackend = make;
}
