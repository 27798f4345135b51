// Runs the programs of the course and keeps what they print (generated/course) and draw (public/pictures/course).

import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { coursePages } from './course.ts';

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Runs all programs, on as many processes as there are cores. */
export async function runPrograms(): Promise<void> {
  await Promise.all(
    ['../generated', '../public/pictures'].map((old) => rm(here(old), { recursive: true, force: true })),
  );
  const slugs = coursePages.map(({ slug }) => slug);
  const processes = availableParallelism();
  // Neighbours go to different processes: the pages about images, which take longest, follow each other.
  const shares = Array.from({ length: processes }, (_, i) => slugs.filter((_, at) => at % processes === i));
  await Promise.all(
    shares.map((share) =>
      promisify(execFile)(process.execPath, ['--import', 'tsx', here('program.ts'), ...share]),
    ),
  );
}
