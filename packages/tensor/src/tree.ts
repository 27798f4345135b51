// Finding the cells of a model: every field of every object is walked, and its path is its name.

import { Cell } from './cell.ts';
import { TensorHandle } from './memory/handle.ts';

/**
 * All cells inside a value, by path (`fc.0.weight`), in the order of the fields. Arrays, plain objects and instances
 * of classes are walked; a cell that is reached twice keeps its first name.
 *
 * @example
 * ```ts
 * const model = { layers: [{ weight: new Parameter(zeros([2])) }] };
 * [...namedCells(model).keys()];   // ['layers.0.weight']
 * ```
 */
export function namedCells(root: object): Map<string, Cell> {
  const found = new Map<string, Cell>();
  const seen = new Set<object>();
  const walk = (value: unknown, path: string): void => {
    if (!isWalkable(value) || seen.has(value)) return;
    seen.add(value);
    if (value instanceof Cell) {
      found.set(path, value);
      return;
    }
    for (const [name, field] of Object.entries(value)) walk(field, path === '' ? name : `${path}.${name}`);
  };
  walk(root, '');
  return found;
}

/**
 * All cells inside a value, in the order of the fields.
 *
 * @example
 * ```ts
 * const layer = { weight: new Parameter(zeros([2])), bias: null };
 * cells(layer).length;   // 1
 * ```
 */
export function cells(root: object): Cell[] {
  return [...namedCells(root).values()];
}

/** Objects that may hold cells: not tensors, buffers, maps or other things with inner state of their own. */
function isWalkable(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  return !(value instanceof TensorHandle || ArrayBuffer.isView(value) || value instanceof ArrayBuffer);
}
