// Formulas are typeset once, however often their page is rendered: for the page, for the search, in two languages.

import type { MarkdownRenderer } from 'vitepress';

const typeset = new Map<string, string>();

/** Makes a renderer remember what became of a formula. */
export function rememberFormulas({ renderer: { rules } }: MarkdownRenderer): void {
  for (const name of ['math_inline', 'math_block']) {
    const render = rules[name];
    if (render === undefined) throw new Error(`The renderer has no rule ${name}: is markdown.math on?`);
    rules[name] = (tokens, index, ...rest) => {
      const key = `${name} ${tokens[index]!.content}`;
      const known = typeset.get(key) ?? render(tokens, index, ...rest);
      typeset.set(key, known);
      return known;
    };
  }
}
