// The goldens program's library: what it lets through, what it catches, and what it says of the rest.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readGoldens } from '../apps/reference-tests/src/goldens/files.ts';
import { replayGoldens } from '../apps/reference-tests/src/goldens/replay.ts';
import { summarize } from '../apps/reference-tests/src/goldens/report.ts';

const recorded = fileURLToPath(new URL('../apps/reference-tests/data/goldens/torch', import.meta.url));

let work: string;
beforeAll(async () => {
  work = await mkdtemp(join(tmpdir(), 'cambium-goldens-'));
});
afterAll(() => rm(work, { recursive: true, force: true }));

/** Replays a recorded case after a change of its text. */
async function replayChanged(id: string, change: (line: string) => string): Promise<string[]> {
  const golden = readGoldens(recorded)
    .flatMap(({ cases }) => cases)
    .find((each) => each.id === id);
  const line = change(JSON.stringify(golden));
  await writeFile(join(work, 'losses.ndjson'), `${line}\n`);
  const outcomes = await replayGoldens({ directory: work });
  return outcomes.map(({ status, notes }) => [status, ...notes].join(' '));
}

describe('goldens', () => {
  it.each(['wasm', 'cpu'] as const)(
    'agree with all that PyTorch computed for ops, losses and layers, on %s',
    async (backend) => {
      const outcomes = await replayGoldens({ directory: recorded, only: /^(ops|losses|modules)\//, backend });
      const { passed, failed } = summarize(outcomes);
      expect(outcomes.filter(({ status }) => status === 'failed')).toEqual([]);
      expect({ passed: passed > 3100, failed }).toEqual({ passed: true, failed: 0 });
    },
    60_000,
  );

  it('leaves out no op and no loss', async () => {
    const outcomes = await replayGoldens({ directory: recorded, only: /^(ops|losses)\// });
    expect(outcomes.filter(({ status }) => status === 'unsupported')).toEqual([]);
  });

  it.each([
    ['modules', /^modules\//, 146],
    // The LeNet-5 runs are left to `pnpm goldens`: on this backend they take seconds.
    ['short training runs', /^e2e\/(?!lenet5)/, 11],
    ['init', /^init\//, 155],
  ])('agrees with PyTorch in every case of %s', async (_name, only, count) => {
    const outcomes = await replayGoldens({ directory: recorded, only });
    expect(outcomes.filter(({ status }) => status !== 'passed')).toEqual([]);
    expect(outcomes).toHaveLength(count);
  });

  it('says why a case cannot be compared', async () => {
    const spoil = (line: string): string =>
      line.replace('"op":"nn.functional.mse_loss"', '"op":"median_loss"');
    const [result] = await replayChanged('losses/nn.functional.mse_loss/float64/0', spoil);
    expect(result).toBe('unsupported unknown to this program');
  });

  it('passes a recorded case from a plain file', async () => {
    const id = 'losses/nn.functional.mse_loss/float64/0';
    expect(await replayChanged(id, (line) => line)).toEqual(['passed']);
  });

  it.each(['outputs', 'grads'])('catches a wrong number among the %s', async (field) => {
    const spoil = (line: string): string => {
      const at = line.indexOf(`"${field}"`);
      return line.slice(0, at) + line.slice(at).replace(/"data":\[/, '"data":[1');
    };
    const [result] = await replayChanged('losses/nn.functional.mse_loss/float64/0', spoil);
    expect(result).toMatch(/^failed .*1 of 1 differ/);
  });
});
