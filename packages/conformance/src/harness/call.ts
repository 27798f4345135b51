// One call of one op: its inputs on the host, and the code that repeats it.

import {
  type Attrs,
  type AttrsOf,
  type DType,
  executeAll,
  mutatedInputs,
  type OpName,
  opRecord,
  type Tensor,
} from '@cambium/tensor';
import type { Form, Slot, Suite } from '../suite.ts';
import { type Arranged, type Arrangement, arrange, follow, settle, upload } from './arrange.ts';
import { type HostTensor, sizeOf, toTypedArray } from './host.ts';
import { domainOf, sample } from './values.ts';

/** A call, ready to be made on any backend. */
export interface Call {
  readonly op: OpName;
  readonly attrs: Attrs;
  readonly inputs: readonly HostTensor[];
  readonly arrangements: readonly Arrangement[];
  readonly arranged: readonly Arranged[];
}

/** Chooses the elements of an input that has none of its own. */
export type Fill = (slot: Slot, input: number, dtype: DType) => readonly number[];

/** Random elements, others for each seed. */
export function randomFill(op: OpName, seed: number): Fill {
  return ({ shape }, input, dtype) => sample(dtype, sizeOf(shape), seed * 7 + input, domainOf(op, input));
}

/** Fills a form with elements. */
export function callOf(op: OpName, form: Form, dtype: DType, fill: Fill): Call {
  const arrangements = form.slots.map((slot) => slot.arrangement ?? 'dense');
  const inputs = form.slots.map((slot, input) => {
    const own = slot.dtype ?? dtype;
    const values = [...toTypedArray(slot.values ?? fill(slot, input, own), own)];
    return settle({ shape: slot.shape, dtype: own, values }, arrangements[input]!);
  });
  const arranged = inputs.map((input, i) => arrange(input, arrangements[i]!));
  return { op, attrs: form.attrs, inputs, arrangements, arranged };
}

/** Brings the dense bases of the inputs onto the current backend. */
export function uploadBases({ arranged }: Call): Tensor[] {
  return arranged.map(({ base }) => upload(base));
}

/** Makes the call and returns what it computes: its outputs, then what it has overwritten. */
export function make(call: Call, suite: Suite<OpName>, bases: readonly Tensor[]): readonly Tensor[] {
  const attrs = call.attrs as AttrsOf<OpName>;
  const inputs = bases.map((base, i) => follow(base, call.arranged[i]!));
  const outputs = suite.call?.(call.op, inputs, attrs) ?? executeAll(call.op, inputs, attrs);
  return [...outputs, ...overwritten(call).map((i) => inputs[i]!)];
}

/** Which inputs a call overwrites. */
export function overwritten({ op, attrs }: Call): readonly number[] {
  return mutatedInputs(opRecord(op), attrs);
}

/** TypeScript that makes the call. */
export function codeFor({ op, attrs, arranged }: Call): string {
  const lines = arranged.map(({ base, views }, i) => {
    const values = base.values.map((value) => (Object.is(value, -0) ? '-0' : String(value))).join(', ');
    const made = `tensor([${values}], { shape: [${base.shape.join(', ')}], dtype: '${base.dtype}' })`;
    const seen = views.reduce(
      (x, view) => `execute('${view.op}', [${x}], ${JSON.stringify(view.attrs)})`,
      made,
    );
    return `const input${i} = ${seen};`;
  });
  const names = arranged.map((_, i) => `input${i}`).join(', ');
  return [...lines, `execute('${op}', [${names}], ${JSON.stringify(attrs)});`].join('\n');
}

/** The call in a few words: op, input shapes and arrangements, attributes. */
export function describeCall({ op, attrs, inputs, arranged }: Call): string {
  const operands = inputs.map(({ shape, dtype }, i) => {
    const views = arranged[i]!.views.map((view) => view.op).join(', ');
    return `${dtype} [${shape.join(', ')}]${views === '' ? '' : ` by ${views}`}`;
  });
  return `${op}(${operands.join('; ')}) with ${JSON.stringify(attrs)}`;
}
