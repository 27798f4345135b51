// The reference program's comparisons: what they let through, the faults they catch, and the code they print.

import { beforeAll, describe, expect, it, vi } from 'vitest';
import { deviationOf } from '../apps/reference-tests/src/compare/deviation.ts';
import { ourInput, valuesOf } from '../apps/reference-tests/src/compare/inputs.ts';
import type { Outcome } from '../apps/reference-tests/src/compare/outcome.ts';
import { snippetOf } from '../apps/reference-tests/src/compare/snippet.ts';
import { streamOf } from '../apps/reference-tests/src/compare/stream.ts';
import { layerNames } from '../apps/reference-tests/src/layer-coverage/evidence.ts';
import { Witness } from '../apps/reference-tests/src/layer-coverage/witness.ts';
import { optionsOf, settingsOf } from '../apps/reference-tests/src/options.ts';
import { reportOf } from '../apps/reference-tests/src/part.ts';
import { decisionsOf } from '../apps/reference-tests/src/report/decisions.ts';
import { gridOf, shortUlp } from '../apps/reference-tests/src/report/grid.ts';
import { htmlOf } from '../apps/reference-tests/src/report/html.ts';
import { markdownOf } from '../apps/reference-tests/src/report/markdown.ts';
import { jsonLine, type Run } from '../apps/reference-tests/src/report/run.ts';
import { labelOf, type Setting } from '../apps/reference-tests/src/setting.ts';
import { allComparisons, compareAll } from '../apps/reference-tests/src/side-by-side.ts';
import { reduceRules } from '../packages/autograd/src/rules/reduce.ts';
import { unaryRules } from '../packages/autograd/src/rules/unary.ts';
import { createCpuBackend } from '../packages/backend-cpu/src/index.ts';
import { createWasmBackend } from '../packages/backend-wasm/src/index.ts';
import * as cambium from '../packages/cambium/src/index.ts';
import { derive } from '../packages/conformance/src/index.ts';
import { type Backend, neg, setBackend, type Tensor, tensor } from '../packages/tensor/src/index.ts';

const cpu: Setting = { environment: 'node', backend: 'cpu', threads: 1, only: '', quick: true };
const wasm: Setting = { ...cpu, backend: 'wasm' };

beforeAll(() => void vi.spyOn(console, 'warn').mockReturnValue(undefined));

/** Compares what matches on a backend. */
async function compareOn(backend: Backend, setting: Setting, only: string): Promise<Outcome[]> {
  setBackend(backend);
  return compareAll({ ...setting, only }, () => undefined);
}

/** Turns the sign of a gradient rule while something runs. */
async function withWrongSign<T>(given: object, work: () => Promise<T>): Promise<T> {
  const rule = given as { vjp: unknown };
  const { vjp } = rule;
  const [right] = [vjp].flat() as [(...args: readonly unknown[]) => Tensor];
  rule.vjp = [(...args: readonly unknown[]) => neg(right(...args))];
  try {
    return await work();
  } finally {
    rule.vjp = vjp;
  }
}

/** What failed, each subject and pass once. */
function failing(outcomes: readonly Outcome[]): string[] {
  const failed = outcomes.filter(({ failure }) => failure !== null);
  return [...new Set(failed.map(({ subject, pass }) => `${subject} ${pass}`))];
}

function runsOf(outcomes: readonly Outcome[], setting = cpu): Run[] {
  return [{ setting, part: 'side by side', report: reportOf(outcomes) }];
}

/** Runs a printed program, and gives what it logs. */
async function runSnippet(code: string): Promise<ArrayLike<number>> {
  const [imports, ...body] = code.split('\n');
  const names = imports!.match(/\{ (.*) \}/)![1]!.split(', ');
  const logged: ArrayLike<number>[] = [];
  const AsyncFunction = (async () => undefined).constructor as new (
    ...args: string[]
  ) => (...values: unknown[]) => Promise<void>;
  const values = names.map((name) => (cambium as Readonly<Record<string, unknown>>)[name]);
  const log = { log: (value: ArrayLike<number>) => logged.push(value) };
  await new AsyncFunction('console', ...names, body.join('\n'))(log, ...values);
  expect(logged).toHaveLength(1);
  return logged[0]!;
}

