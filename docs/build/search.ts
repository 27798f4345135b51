// What the search looks through, and how it finds words.

import type { MarkdownEnv, MarkdownRenderer } from 'vitepress';

/** A page as the search reads it: code without colours, which take most of the time of a page. */
export function searchablePage(source: string, env: MarkdownEnv, renderer: MarkdownRenderer): string {
  return renderer.render(source.replace(/^( *```)\S.*$/gm, '$1txt'), env);
}

/** The words of a text. Chinese has no spaces between them. The function is sent to the page as text: it must stand alone. */
export function words(text: string): string[] {
  return Array.from(new Intl.Segmenter('zh', { granularity: 'word' }).segment(text))
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => segment);
}
