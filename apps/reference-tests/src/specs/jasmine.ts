// The runner that the specs were written for, with one matcher of ours.

import { createRequire } from 'node:module';
import { TensorError } from 'cambium';

/** The functions that a spec file finds as globals. */
export interface SpecGlobals {
  readonly describe: (name: string, declare: () => void) => void;
  readonly beforeEach: (work: () => void) => void;
  readonly afterEach: (work: () => void) => void;
  readonly [name: string]: unknown;
}

/** One spec, before it runs. */
export interface Spec {
  readonly id: string;
  getFullName(): string;
}

/** What became of a spec or a suite. */
export interface Result {
  readonly id: string;
  readonly fullName: string;
  readonly status: string;
  readonly failedExpectations: readonly { readonly message: string; readonly stack?: string }[];
}

interface Environment {
  configure(options: {
    random?: boolean;
    forbidDuplicateNames?: boolean;
    specFilter?: (spec: Spec) => boolean;
  }): void;
  addReporter(reporter: { specDone(result: Result): void; suiteDone(result: Result): void }): void;
  execute(): Promise<unknown>;
}

interface Jasmine {
  DEFAULT_TIMEOUT_INTERVAL: number;
  getEnv(options: { suppressLoadErrors: boolean }): Environment;
  addMatchers(matchers: object): void;
}

interface JasmineRequire {
  core(self: JasmineRequire): Jasmine;
  interface(jasmine: Jasmine, environment: Environment): SpecGlobals;
}

/** A fresh runner. */
export function startJasmine(): { readonly environment: Environment; readonly globals: SpecGlobals } {
  const jasmineRequire = createRequire(import.meta.url)(
    'jasmine-core/lib/jasmine-core/jasmine.js',
  ) as JasmineRequire;
  const jasmine = jasmineRequire.core(jasmineRequire);
  jasmine.DEFAULT_TIMEOUT_INTERVAL = 20_000;
  const environment = jasmine.getEnv({ suppressLoadErrors: true });
  // Some of the specs bear the same name. Before they are declared the runner must know that this is all right.
  environment.configure({ random: false, forbidDuplicateNames: false });
  const globals = { ...jasmineRequire.interface(jasmine, environment), jasmine };
  globals.beforeEach(() => jasmine.addMatchers({ toThrow: toThrowAnyError, toThrowError: toThrowAnyError }));
  return { environment, globals };
}

/** The verdict of a matcher. */
interface Verdict {
  readonly pass: boolean;
  readonly message: string;
}

interface Matcher {
  compare(work: () => void, ...expected: unknown[]): Verdict;
  negativeCompare(work: () => void): Verdict;
}

/**
 * `toThrowError`, except that a {@link TensorError} satisfies it whatever its wording: messages are each library's own,
 * that bad input is refused is common. A `TypeError` is no refusal, unless it is asked for: it may come from a function
 * that is missing.
 */
function toThrowAnyError(): Matcher {
  return {
    compare(work, ...expected) {
      const thrown = thrownBy(work);
      if (thrown === null)
        return { pass: false, message: 'Expected function to throw an Error, it did not throw.' };
      return judge(thrown.error, expected);
    },
    negativeCompare(work) {
      const thrown = thrownBy(work);
      return {
        pass: thrown === null,
        message: `Expected function not to throw, got ${String(thrown?.error)}`,
      };
    },
  };
}

function thrownBy(work: () => void): { readonly error: unknown } | null {
  try {
    work();
    return null;
  } catch (error) {
    return { error };
  }
}

function judge(error: unknown, expected: readonly unknown[]): Verdict {
  if (!(error instanceof Error)) return { pass: false, message: `Expected an Error, got ${String(error)}.` };
  if (expected.length === 0 && error instanceof TypeError)
    return { pass: false, message: `Expected a refusal, got ${String(error)}` };
  const wrong = expected.find((each) => !fits(error, each));
  const pass = error instanceof TensorError || wrong === undefined;
  return { pass, message: `Expected an error like ${String(wrong)}, got ${String(error)}` };
}

function fits(error: Error, expected: unknown): boolean {
  if (expected instanceof RegExp) return expected.test(error.message);
  if (typeof expected === 'function') return error instanceof expected;
  return expected === undefined || expected === error.message;
}
