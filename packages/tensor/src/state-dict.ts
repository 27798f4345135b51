// Saved values by name: what they must look like, and taking them over, all or nothing.

import type { Cell } from './cell.ts';
import { formatShape, TensorError } from './errors.ts';
import { sameShape } from './layout.ts';
import { isTensor } from './ops/lift.ts';
import type { Tensor } from './tensor.ts';

/** Values of a model or an optimizer by path, for example `fc.0.weight`. */
export type StateDict = Record<string, Tensor>;

/**
 * The present values of cells. The tensors are the live ones: they see later assignments.
 *
 * @example
 * ```ts
 * const layer = { weight: new Parameter(zeros([2])) };
 * Object.keys(stateDictOf(namedCells(layer)));   // ['weight']
 * ```
 */
export function stateDictOf(cells: ReadonlyMap<string, Cell>): StateDict {
  return Object.fromEntries([...cells].map(([name, cell]) => [name, cell.value]));
}

/**
 * Assigns saved values to cells of the same names. Nothing is changed unless everything fits.
 *
 * @param owner what is being loaded, for the message
 * @param options.strict `false` accepts missing and extra names
 * @throws TensorError `state` that lists every missing, extra and mis-shaped name
 * @example
 * ```ts
 * const layer = { weight: new Parameter(zeros([2])) };
 * loadCells('layer', namedCells(layer), { weight: tensor([1, 2]) });
 * layer.weight;   // [1, 2]
 * ```
 */
export function loadCells(
  owner: string,
  cells: ReadonlyMap<string, Cell>,
  saved: Readonly<StateDict>,
  options: { strict?: boolean } = {},
): void {
  const problems = misfits(cells, saved, options.strict ?? true);
  if (problems.length > 0) {
    throw new TensorError(
      'loadStateDict',
      'state',
      `the saved state does not fit ${owner}:\n  ${problems.join('\n  ')}`,
    );
  }
  for (const [name, cell] of cells) {
    if (Object.hasOwn(saved, name)) cell.assign(saved[name]!);
  }
}

function misfits(cells: ReadonlyMap<string, Cell>, saved: Readonly<StateDict>, strict: boolean): string[] {
  const problems: string[] = [];
  for (const [name, cell] of cells) {
    const value: unknown = Object.hasOwn(saved, name) ? saved[name] : undefined;
    if (value === undefined) {
      if (strict) problems.push(`missing: ${name} ${formatShape(cell.shape)}`);
    } else if (!isTensor(value)) {
      problems.push(`not a tensor: ${name}`);
    } else if (!sameShape(value.shape, cell.shape) || value.dtype !== cell.dtype) {
      const [found, wanted] = [value, cell].map(({ dtype, shape }) => `${dtype} ${formatShape(shape)}`);
      problems.push(`mis-shaped: ${name} is ${found}, expected ${wanted}`);
    }
  }
  if (strict) for (const name of Object.keys(saved)) if (!cells.has(name)) problems.push(`extra: ${name}`);
  return problems;
}
