// Where evidence comes from: recorded PyTorch modules, the comparison with TensorFlow.js, and the tests of the layers.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Golden } from '../goldens/format.ts';
import { replayGoldens } from '../goldens/replay.ts';
import { bringUp, type Setting } from '../setting.ts';
import { compareAll } from '../side-by-side.ts';
import type { EvidenceByLayer } from './evidence.ts';
import type { Witness } from './witness.ts';

const backends = ['cpu', 'wasm'] as const;
const goldens = fileURLToPath(new URL('../../data/goldens/torch', import.meta.url));
const root = fileURLToPath(new URL('../../../..', import.meta.url));

/** Replays the recorded modules and training runs; each counts for all layers that ran in it. */
export async function fromGoldens(evidence: EvidenceByLayer, witness: Witness): Promise<void> {
  for (const backend of backends) {
    const cases: { readonly golden: Golden; ran: string[] }[] = [];
    const note = (): void => {
      const last = cases.at(-1);
      if (last !== undefined) last.ran = witness.take();
    };
    const onCase = (_done: number, _total: number, golden: Golden): void => {
      note();
      witness.take();
      cases.push({ golden, ran: [] });
    };
    const outcomes = await replayGoldens({ directory: goldens, only: /^(modules|e2e)\//, backend, onCase });
    note();
    outcomes.forEach(({ status }, i) => {
      if (status !== 'passed') return;
      const { golden, ran } = cases[i]!;
      const hasGradient = Object.keys(golden.grads ?? {}).length > 0;
      for (const name of ran) {
        const own = evidence.get(name);
        if (own === undefined) continue;
        own.torch++;
        own.forward++;
        if (hasGradient) own.gradient++;
        if (backend === 'wasm') own.wasm++;
      }
    });
  }
}

/** Compares all layers with those of TensorFlow.js. */
export async function fromTfjs(evidence: EvidenceByLayer): Promise<void> {
  for (const backend of backends) {
    const only = `^(${[...evidence.keys()].join('|')})$`;
    const setting: Setting = { environment: 'node', backend, threads: 1, only, quick: false };
    const device = await bringUp(setting);
    for (const { subject, pass, failure } of await compareAll(setting, () => undefined)) {
      const own = evidence.get(subject);
      if (own === undefined || failure !== null) continue;
      own.tfjs++;
      own[pass]++;
      if (backend === 'wasm') own.wasm++;
    }
    device.dispose();
  }
}

interface TestReport {
  readonly testResults: readonly {
    readonly assertionResults: readonly {
      readonly ancestorTitles: readonly string[];
      readonly title: string;
      readonly status: string;
    }[];
  }[];
}

/** Runs the tests of the layers; a group of tests is named after its layer. */
export function fromTests(evidence: EvidenceByLayer): void {
  const folder = mkdtempSync(join(tmpdir(), 'cambium-layers-'));
  try {
    const file = join(folder, 'report.json');
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const args = [vitest, 'run', 'packages/layers/test', '--project', 'node', '--reporter=json'];
    execFileSync(process.execPath, [...args, `--outputFile=${file}`], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    const { testResults } = JSON.parse(readFileSync(file, 'utf8')) as TestReport;
    for (const { ancestorTitles, title, status } of testResults.flatMap((each) => each.assertionResults)) {
      const group = ancestorTitles[0] ?? '';
      const own = evidence.get(layerOf(group, [...evidence.keys()]) ?? '');
      if (own === undefined || status !== 'passed') continue;
      const isGradient = /\bgradients?\b|\blowers the loss\b/.test(title);
      if (isGradient) own.gradient++;
      if (!isGradient || /\boutputs?\b/.test(title)) own.forward++;
      if (/\bon WebAssembly$/.test(group)) own.wasm++;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The layer that a group of tests is about: its first word, or the letters of that (resnet18). */
function layerOf(title: string, names: readonly string[]): string | undefined {
  const word = title.match(/[A-Za-z]\w*/)?.[0] ?? '';
  const letters = word.replace(/\d+$/, '').toLowerCase();
  return names.find((name) => name === word) ?? names.find((name) => name.toLowerCase() === letters);
}
