// The checks as tests of vitest.

import type { Backend } from '@cambium/tensor';
import { afterAll, beforeAll, describe, it } from 'vitest';
import type { Check, CheckOptions } from './check.ts';
import { conformanceChecks } from './checks.ts';

/** The backend to test. */
export interface ConformanceOptions extends CheckOptions {
  /** For the test report. */
  readonly name: string;
}

/**
 * Defines the tests that every backend has to pass: one `it` for each behaviour of each op and dtype. What the backend
 * lacks by `supports` is skipped.
 *
 * @example
 * ```ts
 * import { defineConformanceTests } from '@cambium/conformance';
 * import { createMyBackend } from '../src/index.ts';
 *
 * defineConformanceTests({ name: 'mine', create: createMyBackend });
 * ```
 */
export function defineConformanceTests({ name, ...options }: ConformanceOptions): void {
  describe(`conformance of ${name}`, () => {
    let backend: Backend;
    beforeAll(async () => {
      backend = await options.create();
    });
    afterAll(() => backend.dispose());
    for (const [group, checks] of byGroup(conformanceChecks(options))) {
      describe(group, () => {
        for (const check of checks) {
          it(check.name, { timeout: 60_000 }, async ({ skip }) => {
            const missing = check.missing(backend);
            if (missing !== null) skip(missing);
            await check.run(backend);
          });
        }
      });
    }
  });
}

function byGroup(checks: readonly Check[]): Map<string, Check[]> {
  const groups = new Map<string, Check[]>();
  for (const check of checks) groups.set(check.group, [...(groups.get(check.group) ?? []), check]);
  return groups;
}
