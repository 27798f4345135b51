// Writes compatibility.md from the op table: what each op is, how precise, whether it has a gradient, and what computes it.

import { writeFile } from 'node:fs/promises';
import { createCpuBackend } from '@cambium/backend-cpu';
import { createWasmBackend } from '@cambium/backend-wasm';
import { opTable } from '@cambium/tensor';

const backends = [createCpuBackend(), await createWasmBackend({ threads: 1 })];
const dtypes = ['float32', 'float64', 'int32', 'uint8', 'bool'];

/** How a backend comes to an op's result. */
function how(backend, name, record) {
  if (record.kind === 'view') return 'view';
  if (record.kind === 'assembled') return 'copies';
  if (record.kind === 'fused') return backend.fused?.[name] === undefined ? 'parts' : 'kernel';
  return backend.kernels[record.family] === undefined ? '–' : 'kernel';
}

const rows = Object.entries(opTable).map(([name, record]) => {
  const { relative, absolute } = record.tolerance;
  const tolerance =
    relative === 0 && absolute === 0
      ? 'exact'
      : `${absolute.toExponential()} + ${relative.toExponential()}·\\|y\\|`;
  const gradient = record.gradDomain === null ? '–' : 'any order';
  const cells = backends.map((backend) => how(backend, name, record));
  return `| ${name} | ${record.kind === 'kernel' ? record.family : record.kind} | ${gradient} | ${tolerance} | ${cells.join(' | ')} |`;
});

const supported = backends.map(
  (backend) => `${backend.name}: ${dtypes.filter((dtype) => backend.supports(dtype)).join(', ')}`,
);
const text = `# Compatibility

Generated from the op table. Every op runs on every backend; the conformance suite checks each of them on each, with the
tolerance given here for float32, and with a gradient check in float64 where there is a gradient. *View*: a new layout over the
same memory. *Copies*: strided copies that any backend can do. *Parts*: other ops of this table. What the table lacks is made of
its ops.

Dtypes: ${supported.join('; ')}.

| op | family | gradient | tolerance (float32) | ${backends.map(({ name }) => name).join(' | ')} |
|---|---|---|---|${backends.map(() => '---').join('|')}|
${rows.join('\n')}
`;
await writeFile(new URL('./compatibility.md', import.meta.url), text);
