// Everything that is generated before VitePress builds the site.

import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as plot from '@cambium/plot';
import * as cambium from 'cambium';
import { courseMap } from './course-map.ts';
import { writeDigits } from './digits.ts';
import { writeNovel } from './novel.ts';
import { runPrograms } from './programs.ts';

await Promise.all([writeDigits(), writeNovel()]);
const exported = new Set([...Object.keys(cambium), ...Object.keys(plot)]);
await writeFile(fileURLToPath(new URL('../course-map.md', import.meta.url)), courseMap(exported));
await runPrograms();
