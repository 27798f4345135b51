// Single numbers of an optimizer: in double precision, where the backend has it.

import { type Cell, cast, getBackend, State, scope, type Tensor, tensor, zeros } from '@cambium/tensor';

/** A cell with one number. */
export function scalarState(value: number): State {
  return scope(() => new State(tensor(value, { dtype: scalarType() })));
}

/** The number in the dtype of such cells. */
export function toScalar(value: Tensor): Tensor {
  return cast(value, scalarType());
}

/** The dtype of single numbers. */
export function scalarType(): 'float64' | 'float32' {
  return getBackend().supports('float64') ? 'float64' : 'float32';
}

/** What stands in a slot that the options leave without a use. */
export function unused({ dtype }: Cell): Tensor {
  return zeros([], { dtype });
}
