// Starts the measuring process: this Node or another one, pinned to a core when it measures one thread.

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Report, Request } from '../report.ts';

/** Runs the request in Node `major`, in this one unless given, and passes its reports on. */
export async function contestInNode(
  request: Request,
  major: string | undefined,
  tell: (report: Report) => void,
): Promise<void> {
  const isThisOne = major === undefined || major === process.versions.node.split('.')[0];
  const node = isThisOne ? [process.execPath] : ['npx', '-y', `node@${major}`];
  // V8 compiles on other threads, which would be a second core for whoever compiles most.
  const pin = request.threads === 1 && hasTaskset() ? ['taskset', '-c', '0'] : [];
  const child = fileURLToPath(new URL('./node-child.js', import.meta.url));
  const [command, ...args] = [...pin, ...node, '--enable-source-maps', child, JSON.stringify(request)];

  const measuring = spawn(command!, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  measuring.stderr.on('data', (text) => {
    said += text;
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    measuring.on('close', resolve).on('error', reject);
  });
  const stop = () => measuring.kill();
  process.once('exit', stop);
  for await (const line of createInterface(measuring.stdout)) {
    if (line.startsWith('{"kind":')) tell(JSON.parse(line) as Report);
  }
  const code = await ended;
  process.off('exit', stop);
  if (code !== 0) throw new Error(`The measuring process ended with ${code}:\n${said}`);
}

function hasTaskset(): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => existsSync(join(folder, 'taskset')));
}
