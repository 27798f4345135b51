// Runs the programs of the course that are named on the command line, and writes down what they print and draw.

import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format } from 'node:util';
import { setScreen } from '../code/kit/show.ts';

const docs = fileURLToPath(new URL('../', import.meta.url));
await mkdir(`${docs}generated/course`, { recursive: true });

for (const slug of process.argv.slice(2)) {
  const pictures = `${docs}public/pictures/course/${slug}/`;
  await mkdir(pictures, { recursive: true });
  setScreen(async (name, picture) => writeFile(`${pictures}${name}.svg`, await picture.toSvg()));
  const lines: string[] = [];
  console.log = (...values) => void lines.push(format(...values));
  await import(`../code/course/${slug}.ts`);
  await writeFile(`${docs}generated/course/${slug}.txt`, `${lines.join('\n')}\n`);
}
