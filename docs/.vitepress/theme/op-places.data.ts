// The lines that make up an op, read from the sources when the site is built: what the guide shows cannot be out of date.

import { readFileSync } from 'node:fs';

/** Lines of a source, and the file they stand in. */
export interface OpPlace {
  readonly file: string;
  readonly text: string;
}

declare const data: readonly OpPlace[];

export { data };

const places: readonly (readonly [file: string, pattern: RegExp])[] = [
  ['packages/tensor/src/op-table/elementwise.ts', /^ {2}softplus: /],
  ['packages/backend-cpu/src/unary.ts', /^ {2}softplus: /],
  ['packages/backend-wasm/assembly/elementwise/unary-definitions.ts', /Unary\.softplus\)$/],
  ['packages/autograd/src/rules/unary.ts', /^ {2}softplus: /],
  ['packages/conformance/src/reference/unary.ts', /^ {2}softplus: /],
];

export default {
  load(): OpPlace[] {
    return places.map(([file, pattern]) => {
      const text = readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8');
      const lines = text.split('\n');
      const at = lines.findIndex((line) => pattern.test(line));
      if (at === -1) throw new Error(`${file} has no line like ${pattern}: the guide "Add an op" shows it.`);
      // A condition is nothing without the line below it.
      const end = lines[at]!.endsWith(')') ? at + 2 : at + 1;
      return { file, text: lines.slice(at, end).join('\n').replace(/^ {2}/gm, '') };
    });
  },
};
