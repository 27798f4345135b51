// Follows the links of a built site, without a browser.

import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { posix } from 'node:path';

/** Links inside the site that lead nowhere, each with the page that has it. */
export async function brokenLinks(site: string): Promise<string[]> {
  const pages = (await readdir(site, { recursive: true })).filter((file) => file.endsWith('.html'));
  const texts = new Map<string, string>();
  for (const page of pages) texts.set(page, await readFile(site + page, 'utf8'));
  const broken: string[] = [];
  for (const [page, text] of texts) {
    for (const link of new Set([...text.matchAll(/<a\b[^>]*\shref="([^"]*)"/g)].map((match) => match[1]!))) {
      if (/^(https?|mailto|blob|data):/.test(link)) continue;
      const [path, anchor] = link.replaceAll('&amp;', '&').split('#') as [string, string | undefined];
      const target = path === '' ? page : fileOf(path, page);
      const found = [target, `${target}.html`, posix.join(target, 'index.html')].find(
        (file) => existsSync(site + file) && !isFolder(file, pages),
      );
      if (found === undefined) broken.push(`${page}: ${link}`);
      else if (anchor && texts.has(found) && !hasAnchor(texts.get(found)!, decodeURIComponent(anchor)))
        broken.push(`${page}: ${link} (no such place)`);
    }
  }
  return broken;
}

function fileOf(path: string, from: string): string {
  const absolute = path.startsWith('/') ? path.slice(1) : posix.join(posix.dirname(from), path);
  return absolute === '' || absolute.endsWith('/') ? `${absolute}index.html` : absolute;
}

function isFolder(file: string, pages: readonly string[]): boolean {
  return pages.some((page) => page.startsWith(`${file}/`)) && !file.endsWith('.html');
}

function hasAnchor(text: string, anchor: string): boolean {
  return text.includes(`id="${anchor}"`) || text.includes(`id="${anchor.replaceAll('&', '&amp;')}"`);
}
