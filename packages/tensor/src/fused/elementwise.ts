// What a program is made of: its instructions, each over whole tensors.

import { execute, executeOn } from '../execute.ts';
import type { AttrsOf, OpName } from '../op-table/table.ts';
import type { Tensor } from '../tensor.ts';
import type { Decomposition } from './table.ts';

/** The instructions one after the other, then the assignments. */
export const elementwise: Decomposition<'elementwise'> = (inputs, { instructions, results, assignments }) => {
  const { backend } = inputs[0]!.storage;
  const values: Tensor[] = [...inputs];
  for (const { op, inputs: from, attrs } of instructions) {
    const operands = from.map((value) => values[value]!);
    values.push(executeOn<OpName>(backend, op, operands, attrs as AttrsOf<OpName>)[0]!);
  }
  for (const [input, value] of assignments) execute('assign', [values[input]!, values[value]!], {});
  return results.map((value) => values[value]!);
};
