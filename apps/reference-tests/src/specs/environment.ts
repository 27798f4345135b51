// What the specs know of where they run: a replacement of TensorFlow.js' `jasmine_util`, with one synchronous CPU.

import { closeSpec, openSpec } from './facade/memory.ts';
import type { SpecGlobals } from './jasmine.ts';

/** The environment that suites are told of. */
const environment = { name: 'cpu', backendName: 'cpu', flags: {}, isDataSync: true };

/** Names for the environments that suites ask for. What needs a browser's canvas or storage is in the skip list. */
const constraints = [
  'ALL_ENVS',
  'SYNC_BACKEND_ENVS',
  'NODE_ENVS',
  'HAS_NODE_WORKER',
  'BROWSER_ENVS',
  'CHROME_ENVS',
  'HAS_WORKER',
];

/** The exports of `jasmine_util`; each suite is declared once. */
export function specEnvironment({ describe, beforeEach, afterEach }: SpecGlobals): Record<string, unknown> {
  return {
    ...Object.fromEntries(constraints.map((name) => [name, {}])),
    TEST_ENVS: [environment],
    TestKernelBackend: class {},
    runWithLock: (spec: unknown) => spec,
    describeWithFlags(name: string, _constraints: object, declare: (given: object) => void): void {
      describe(name, () => {
        beforeEach(openSpec);
        afterEach(closeSpec);
        declare(environment);
      });
    },
  };
}
