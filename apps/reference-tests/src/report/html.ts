// The searchable page: one file with everything in it.

import { decisionsOf } from './decisions.ts';
import { explanationOf } from './explanation.ts';
import { failuresOf } from './failures.ts';
import { type Cell, gridOf, type Row, shortUlp } from './grid.ts';
import type { Run } from './run.ts';

/** The page. */
export function htmlOf(runs: readonly Run[]): string {
  const { columns, rows } = gridOf(runs);
  const heading = columns.map((column) => `<th colspan="2">${escaped(column)}</th>`).join('');
  const passes = columns.map(() => '<th>outputs</th><th>gradients</th>').join('');
  const decisions = decisionsOf(runs).filter(({ times }) => times > 0);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Cambium beside TensorFlow.js</title>
<style>${style}</style>
</head>
<body>
<h1>Cambium beside TensorFlow.js</h1>
${explanationOf(runs)
  .map((text) => `<p>${formatted(text)}</p>`)
  .join('\n')}
<p><input id="search" type="search" placeholder="Search: conv, layer, gradient …" aria-label="Search">
<span id="count"></span></p>
<table>
<thead><tr><th rowspan="2"></th><th rowspan="2"></th><th rowspan="2">cases</th>${heading}</tr><tr>${passes}</tr></thead>
<tbody>
${rows.map(rowOf).join('\n')}
</tbody>
</table>
<h2>Where TensorFlow.js does not decide</h2>
<table>
<thead><tr><th></th><th></th><th>reason</th><th>times</th></tr></thead>
<tbody>
${decisions.map(({ subject, pass, reason, times }) => `<tr><td>${escaped(subject)}</td><td>${pass}</td><td>${escaped(reason)}</td><td>${times}</td></tr>`).join('\n')}
</tbody>
</table>
${failures(runs)}
<script>${script}</script>
</body>
</html>
`;
}

function rowOf({ group, subject, cells }: Row): string {
  const cases = cells.reduce((sum, { forward, gradient }) => sum + forward.cases + gradient.cases, 0);
  const values = cells.map(({ forward, gradient }) => cellOf(forward) + cellOf(gradient)).join('');
  return `<tr><td>${group}</td><td>${escaped(subject)}</td><td>${cases}</td>${values}</tr>`;
}

function cellOf(cell: Cell): string {
  const kind = cell.failed > 0 ? 'bad' : cell.cases === 0 ? 'none' : 'good';
  const decided = cell.decided > 0 ? `, ${cell.decided} not decided by TensorFlow.js` : '';
  const title = `${cell.cases} cases, ${cell.error.toPrecision(2)} of the tolerance${decided}`;
  return `<td class="${kind}" title="${title}">${shortUlp(cell)}</td>`;
}

function failures(runs: readonly Run[]): string {
  const blocks = failuresOf(runs);
  if (blocks.length === 0) return '';
  const items = blocks.map((block) => {
    const [what, ...code] = block.split('\n');
    return `<tr><td><details open><summary>${escaped(what!)}</summary><pre>${escaped(code.join('\n'))}</pre></details></td></tr>`;
  });
  return `<h2>Failures</h2>\n<table><tbody>${items.join('\n')}</tbody></table>`;
}

function escaped(text: string): string {
  const entities: { readonly [character: string]: string } = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
  };
  return text.replace(/[&<>"]/g, (character) => entities[character]!);
}

/** Code and emphasis as in Markdown. */
function formatted(text: string): string {
  return escaped(text)
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .replace(/\*([^*]+)\*/g, '<em>$1</em>');
}

const style = `
body { font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 90rem; padding: 0 1rem; }
table { border-collapse: collapse; margin: 1rem 0; }
th, td { border: 1px solid #ccc; padding: 0.15rem 0.6rem; text-align: right; font-variant-numeric: tabular-nums; }
td:nth-child(-n + 2), td:nth-child(3):not([title]), summary { text-align: left; }
thead th { background: #eee; position: sticky; top: 0; }
.good { background: #eaf6ea; } .bad { background: #fbdcdc; font-weight: bold; } .none { color: #999; }
input { font: inherit; padding: 0.3rem 0.6rem; width: 24rem; }
pre { overflow-x: auto; text-align: left; max-width: 80rem; }
@media (prefers-color-scheme: dark) {
  body { background: #181a1b; color: #ddd; } thead th { background: #2a2d2e; } th, td { border-color: #444; }
  .good { background: #1f3323; } .bad { background: #5a2525; } input { background: #222; color: inherit; }
}`;

const script = `
const rows = [...document.querySelectorAll('tbody tr')];
const search = document.getElementById('search');
const filter = () => {
  const words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
  let shown = 0;
  for (const row of rows) {
    const text = row.textContent.toLowerCase();
    row.hidden = !words.every((word) => text.includes(word));
    if (!row.hidden) shown++;
  }
  document.getElementById('count').textContent = words.length > 0 ? shown + ' rows' : '';
  history.replaceState(null, '', words.length > 0 ? '#' + encodeURIComponent(search.value) : location.pathname);
};
search.value = decodeURIComponent(location.hash.slice(1));
search.addEventListener('input', filter);
filter();`;