describe('comparisons with TensorFlow.js', () => {
  it('cover more than 200 subjects with more than 5,000 calls, and agree on one of each kind', async () => {
    const all = allComparisons();
    expect(new Set(all.map(({ subject }) => subject)).size).toBeGreaterThan(200);
    expect(all.length).toBeGreaterThan(5000);
    const some =
      '^(tanh|add|max|conv|maxPool|gather|layerNorm|resize|Linear|LSTM|hingeLoss|heUniform|Adam|stepDecay)$';
    const outcomes = await compareOn(createCpuBackend(), cpu, some);
    expect(failing(outcomes)).toEqual([]);
    expect(outcomes.length).toBeGreaterThan(100);
  }, 60_000);

  it('take a sample with every subject in the quick form', async () => {
    const subjects = (outcomes: readonly Outcome[]) => [...new Set(outcomes.map(({ subject }) => subject))];
    const [quick, full] = [
      await compareOn(createCpuBackend(), cpu, '^[s-t]'),
      await compareOn(createCpuBackend(), { ...cpu, quick: false }, '^[s-t]'),
    ];
    expect(subjects(quick)).toEqual(subjects(full));
    expect(quick.length).toBeLessThan(full.length / 2);
  }, 60_000);

  it('print programs that run, and compute the same', async () => {
    const seen = new Set<string>();
    for (const comparison of allComparisons()) {
      const { subject, inputs, ours, gradientBy, tolerance } = comparison;
      if (seen.has(subject)) continue;
      seen.add(subject);
      setBackend(createCpuBackend());
      const values = inputs.map((spec) => valuesOf(spec, streamOf(subject, 0)));
      const tensors = inputs.map((spec, i) => ourInput(spec, values[i]!));
      const output = ours.value(tensors);
      const weights = Array.from(output.dataSync(), (_, i) => Math.fround(Math.cos(i)));
      const [place] = gradientBy.slice(-1);
      const [gradient] =
        place === undefined ? [] : ours.gradients(tensors, [place], tensor(weights, { shape: output.shape }));
      const shown = { comparison, setting: cpu, values };
      const printed = Array.from(await runSnippet(snippetOf(shown)));
      const isRandom = tolerance.relative === 0 && tolerance.absolute > 0;
      if (!isRandom) expect(printed, subject).toEqual([...output.dataSync()]);
      if (place === undefined || gradient === undefined) continue;
      const code = snippetOf({ ...shown, gradient: { place, weights, shape: output.shape } });
      expect(Array.from(await runSnippet(code)), `gradient of ${subject}`).toEqual([...gradient.dataSync()]);
    }
    expect(seen.size).toBeGreaterThan(200);
  }, 120_000);
});

describe('seeded faults', () => {
  it('show a wrong sign in a gradient rule, in the gradients of that op alone', async () => {
    const outcomes = await withWrongSign(unaryRules.tanh, () =>
      compareOn(createCpuBackend(), cpu, '^(tanh|sinh|sigmoid|tan)$'),
    );
    expect(failing(outcomes)).toEqual(['tanh gradient']);
  });

  it('show it, too, where TensorFlow.js has no gradient, by differences', async () => {
    const outcomes = await withWrongSign(reduceRules.cumprod, () =>
      compareOn(createCpuBackend(), cpu, '^(cumprod|cumsum)$'),
    );
    expect(failing(outcomes)).toEqual(['cumprod gradient']);
    const { failure } = outcomes.find((outcome) => outcome.failure !== null)!;
    expect(failure).toMatch(
      /^cumprod, gradient by input 0: the reference throws: its gradient promises a slope/,
    );
  });

  it('show a border that is moved by one pixel, in convolutions alone', async () => {
    const backend = createCpuBackend();
    const moved = derive(backend, {
      kernels: {
        ...backend.kernels,
        conv: (op, inputs, outputs, attrs) => {
          const padding = attrs.padding.map(([before, after]) =>
            before > 0 ? ([before - 1, after + 1] as const) : ([before, after] as const),
          );
          backend.kernels.conv(op, inputs, outputs, { ...attrs, padding });
        },
      },
    });
    const outcomes = await compareOn(moved, cpu, '^(conv|maxPool|matmul|place)$');
    expect(failing(outcomes)).toEqual(['conv forward']);
  });

  it('show a vector loop that forgets the elements behind the last whole vector', async () => {
    const backend = await createWasmBackend({ threads: 1 });
    const forgetful = derive(backend, {
      kernels: {
        ...backend.kernels,
        unary: (op, inputs, outputs, attrs) => {
          backend.kernels.unary(op, inputs, outputs, attrs);
          const [output] = outputs;
          const tail = output!.layout.size % 4;
          if (op !== 'sqrt' || tail === 0) return;
          const bytes = new Uint8Array(new Float32Array(tail).fill(0.125).buffer);
          backend.write(output!.buffer, bytes, (output!.layout.size - tail) * 4);
        },
      },
    });
    const outcomes = await compareOn(forgetful, wasm, '^(sqrt|exp|abs|relu)$');
    expect(failing(outcomes)).toEqual(['sqrt forward']);
  });

  it('turn the tables and the pages red, with code that shows the right value', async () => {
    const backend = createCpuBackend();
    const unary: typeof backend.kernels.unary = (op, inputs, outputs, attrs) =>
      backend.kernels.unary(op === 'floor' ? 'ceil' : op, inputs, outputs, attrs);
    const outcomes = await compareOn(
      derive(backend, { kernels: { ...backend.kernels, unary } }),
      cpu,
      '^(floor|ceil)$',
    );
    const runs = runsOf(outcomes);
    const cells = gridOf(runs).rows.map(
      ({ subject, cells: [cell] }) => `${subject} ${shortUlp(cell!.forward)}`,
    );
    expect(cells).toEqual([expect.stringMatching(/^floor ✗ \d+ of \d+$/), 'ceil 0']);
    expect(htmlOf(runs)).toMatch(/<td>floor<\/td><td>\d+<\/td><td class="bad"/);
    expect(markdownOf(runs)).toContain('## Failures');
    const { failure } = outcomes.find((outcome) => outcome.failure !== null)!;
    const [what, ...code] = failure!.split('\n');
    const [, place, wrong, right] = what!.match(/element (\d+) of .* is (\S+), TensorFlow.js gives (\S+)/)!;
    const shown = (await runSnippet(code.join('\n')))[Number(place)];
    expect(wrong).not.toBe(right);
    expect(String(shown)).toBe(right);
  });
});

