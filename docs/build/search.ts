// What the search looks through, and how it finds words.

import type { MarkdownEnv, MarkdownRenderer } from 'vitepress';

/** A page as the search reads it: with code in plain letters. Its colours take most of the time of a page. */
export function searchablePage(source: string, env: MarkdownEnv, renderer: MarkdownRenderer): string {
  const { highlight } = renderer.options;
  renderer.options.highlight = null;
  try {
    return renderer.render(source, env);
  } finally {
    renderer.options.highlight = highlight;
  }
}

/** The words of a text. Chinese has no spaces between them. The function is sent to the page as text: it must stand alone. */
export function words(text: string): string[] {
  return Array.from(new Intl.Segmenter('zh', { granularity: 'word' }).segment(text))
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => segment);
}
