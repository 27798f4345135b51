// Runs one program of the course, named on the command line, and writes down what it prints and draws.

import { mkdir, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format } from 'node:util';
import { setScreen } from '../code/kit/show.ts';

const slug = process.argv[2]!;
const docs = fileURLToPath(new URL('../', import.meta.url));
const pictures = `${docs}public/pictures/course/${slug}/`;
await mkdir(pictures, { recursive: true });
await mkdir(`${docs}generated/course`, { recursive: true });

setScreen(async (name, picture) => writeFile(`${pictures}${name}.svg`, await picture.toSvg()));
const lines: string[] = [];
console.log = (...values) => void lines.push(format(...values));

await import(`../code/course/${slug}.ts`);
await writeFile(`${docs}generated/course/${slug}.txt`, `${lines.join('\n')}\n`);
