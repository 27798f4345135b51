// The measuring process in Node: does the request in its argument, and reports in lines of JSON.

import { createRequire } from 'node:module';
import { dirname, sep } from 'node:path';
import { contest } from '../contest/contest.ts';
import type { Report, Request } from '../report.ts';

// The lines on the standard output are reports; what the libraries have to say goes beside them.
console.log = console.error;
console.info = console.error;

const tfjs = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/package.json'));
const files = { tfjs: `${tfjs}${sep}dist${sep}`, onnx: '' }; // onnxruntime finds its own in Node
const tell = (report: Report) => process.stdout.write(`${JSON.stringify(report)}\n`);

tell({ kind: 'engine', node: process.versions.node });
await contest(JSON.parse(process.argv[2]!) as Request, files, tell);
process.stdout.write('', () => process.exit(0)); // some of the libraries leave workers behind
