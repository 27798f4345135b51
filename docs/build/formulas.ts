// Formulas, from TeX to MathML: browsers typeset it, screen readers read it, and a page carries no drawn letters.

import math from 'markdown-it-math/no-default-renderer';
import temml from 'temml';
import type { MarkdownRenderer } from 'vitepress';

/** The plugin, whose types are those of another version of markdown-it. */
const plugin = math as unknown as Parameters<MarkdownRenderer['use']>[0];

/** Makes a renderer understand `$…$` and `$$…$$`. A formula with an error in it ends the build. */
export function formulas(renderer: MarkdownRenderer): void {
  renderer.use(plugin, {
    inlineDelimiters: '$',
    inlineRenderer: (tex: string) => mathml(tex, false),
    // A formula that is wider than a phone is moved sideways in its frame, not with the page.
    blockRenderer: (tex: string) => `<div class="formula">${mathml(tex, true)}</div>\n`,
  });
}

/** `v-pre`: there is nothing for Vue in a formula. */
function mathml(tex: string, displayMode: boolean): string {
  return temml.renderToString(tex, { displayMode, throwOnError: true }).replace('<math', '<math v-pre');
}
