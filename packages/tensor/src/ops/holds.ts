// A question to the values of a tensor, for checks.

import { unobserved } from '../execute.ts';
import { scope } from '../memory/scope.ts';
import type { Tensor } from '../tensor.ts';
import { any } from './reduce.ts';

/** Whether something is true of any element; false where the backend cannot tell at once. */
export function holds(x: Tensor, predicate: (x: Tensor) => Tensor): boolean {
  if (x.storage.backend.readSync === undefined) return false;
  return unobserved(() => scope(() => any(predicate(x)).dataSync()[0] === 1));
}
