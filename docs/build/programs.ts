// Runs the programs of the course and keeps what they print (generated/course) and draw (public/pictures/course).

import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { coursePages } from './course.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Runs all programs, each in a process of its own, as many at a time as there are cores. */
export async function runPrograms(): Promise<void> {
  await Promise.all(
    ['../generated', '../public/pictures'].map((old) => rm(here(old), { recursive: true, force: true })),
  );
  const waiting = coursePages.map(({ slug }) => slug);
  const work = async (): Promise<void> => {
    for (let slug = waiting.shift(); slug !== undefined; slug = waiting.shift()) {
      await promisify(execFile)(process.execPath, ['--import', 'tsx', here('program.ts'), slug]);
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, work));
}
