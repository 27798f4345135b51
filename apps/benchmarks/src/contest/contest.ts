// A run: brings the libraries up, compares what they compute, and measures those that agree. Runs in Node and in pages.

import type { Peer, Setting } from '../peers/peer.ts';
import { peers } from '../peers/peers.ts';
import type { Report, Request } from '../report.ts';
import type { Workload } from '../workload.ts';
import { workloads } from '../workloads/workloads.ts';
import { measureCeiling } from './ceiling.ts';
import { difference } from './guard.ts';
import { type Contestant, measure } from './measure.ts';

const thorough = { milliseconds: 3000, samples: 9 };
const quick = { milliseconds: 400, samples: 3 };
/** Milliseconds between turns where there is more than one thread: onnxruntime's look for work for a while. */
const restOfThreads = 100;

type Tell = (report: Report) => void;

/** A library that is up. */
interface Running {
  readonly peer: Peer;
  readonly threads: number;
}

/** Does what the request asks for, and tells about it as it goes. */
export async function contest(request: Request, files: Setting['files'], tell: Tell): Promise<void> {
  const running = await bringUp({ threads: request.threads, files }, tell);
  const ceiling = await measureCeiling(request.isQuick ? 200 : 1000);
  tell({ kind: 'ceiling', gflops: ceiling.gflops * request.threads, isFused: ceiling.isFused });
  for (const [index, name] of request.names.entries()) {
    tell({ kind: 'workload', name, index });
    const workload = workloads.find((each) => each.name === name)!;
    await runWorkload(workload, running, request, tell);
  }
}

async function bringUp(setting: Setting, tell: Tell): Promise<Running[]> {
  const running: Running[] = [];
  for (const peer of peers) {
    if (peer.isOneThread && setting.threads === 1) continue;
    try {
      running.push({ peer, threads: await peer.start(setting) });
      tell({ kind: 'peer', lib: peer.name });
    } catch (error) {
      tell({ kind: 'peer', lib: peer.name, failure: messageOf(error) });
    }
  }
  return running;
}

async function runWorkload(
  workload: Workload,
  running: readonly Running[],
  { isQuick, withCpu, threads: wanted }: Request,
  tell: Tell,
): Promise<void> {
  const { name } = workload;
  const works = workload.prepare();
  const entries: { contestant: Contestant; threads: number }[] = [];
  let expected: Float32Array | undefined;
  for (const { peer, threads } of running) {
    const absent = (reason: string, isError: boolean) =>
      tell({ kind: 'absent', lib: peer.name, name, reason, isError });
    const make = works[peer.family];
    const isTooSlow = peer.isPlainJavaScript && !workload.isCheapOnCpu && !withCpu;
    const reason = workload.cannot?.[peer.name] ?? (isTooSlow ? 'only with --cpu' : undefined);
    if (reason !== undefined) absent(reason, false);
    if (reason !== undefined || make === undefined) continue;
    try {
      tell({ kind: 'measuring', lib: peer.name });
      const activate = peer.activate ?? (() => {});
      await activate();
      const work = await make();
      const result = await work.result();
      expected ??= result;
      const wrong = difference(result, expected, workload.tolerance ?? 1e-4);
      if (wrong === null) entries.push({ contestant: { lib: peer.name, work, activate }, threads });
      else absent(`${wrong}, which ${entries[0]?.contestant.lib} gives`, true);
    } catch (error) {
      absent(messageOf(error), true);
    }
  }
  const contestants = entries.map(({ contestant }) => contestant);
  const times = await measure(contestants, {
    ...(isQuick ? quick : thorough),
    rest: wanted > 1 ? restOfThreads : 0,
  });
  entries.forEach(({ contestant, threads }, i) => {
    tell({ kind: 'result', lib: contestant.lib, name, ms: times[i]!, threads });
  });
}

function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split('\n', 1)[0]!.slice(0, 200);
}
