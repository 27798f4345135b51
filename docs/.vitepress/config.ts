import { existsSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitepress';

// typedoc writes the sidebar of the API reference; it is missing until the first `docs:build`.
const apiSidebar = new URL('../api/typedoc-sidebar.json', import.meta.url);

export default defineConfig({
  title: 'Cambium',
  description: 'A deep-learning framework in TypeScript',
  cleanUrls: true,
  srcExclude: ['README.md'],
  markdown: { math: true },
  themeConfig: {
    nav: [{ text: 'API', link: '/api/' }],
    sidebar: {
      '/api/': existsSync(apiSidebar) ? JSON.parse(readFileSync(apiSidebar, 'utf8')) : [],
    },
    search: { provider: 'local' },
  },
  vite: { build: { target: 'es2022' } },
});
