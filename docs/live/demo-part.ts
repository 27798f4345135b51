// Runs a demo beside the page. Between two frames it listens, so that Stop reaches it.

import { init } from 'cambium';
import type { Asked, Demo, Frame } from './demo.ts';
import type { DemoMessage, DemoRequest } from './demo-messages.ts';
import { drawn } from './drawn.ts';

const demos = import.meta.glob<Demo>('./demos/*.ts', { import: 'demo' });

const tell = (message: DemoMessage): void => postMessage(message);
let isStopped = false;
let answer: ((asked: Asked) => Promise<Frame>) | undefined;

/** Starts a demo, stops it, or asks it something. */
export function receive(request: DemoRequest): void {
  if (request.kind === 'stop') isStopped = true;
  else if (request.kind === 'start') void guarded(() => start(request));
  else
    void guarded(
      async () => answer && tell({ kind: 'frame', frame: await drawn(await answer(request.asked)) }),
    );
}

async function start({ name, settings, language }: DemoRequest & { kind: 'start' }): Promise<void> {
  const demo = await demos[`./demos/${name}.ts`]!();
  const backend = await init();
  tell({ kind: 'ready', backend: backend.name, threads: backend.threads ?? 1 });
  const show = async (frame: Frame): Promise<boolean> => {
    tell({ kind: 'frame', frame: await drawn(frame) });
    await new Promise((resolve) => setTimeout(resolve));
    return !isStopped;
  };
  answer = (await demo({ settings: settings as never, language, show })) ?? undefined;
  tell({ kind: 'end', answers: answer !== undefined });
}

async function guarded(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    tell({ kind: 'error', message: error instanceof Error ? error.message : String(error) });
  }
}
