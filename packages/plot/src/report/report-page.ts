// A written result: one HTML file that needs nothing else.

import { Chart } from '../chart.ts';

/** A picture with a line of text below. */
export interface Figure {
  /** A chart, or an SVG element as text. */
  readonly picture: Chart | string;
  /** Text below the picture. */
  readonly caption?: string;
}

/** A part of a report; what is absent is left out. */
export interface ReportSection {
  /** Heading of the part. */
  readonly heading?: string;
  /** Paragraphs. */
  readonly text?: string | readonly string[];
  /** Text in a fixed-width font, such as a summary. */
  readonly code?: string;
  /** Rows of cells; the first is the header. */
  readonly table?: readonly (readonly (string | number)[])[];
  /** Pictures, below the table. */
  readonly figures?: readonly Figure[];
}

/** What a report says. */
export interface Report {
  /** Heading of the page. */
  readonly title: string;
  /** The parts, from top to bottom. */
  readonly sections: readonly ReportSection[];
  /** Language of the text, `en` unless given. */
  readonly language?: string;
}

/**
 * A page with text, tables and pictures: one file, without requests to anywhere, for light and dark, wide and narrow
 * screens.
 *
 * @returns HTML
 * @example
 * ```ts
 * const html = await reportPage({
 *   title: 'A run',
 *   sections: [{ heading: 'Loss', text: 'It fell.', figures: [{ picture: learningCurves({ epochs: [{ loss: 1 }] }) }] }],
 * });
 * ```
 */
export async function reportPage({ title, sections, language = 'en' }: Report): Promise<string> {
  const parts = await Promise.all(sections.map(sectionHtml));
  return `<!doctype html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${css}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${parts.join('\n')}
</main>
</body>
</html>
`;
}

const css = `
  :root { color-scheme: light dark; }
  body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 64rem; padding: 0 1rem; }
  figure { display: inline-block; margin: 0 1rem 1rem 0; max-width: 100%; }
  figure > div { background: white; border-radius: 6px; overflow-x: auto; padding: 0.5rem; }
  figcaption { font-size: 0.85rem; }
  pre { border: 1px solid color-mix(in srgb, currentColor 25%, transparent); border-radius: 6px; overflow-x: auto; padding: 1rem; }
  table { border-collapse: collapse; }
  th, td { border-bottom: 1px solid color-mix(in srgb, currentColor 25%, transparent); padding: 0.2rem 0.8rem 0.2rem 0; text-align: left; }
  svg { height: auto; max-width: 100%; }
`;

async function sectionHtml({
  heading,
  text = [],
  code,
  table,
  figures = [],
}: ReportSection): Promise<string> {
  const drawn = await Promise.all(figures.map(figureHtml));
  return [
    ...(heading === undefined ? [] : [`<h2>${escapeHtml(heading)}</h2>`]),
    ...[text].flat().map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`),
    ...(code === undefined ? [] : [`<pre>${escapeHtml(code)}</pre>`]),
    ...(table === undefined ? [] : [tableHtml(table)]),
    ...drawn,
  ].join('\n');
}

async function figureHtml({ picture, caption }: Figure): Promise<string> {
  const svg = picture instanceof Chart ? await picture.toSvg() : picture;
  const below = caption === undefined ? '' : `<figcaption>${escapeHtml(caption)}</figcaption>`;
  return `<figure><div>${svg}</div>${below}</figure>`;
}

function tableHtml([header = [], ...rows]: readonly (readonly (string | number)[])[]): string {
  const row = (cells: readonly (string | number)[], tag: 'th' | 'td'): string =>
    `<tr>${cells.map((cell) => `<${tag}>${escapeHtml(String(cell))}</${tag}>`).join('')}</tr>`;
  return `<table><thead>${row(header, 'th')}</thead><tbody>${rows.map((cells) => row(cells, 'td')).join('')}</tbody></table>`;
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
