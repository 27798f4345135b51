// Runs a program beside the page, which stays responsive and can end it at any time.

import { init } from 'cambium';
import inspect from 'object-inspect';
import { setScreen } from '../code/kit/show.ts';
import type { CellMessage, CellRequest } from './cell-messages.ts';
import { loadModule } from './modules.ts';
import { describeError, runCode } from './run-code.ts';

const checks = import.meta.glob<{ default(answer: unknown): Promise<void> }>('../code/exercises/*/check.ts');

const tell = (message: CellMessage): void => postMessage(message);

console.log = (...values: unknown[]) =>
  tell({
    kind: 'line',
    text: values.map((value) => (typeof value === 'string' ? value : inspect(value))).join(' '),
  });
setScreen(async (name, picture) => tell({ kind: 'picture', name, svg: await picture.toSvg() }));

/** Runs a program, and tells how it ends. */
export async function receive(data: CellRequest): Promise<void> {
  try {
    await init();
    const exported = await runCode(data.code, loadModule);
    if (data.exercise !== undefined) {
      const { default: check } = await checks[`../code/exercises/${data.exercise}/check.ts`]!();
      await check(exported);
    }
    tell({ kind: 'done' });
  } catch (error) {
    tell({ kind: 'error', error: describeError(error) });
  }
}
