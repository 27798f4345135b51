import type { Tensor } from './tensor.ts';
export function formatTensor(tensor: Tensor): string { return `Tensor ${tensor.dtype} [${tensor.shape.join(', ')}]`; }
