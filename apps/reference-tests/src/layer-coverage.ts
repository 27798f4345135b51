// The coverage program: runs everything that tests layers, and writes which layer was seen to work where.

import { writeFileSync } from 'node:fs';
import { type Evidence, noEvidence } from './layer-coverage/evidence.ts';
import { fromGoldens, fromTests, fromTfjs } from './layer-coverage/sources.ts';
import { Witness } from './layer-coverage/witness.ts';

const evidence = noEvidence();
const witness = new Witness();
await fromGoldens(evidence, witness);
await fromTfjs(evidence);
fromTests(evidence);

const columns = [
  'forward',
  'gradient',
  'wasm',
  'torch',
  'tfjs',
] as const satisfies readonly (keyof Evidence)[];
const headings = ['forward', 'gradient', 'wasm', 'PyTorch golden', 'TensorFlow.js'];
const cell = (count: number) => (count > 0 ? `✓ ${count}` : '–');
const rows = [...evidence].map(
  ([name, own]) => `| ${name} | ${columns.map((column) => cell(own[column])).join(' | ')} |`,
);
const text = `# Layers: what was seen to work

Written by \`pnpm coverage:layers\` from what ran; do not edit. A tick counts the checks that passed: recorded PyTorch modules
and training runs in which the layer took part (\`pnpm goldens\`), outputs and gradients beside TensorFlow.js (\`pnpm
reference\`), and the tests of the package, among them the gradient check of the whole layer in float64. TensorFlow.js has only
some of the layers; PyTorch has recorded no random ones.

| layer | ${headings.join(' | ')} |
|---|${columns.map(() => '---:').join('|')}|
${rows.join('\n')}
`;
writeFileSync(new URL('../../../docs/layer-coverage.md', import.meta.url), text);

const bare = [...evidence]
  .filter(([, { forward, gradient }]) => forward === 0 || gradient === 0)
  .map(([name]) => name);
console.log(`${evidence.size} layers; without a checked output or gradient: ${bare.join(', ') || 'none'}`);
if (bare.length > 0) process.exitCode = 1;
// Some of the libraries leave workers behind.
process.stdout.write('', () => process.exit());
