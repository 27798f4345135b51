// What a tape is made of: nodes, which keep handles of their own on the values that gradients need.

import { Tensor, type TensorSpec, type Trail } from '@cambium/tensor';

/** One op on the tape. */
export interface TapeNode {
  readonly name: string;
  /** Identities of the inputs; `null` where no gradient is wanted. */
  readonly inputs: readonly (number | null)[];
  readonly output: number;
  readonly specs: readonly TensorSpec[];
  /** Layers in which the op ran. */
  readonly trail: Trail | null;
  /** The gradient of one input, given that of the output. */
  backward(g: Tensor, index: number): Tensor | null;
  /** The part of its input's gradient that the node's gradient is added to, as a view; where it is a part. */
  part?(total: Tensor): Tensor | null;
  /** Gives back what the node kept. */
  dispose(): void;
}

/** A second handle on the same value, owned by the caller and known to no scope. */
export function anotherHandle(tensor: Tensor): Tensor {
  return new Tensor(tensor.storage.retain(), tensor.layout, tensor.dtype, tensor.madeBy, tensor.id);
}
