// All checks of the suite, for whoever wants to run them without vitest.

import type { Check, CheckOptions } from './check.ts';
import { accuracyChecks } from './checks/accuracy.ts';
import { gradientChecks } from './checks/autograd.ts';
import { kinkChecks } from './checks/kinks.ts';
import { largeChecks } from './checks/large.ts';
import { memoryChecks } from './checks/memory.ts';
import { randomChecks } from './checks/random.ts';
import { valueChecks } from './checks/values.ts';

/**
 * Every behaviour that a backend must have, as functions that throw where it is missing.
 *
 * @example
 * ```ts
 * const backend = await createMyBackend();
 * for (const check of conformanceChecks({ create: createMyBackend })) await check.run(backend);
 * ```
 */
export function conformanceChecks(options: CheckOptions): Check[] {
  return [
    ...valueChecks(options),
    ...accuracyChecks(),
    ...largeChecks(),
    ...randomChecks(),
    ...gradientChecks(),
    ...kinkChecks(),
    ...memoryChecks(options),
  ];
}
