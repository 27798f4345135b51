import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitepress';

// typedoc writes the sidebar of the API reference; it is missing until the first `docs:build`.
const apiSidebar = new URL('../api/typedoc-sidebar.json', import.meta.url);

const guides = [
  ['All on one page', ''],
  ['Packages', 'packages'],
  ['Backends', 'backends'],
  ['Memory', 'memory'],
  ['Randomness', 'randomness'],
  ['Saving and resuming', 'saving'],
  ['Debugging', 'debugging'],
  ['Coming from elsewhere', 'coming-from'],
  ['Autograd in 100 lines', 'autograd'],
  ['Performance', 'performance'],
  ['Write a backend', 'write-a-backend'],
].map(([text, page]) => ({ text: text!, link: `/guides/${page}` }));

export default defineConfig({
  title: 'Cambium',
  description: 'A deep-learning framework in TypeScript',
  cleanUrls: true,
  srcExclude: ['README.md'],
  markdown: { math: true },
  themeConfig: {
    nav: [
      { text: 'Quickstart', link: '/quickstart' },
      { text: 'Guides', link: '/guides/' },
      { text: 'API', link: '/api/' },
      { text: 'TensorFlow.js', link: '/reference-results' },
      { text: 'Layers', link: '/layer-coverage' },
      { text: 'Decisions', link: '/decisions/' },
    ],
    sidebar: {
      '/guides/': guides,
      '/decisions/': decisionPages(),
      '/api/': existsSync(apiSidebar) ? JSON.parse(readFileSync(apiSidebar, 'utf8')) : [],
    },
    search: { provider: 'local' },
  },
  vite: { build: { target: 'es2022' } },
});

/** The decision records by number; their titles are their first lines. */
function decisionPages(): { text: string; link: string }[] {
  const folder = new URL('../decisions/', import.meta.url);
  const files = readdirSync(folder).filter((file) => /^\d{4}-.*\.md$/.test(file));
  return files.sort().map((file) => ({
    text: readFileSync(new URL(file, folder), 'utf8').split('\n')[0]!.replace(/^# /, ''),
    link: `/decisions/${file.replace(/\.md$/, '')}`,
  }));
}
