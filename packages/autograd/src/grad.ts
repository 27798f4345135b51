// Functions that differentiate functions. Recording happens only inside their calls.

import {
  type Cell,
  cells,
  collectTensors,
  isFloating,
  isTensor,
  onesLike,
  Parameter,
  scope,
  type Tensor,
  TensorError,
  track,
  zerosLike,
} from '@cambium/tensor';
import { backward } from './backward.ts';
import { activeTapes, Tape } from './tape.ts';

/** Gradients by parameter. A parameter on which the loss does not depend has no entry. */
export type Gradients = Map<Parameter, Tensor>;

/** What a differentiated function may return: the scalar, or the scalar followed by anything else of interest. */
export type Differentiable = Tensor | readonly [Tensor, ...unknown[]];

/** A tensor, or tensors in (nested) arrays and plain objects. */
export type TensorTree = Tensor | readonly TensorTree[] | { readonly [name: string]: TensorTree };

/** What {@link valueAndGrad} gives. */
export interface ValueAndGrad<R, G> {
  /** What the function returned. */
  readonly value: R;
  /** Gradients of the scalar, arranged like what it was differentiated by. */
  readonly grads: G;
}

/**
 * Differentiates a scalar function by the trainable parameters of a model.
 *
 * @param target a module, or any object, array or cell with `Parameter`s inside
 * @param fn returns the scalar to differentiate, or an array that begins with it
 * @returns a function with fn's arguments that gives fn's value and the gradients by parameter
 * @throws TensorError `gradient` if the value is not a floating scalar
 * @example
 * ```ts
 * const weight = new Parameter(tensor([1, 2]));
 * const lossAndGrads = valueAndGrad(weight, (x: Tensor) => sum(mul(weight, square(x))));
 * const { value, grads } = lossAndGrads(tensor([3, 4]));
 * grads.get(weight)!.toArray();   // [9, 16]
 * ```
 */
export function valueAndGrad<Args extends readonly unknown[], R extends Differentiable>(
  target: object,
  fn: (...args: Args) => R,
): (...args: Args) => ValueAndGrad<R, Gradients>;
/**
 * Differentiates a scalar function by its first argument: a tensor, or tensors in arrays and objects.
 *
 * @example
 * ```ts
 * const { value, grads } = valueAndGrad((x: Tensor) => sum(square(x)))(tensor([1, 2]));
 * grads.toArray();   // [2, 4]
 * ```
 */
export function valueAndGrad<T extends TensorTree, Rest extends readonly unknown[], R extends Differentiable>(
  fn: (x: T, ...rest: Rest) => R,
): (x: T, ...rest: Rest) => ValueAndGrad<R, T>;
export function valueAndGrad(
  ...given: readonly [object, Fn] | readonly [Fn]
): (...args: readonly unknown[]) => ValueAndGrad<Differentiable, unknown> {
  if (given.length === 1) {
    const [fn] = given;
    return (...args) => byFirstArgument(fn, args);
  }
  const [target, fn] = given;
  return (...args) => byParameters(target, () => fn(...args));
}

type Fn = (...args: readonly unknown[]) => Differentiable;

/**
 * The gradient of a scalar function by its first argument. Nests to any order.
 *
 * @param fn takes a tensor, or tensors in arrays and objects, and returns a scalar
 * @example
 * ```ts
 * const cube = (x: Tensor) => mul(x, square(x));
 * grad(cube)(tensor(2)).toArray();         // 12
 * grad(grad(cube))(tensor(2)).toArray();   // 12
 * ```
 */
export function grad<T extends TensorTree, Rest extends readonly unknown[]>(
  fn: (x: T, ...rest: Rest) => Differentiable,
): (x: T, ...rest: Rest) => T {
  const both = valueAndGrad(fn);
  return (x, ...rest) => scope(() => both(x, ...rest).grads as never) as T;
}

function byParameters(target: object, fn: () => Differentiable): ValueAndGrad<Differentiable, Gradients> {
  const parameters = cells(target).filter(isTrainable);
  const { value, gradients } = differentiate(
    fn,
    parameters.map((parameter) => parameter.value),
  );
  const grads: Gradients = new Map();
  for (const parameter of parameters) {
    const gradient = gradients.get(parameter.value.id);
    if (gradient !== undefined) grads.set(parameter, gradient);
  }
  return { value, grads };
}

function isTrainable(cell: Cell): cell is Parameter {
  return cell instanceof Parameter && cell.isTrainable && isFloating(cell.dtype);
}

function byFirstArgument(fn: Fn, args: readonly unknown[]): ValueAndGrad<Differentiable, unknown> {
  const tree = args[0] as TensorTree;
  const sources = new Set<Tensor>();
  collectTensors(tree, sources);
  if (sources.size === 0) {
    throw new TensorError('grad', 'gradient', 'the first argument holds no tensor. Did you mean tensor(x)?');
  }
  for (const source of sources) {
    if (!isFloating(source.dtype)) {
      throw new TensorError(
        'grad',
        'dtype',
        `cannot differentiate by ${source.dtype}. Did you mean cast(x, 'float32')?`,
      );
    }
  }
  const { value, gradients } = differentiate(() => fn(...args), sources);
  const grads = mapTree(tree, (source) => gradients.get(source.id) ?? zerosLike(source));
  return { value, grads };
}

/** Runs `fn` under a tape and goes back from its value. The value and the gradients belong to the caller's scope. */
function differentiate(
  fn: () => Differentiable,
  sources: Iterable<Tensor>,
): { value: Differentiable; gradients: Map<number, Tensor> } {
  const list = [...sources];
  const tape = new Tape();
  return scope(() => {
    try {
      tape.start(list);
      const value = fn();
      tape.stop();
      const output = checkScalar(value);
      const gradients = tape.tracks(output)
        ? backward(
            tape.nodes,
            output,
            onesLike(output),
            new Set(list.map((source) => source.id)),
            activeTapes().length === 0,
          )
        : new Map<number, Tensor>();
      for (const gradient of gradients.values()) track(gradient);
      return { value, gradients };
    } finally {
      tape.dispose();
    }
  });
}

function checkScalar(value: Differentiable): Tensor {
  const output: unknown = Array.isArray(value) ? value[0] : value;
  if (!isTensor(output)) {
    throw new TensorError(
      'grad',
      'gradient',
      'the function must return a tensor (or an array that begins with one).',
    );
  }
  if (output.size !== 1 || !isFloating(output.dtype)) {
    throw new TensorError(
      'grad',
      'gradient',
      `differentiates a floating scalar, the function returned ${output.dtype} [${output.shape.join(', ')}]. Did you mean sum() or mean()?`,
      { shapes: [output.shape] },
    );
  }
  return output;
}

function mapTree(tree: TensorTree, fn: (tensor: Tensor) => Tensor): TensorTree {
  if (isTensor(tree)) return fn(tree);
  if (Array.isArray(tree)) return tree.map((each: TensorTree) => mapTree(each, fn));
  return Object.fromEntries(
    Object.entries(tree).map(([name, each]) => [name, mapTree(each as TensorTree, fn)]),
  );
}
