// Replays golden files: each case by the replayer of its file.

import { init, type Tolerance } from 'cambium';
import { type Adapters, Unsupported } from './adapter.ts';
import { activation } from './adapters/activation.ts';
import { attention } from './adapters/attention.ts';
import { binary, select } from './adapters/binary.ts';
import { clip } from './adapters/clip.ts';
import { conv } from './adapters/conv.ts';
import { detection } from './adapters/detection.ts';
import { indexing } from './adapters/indexing.ts';
import { linalg } from './adapters/linalg.ts';
import { loss } from './adapters/loss.ts';
import { norm } from './adapters/norm.ts';
import { pool } from './adapters/pool.ts';
import { reduce, scan } from './adapters/reduce.ts';
import { padding, shape } from './adapters/shape.ts';
import { unary } from './adapters/unary.ts';
import { readGoldens } from './files.ts';
import type { CallGolden, Golden } from './format.ts';
import type { Outcome } from './outcome.ts';
import { replayCall } from './replay-call.ts';
import { replayInit } from './replay-init.ts';
import { replayLbfgs } from './replay-lbfgs.ts';
import { replayModule } from './replay-module.ts';
import { replayOptimizer } from './replay-optimizer.ts';
import { replayScheduler } from './replay-scheduler.ts';
import { replayTraining } from './replay-training.ts';

/** Replays one case; throws {@link Unsupported} for what has no counterpart. */
export type Replayer = (file: string, golden: Golden, directory: string) => Outcome;

const exact: Tolerance = { relative: 0, absolute: 0 };
/** What the README of the goldens promises: PyTorch mixes pixels with shares that it rounds to float32. */
const promised: Tolerance = { relative: 1e-4, absolute: 1e-5 };
/** Both sides round a few times. */
const rounded: Tolerance = { relative: 1e-6, absolute: 1e-7 };
const transcendental: Tolerance = { relative: 5e-6, absolute: 1e-6 };

/** Calls of functions; float32 outputs may be held to a tighter tolerance. */
const calls = (
  adapters: Adapters,
  float32?: Tolerance,
  others: { readonly [op: string]: Tolerance } = {},
): Replayer => {
  return (file, golden) => {
    const found = adapters[golden.op];
    if (found === undefined) throw new Unsupported('unknown to this program');
    if (typeof found === 'string') throw new Unsupported(found);
    return replayCall(file, golden as CallGolden, found, others[golden.op] ?? float32);
  };
};

const none = (reason: string): Replayer => {
  return () => {
    throw new Unsupported(reason);
  };
};

const replayers: { readonly [file: string]: Replayer } = {
  'ops/unary': calls(unary, transcendental),
  'ops/activation': calls(activation, transcendental),
  'ops/binary': calls(binary, transcendental),
  'ops/select': calls(select, exact),
  'ops/reduce': calls(reduce),
  'ops/scan': calls(scan),
  'ops/linalg': calls(linalg),
  'ops/conv': calls(conv),
  'ops/pool': calls(pool),
  'ops/norm': calls(norm),
  'ops/index': calls(indexing, rounded),
  'ops/shape': calls(shape, exact),
  'ops/pad': calls(padding, exact, { 'nn.functional.interpolate': promised }),
  'ops/attention': calls(attention),
  losses: calls(loss),
  modules: replayModule,
  'optim/optimizers': replayOptimizer,
  'optim/lbfgs': replayLbfgs,
  'optim/schedulers': replayScheduler,
  'optim/clip': calls(clip),
  e2e: replayTraining,
  init: replayInit,
  detection: calls(detection),
};

/** What to replay. */
export interface ReplayOptions {
  /** Directory of golden files. */
  readonly directory: string;
  /** Cases whose id matches; all unless given. */
  readonly only?: RegExp;
  /** `'wasm'` unless given. */
  readonly backend?: 'wasm' | 'cpu';
  /** Told before each case: how many are done, of how many. */
  readonly onCase?: (done: number, total: number, golden: Golden) => void;
}

/** Replays all cases of a directory that match. */
export async function replayGoldens({
  directory,
  only = /(?:)/,
  backend = 'wasm',
  onCase,
}: ReplayOptions): Promise<Outcome[]> {
  // One thread: no case is large enough for two.
  await init({ backend, threads: 1 });
  const chosen = readGoldens(directory).flatMap(({ name, cases }) =>
    cases.filter(({ id }) => only.test(id)).map((golden) => ({ name, golden })),
  );
  return chosen.map(({ name, golden }, i) => {
    onCase?.(i, chosen.length, golden);
    return replayCase(name, golden, directory);
  });
}

function replayCase(file: string, golden: Golden, directory: string): Outcome {
  try {
    return (replayers[file] ?? none('unknown file'))(file, golden, directory);
  } catch (error) {
    const at = { file, op: golden.op, id: golden.id, remarks: [] };
    if (error instanceof Unsupported) {
      return { ...at, status: 'unsupported', error: 0, notes: [error.message] };
    }
    const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    return { ...at, status: 'failed', error: Number.POSITIVE_INFINITY, notes: [message] };
  }
}
