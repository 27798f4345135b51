// Runs TensorFlow.js core's own specs against Cambium, on the backend that is the default when called.

import { compileFunction } from 'node:vm';
import { openRegion } from 'cambium';
import { bundleSpecs, facadeModules, requireForSpecs, type SpecFile } from './bundle.ts';
import { specEnvironment } from './environment.ts';
import { tf } from './facade/index.ts';
import { type Result, type SpecGlobals, startJasmine } from './jasmine.ts';
import { type Skip, skips } from './skips.ts';

/** Numbers of specs. */
export interface SpecCounts {
  passed: number;
  failed: number;
  skipped: number;
}

/** What became of the specs. */
export interface SpecReport extends SpecCounts {
  /** By spec file: `conv2d`, `image/crop_and_resize`. */
  readonly byOp: Record<string, SpecCounts>;
  readonly failures: { spec: string; message: string }[];
  readonly skips: { spec: string; reason: string }[];
}

/** Options of {@link runSpecs}. */
export interface SpecOptions {
  /** Only specs whose full name matches; every one unless given. */
  readonly only?: RegExp;
  readonly onProgress?: (done: number, total: number, file: string) => void;
  /** What not to run; the checked-in list unless given. */
  readonly skips?: readonly Skip[];
}

/**
 * Runs the specs in the installed `@tensorflow/tfjs-core`.
 *
 * A skip that matches no spec, and a spec file that cannot be loaded, count as failures.
 */
export async function runSpecs(options: SpecOptions = {}): Promise<SpecReport> {
  const { only, onProgress, skips: skipped = skips } = options;
  const { environment, globals } = startJasmine();
  const report: SpecReport = { passed: 0, failed: 0, skipped: 0, byOp: {}, failures: [], skips: [] };
  const chosen = new Set<string>();
  const unused = new Set(skipped);

  const reasonFor = (name: string): string | undefined => {
    const matching = skipped.filter(({ specs }) => specs.test(name));
    for (const each of matching) unused.delete(each);
    return matching[0]?.reason;
  };
  const count = (name: string, kind: keyof SpecCounts): void => {
    const op = name.split(' ')[0]!.replace(/^ops\//, '');
    report.byOp[op] ??= { passed: 0, failed: 0, skipped: 0 };
    report.byOp[op][kind]++;
    report[kind]++;
  };
  const fail = (spec: string, messages: readonly string[]): void => {
    count(spec, 'failed');
    report.failures.push({ spec, message: messages.join('\n') });
  };

  const files = await bundleSpecs();
  // What suites make while they are declared lives until all have run.
  const declared = openRegion();
  for (const file of files) {
    try {
      load(file, globals, (own) => ({
        [facadeModules.tf]: tf,
        [facadeModules.jasmine_util]: specEnvironment(own),
      }));
    } catch (error) {
      fail(file.name, [`cannot be loaded: ${String(error)}`]);
    }
  }
  environment.configure({
    specFilter: (spec) => {
      const name = spec.getFullName();
      if (only !== undefined && !only.test(name)) return false;
      chosen.add(spec.id);
      return reasonFor(name) === undefined;
    },
  });

  let done = 0;
  environment.addReporter({
    specDone({ id, fullName, status, failedExpectations }) {
      if (!chosen.has(id)) return;
      const reason = reasonFor(fullName) ?? (status === 'pending' ? 'disabled by its authors' : undefined);
      if (reason !== undefined) {
        count(fullName, 'skipped');
        report.skips.push({ spec: fullName, reason });
      } else if (status === 'passed') count(fullName, 'passed');
      else fail(fullName, messagesOf(failedExpectations));
      onProgress?.(++done, chosen.size, fullName.split(' ')[0]!);
    },
    suiteDone({ fullName, failedExpectations }) {
      if (failedExpectations.length > 0) fail(fullName, messagesOf(failedExpectations));
    },
  });
  try {
    await environment.execute();
  } finally {
    declared.close();
  }
  if (only === undefined) {
    for (const { specs } of unused) fail('skips', [`no spec matches the skip ${specs}`]);
  }
  return report;
}

function messagesOf(failed: Result['failedExpectations']): string[] {
  return failed.map(({ message }) => message);
}

/** Declares the suites of a file: its code sees the runner's functions as globals, and its name is put before theirs. */
function load(
  file: SpecFile,
  globals: SpecGlobals,
  modulesFor: (globals: SpecGlobals) => Readonly<Record<string, unknown>>,
): void {
  let depth = 0;
  const describe: SpecGlobals['describe'] = (name, declare) =>
    globals.describe(depth === 0 ? `${file.name} ${name}` : name, () => {
      depth++;
      declare();
      depth--;
    });
  // A namespace of its own keeps each file's engine, which its helpers bring along, apart from any in the process.
  const global: unknown = Object.assign(Object.create(globalThis), { _tfengine: null, _tfGlobals: null });
  const own: SpecGlobals = { ...globals, describe, global };
  const names = Object.keys(own);
  const modules = modulesFor(own);
  const run = compileFunction(file.code, ['require', 'module', 'exports', ...names], {
    filename: `${file.name}_test.js`,
  }) as (...args: readonly unknown[]) => void;
  const module = { exports: {} };
  const require = (name: string): unknown => modules[name] ?? requireForSpecs(name);
  run(require, module, module.exports, ...names.map((name) => own[name]));
}
