// Functions that run as one op: traced at the first call, one pass over memory from then on.

import type { Cell } from '../cell.ts';
import { TensorError } from '../errors.ts';
import { executeAll, isObserved } from '../execute.ts';
import { sameShape } from '../layout.ts';
import type { TensorSpec } from '../op-table/record.ts';
import { asTensor } from '../ops/lift.ts';
import type { Tensor } from '../tensor.ts';
import { type Program, trace } from './tracer.ts';

/** The arguments of a fused function, for its caller: cells may stand for their values. */
export type FusedArguments<Args extends readonly Tensor[]> = {
  readonly [Place in keyof Args]: Args[Place] | Cell;
};

interface Entry extends Program {
  readonly isList: boolean;
  readonly specs: readonly TensorSpec[];
}

/**
 * The same function in one pass over memory: elementwise ops that each would read and write whole tensors run block by
 * block, in the cache.
 *
 * The first call with new shapes or dtypes runs `fn` op by op and writes down what it does; later calls run that. So
 * numbers in `fn` are constants: what changes from call to call is an argument, or a `Cell`. Tensors inside have one
 * shape, or a single element. It has gradients, of first and of higher order.
 *
 * @param fn takes tensors and returns a tensor or an array of them, by ops that treat each element by itself; it may
 *   use and assign cells
 * @returns a function with the same results
 * @throws TensorError `value` at the first call, if `fn` is more than elementwise ops: the message says why
 * @example
 * ```ts
 * const chain = fuse((a, b) => sub(mul(relu(add(mul(a, b), 0.5)), a), b));
 * chain(tensor([1, 2]), tensor([3, 4])); // [0.5, 13]
 * ```
 */
export function fuse<Args extends readonly Tensor[], R extends Tensor | readonly Tensor[]>(
  fn: (...args: Args) => R,
): (...args: FusedArguments<Args>) => R {
  const entries: Entry[] = [];
  return (...args) => {
    const inputs = args.map((arg) => asTensor(arg, 'fuse'));
    const entry = entries.find(({ specs }) => fits(specs, inputs));
    if (entry === undefined) {
      const { value, program } = trace(inputs, fn as unknown as (...inputs: readonly Tensor[]) => R);
      if (typeof program === 'string') throw new TensorError('fuse', 'value', `cannot fuse: ${program}.`);
      entries.push({
        ...program,
        specs: inputs.map(({ shape, dtype }) => ({ shape, dtype })),
        isList: Array.isArray(value),
      });
      return value;
    }
    const { attrs, cells } = entry;
    // A tape follows one output and no assignment; it sees the parts instead.
    const isPlain = attrs.results.length === 1 && attrs.assignments.length === 0;
    if (!isPlain && isObserved()) return fn(...(inputs as readonly Tensor[] as Args));
    const outputs = executeAll('elementwise', [...inputs, ...cells], attrs);
    return (entry.isList ? outputs : outputs[0]!) as R;
  };
}

function fits(specs: readonly TensorSpec[], inputs: readonly Tensor[]): boolean {
  if (specs.length !== inputs.length) return false;
  for (let i = 0; i < specs.length; i++) {
    const [spec, input] = [specs[i]!, inputs[i]!];
    if (spec.dtype !== input.dtype || !sameShape(spec.shape, input.shape)) return false;
  }
  return true;
}
