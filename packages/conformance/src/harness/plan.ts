// From forms to calls: for which dtypes an op is tested, and with which elements.

import {
  type AttrsOf,
  type Backend,
  type DType,
  dtypes,
  type OpName,
  opRecord,
  type TensorSpec,
} from '@cambium/tensor';
import type { Form, Suite } from '../suite.ts';
import { type Call, callOf, randomFill } from './call.ts';

function specsOf({ slots }: Form, dtype: DType): TensorSpec[] {
  return slots.map((slot) => ({ shape: slot.shape, dtype: slot.dtype ?? dtype }));
}

/** Whether the op's shape rule takes a form in some dtype. */
function isAccepted(op: OpName, form: Form, dtype: DType): boolean {
  try {
    opRecord(op).infer(specsOf(form, dtype), form.attrs as AttrsOf<OpName>, op);
    return true;
  } catch {
    return false;
  }
}

/** Whether some input takes the dtype of the test. */
function hasFreeInput({ slots }: Form): boolean {
  return slots.some((slot) => slot.dtype === undefined);
}

/** Whether the output has the dtype. */
function makes(op: OpName, form: Form, dtype: DType): boolean {
  const [output] = opRecord(op).infer(specsOf(form, dtype), form.attrs as AttrsOf<OpName>, op);
  return output?.dtype === dtype;
}

/** The dtypes in which the op is tested: those of its inputs, or of its output where the inputs have no choice. */
export function acceptedDTypes(op: OpName, suite: Suite<OpName>): DType[] {
  return dtypes.filter((dtype) => {
    const [form] = suite.forms(op, dtype);
    return (
      form !== undefined && isAccepted(op, form, dtype) && (hasFreeInput(form) || makes(op, form, dtype))
    );
  });
}

/** The dtypes that the op refuses. */
export function refusedDTypes(op: OpName, suite: Suite<OpName>): DType[] {
  return dtypes.filter((dtype) => {
    const [form] = suite.forms(op, dtype);
    return form !== undefined && hasFreeInput(form) && !isAccepted(op, form, dtype);
  });
}

/** The forms as calls, without those that need a dtype that the backend lacks. */
export function callsFor(op: OpName, forms: readonly Form[], dtype: DType, backend: Backend): Call[] {
  return forms
    .filter((form) => isSupported(op, form, dtype, backend))
    .map((form, i) => callOf(op, form, dtype, randomFill(op, i + 1)));
}

/** Whether a backend has the dtypes of all inputs and outputs. */
export function isSupported(op: OpName, form: Form, dtype: DType, backend: Backend): boolean {
  const inputs = specsOf(form, dtype);
  const outputs = opRecord(op).infer(inputs, form.attrs as AttrsOf<OpName>, op);
  return [...inputs, ...outputs].every((spec) => backend.supports(spec.dtype));
}