describe('the program', () => {
  const argv = (...options: string[]) => ['node', 'reference', ...options];
  const labels = (...options: string[]) => settingsOf(optionsOf(argv(...options))).map(labelOf);

  it('runs on both backends, with one thread and with several, unless told otherwise', () => {
    expect(labels()).toEqual(['cpu', 'wasm, 1 thread', expect.stringMatching(/^wasm, \d+ threads$/)]);
    expect(labels('--backend', 'wasm', '--threads', '1', '3')).toEqual(['wasm, 1 thread', 'wasm, 3 threads']);
    expect(labels('--backend', 'cpu', '--browser')).toEqual(['cpu', 'cpu, Chromium']);
  });

  it('adds up the reports of all parts in one line of JSON', () => {
    const specs = { passed: 5, failed: 0, skipped: 2 };
    const runs: Run[] = [
      { setting: cpu, part: 'a', report: { cases: 3, failed: 1 } },
      { setting: wasm, part: 'b', report: { cases: 4, failed: 0, specs, models: 2 } },
    ];
    expect(JSON.parse(jsonLine(runs))).toEqual({ cases: 7, failed: 1, tfjsSpecs: specs, models: 2 });
  });

  it('tells which reasons were needed, and in full runs which were not', () => {
    const outcome = {
      group: 'op',
      subject: 'abs',
      pass: 'forward',
      error: 0,
      ulp: 0,
      failure: null,
    } as const;
    const outcomes: Outcome[] = [
      { ...outcome, decidedBy: 'reference', reason: 'needed' },
      { ...outcome, decidedBy: 'tfjs', reason: 'not needed' },
      { ...outcome, decidedBy: 'tfjs' },
    ];
    const times = (setting: Setting) =>
      decisionsOf(runsOf(outcomes, setting)).map((each) => [each.reason, each.times]);
    expect(times(cpu)).toEqual([['needed', 1]]);
    expect(times({ ...cpu, quick: false })).toEqual([
      ['needed', 1],
      ['not needed', 0],
    ]);
  });

  it('sees which layers run, those inside of others among them', () => {
    const witness = new Witness();
    setBackend(createCpuBackend());
    const model = new cambium.Sequential(new cambium.Linear(2, 3), new cambium.Flatten());
    model.forward(tensor([[1, 2]]));
    expect(witness.take().sort()).toEqual(['Flatten', 'Linear', 'Sequential']);
    expect(witness.take()).toEqual([]);
    expect(layerNames).toContain('Linear');
    expect(layerNames).not.toContain('Recurrent');
  });
});

describe('errors', () => {
  it('are counted as a multiple of the tolerance and in units of the last place', () => {
    const tolerance = { relative: 1e-6, absolute: 1e-7 };
    const next = Math.fround(1 + 2 ** -23);
    expect(deviationOf([1, next], [1, 1], { relative: 0, absolute: 0 })).toEqual({
      error: Infinity,
      ulp: 1,
      place: 1,
    });
    expect(deviationOf([next], [1], tolerance)).toEqual({
      error: expect.closeTo(2 ** -23 / 1.1e-6, 6),
      ulp: 1,
      place: 0,
    });
  });

  it('count numbers below the absolute tolerance as large as it makes them', () => {
    const { ulp } = deviationOf([1e-9], [2e-9], { relative: 1e-6, absolute: 1e-7 });
    expect(ulp).toBeLessThan(1);
  });

  it('are infinite where nothing can be compared', () => {
    const tolerance = { relative: 1e-6, absolute: 1e-7 };
    expect(deviationOf([Number.NaN], [1], tolerance).error).toBe(Infinity);
    expect(deviationOf([Infinity], [-Infinity], tolerance).error).toBe(Infinity);
    expect(deviationOf([Number.NaN, -0], [Number.NaN, 0], tolerance).error).toBe(0);
    expect(deviationOf([-0], [0], tolerance, true).error).toBe(Infinity);
  });
});
