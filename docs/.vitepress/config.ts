import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { type DefaultTheme, defineConfig } from 'vitepress';
import { coursePages, parts } from '../build/course.ts';
import { formulas } from '../build/formulas.ts';
import { searchablePage, words } from '../build/search.ts';
import type { Language } from '../live/words.ts';

// typedoc writes the sidebar of the API reference; it is missing until the first `docs:build`.
const apiSidebar = new URL('../api/typedoc-sidebar.json', import.meta.url);

/** The guides: title in each language, page. */
const guides = [
  ['All on one page', '一页看全', ''],
  ['Packages', '包', 'packages'],
  ['Backends', '后端', 'backends'],
  ['Memory', '内存', 'memory'],
  ['Randomness', '随机数', 'randomness'],
  ['Saving and resuming', '保存与恢复', 'saving'],
  ['Debugging', '调试', 'debugging'],
  ['Coming from elsewhere', '从别的框架转来', 'coming-from'],
  ['Autograd in 100 lines', '一百行的自动微分', 'autograd'],
  ['Performance', '性能', 'performance'],
  ['Add an op', '添加算子', 'add-an-op'],
  ['Write a backend', '编写后端', 'write-a-backend'],
] as const;

const reference = [
  { text: 'API', link: '/api/' },
  { text: 'Ops and backends', link: '/compatibility' },
  { text: 'Layers', link: '/layer-coverage' },
  { text: 'The course, row by row', link: '/course-map' },
  { text: 'Tests against TensorFlow.js', link: '/reference-results' },
  { text: 'Decisions', link: '/decisions/' },
];

const english: DefaultTheme.Config = {
  // Not every page is there in Chinese; those that are have a link, see theme/Layout.vue.
  i18nRouting: false,
  nav: [
    { text: 'Quickstart', link: '/quickstart' },
    { text: 'Course', link: '/course/' },
    { text: 'Guides', link: '/guides/' },
    { text: 'Playground', link: '/playground' },
    { text: 'Reference', items: reference },
  ],
  sidebar: {
    '/course/': courseSidebar('en'),
    '/guides/': guideSidebar('en'),
    '/decisions/': decisionPages(),
    ...apiPages(),
  },
};

const chinese: DefaultTheme.Config = {
  nav: [
    { text: '快速上手', link: '/zh/quickstart' },
    { text: '课程', link: '/zh/course/' },
    { text: '指南', link: '/zh/guides/' },
    { text: '实验场', link: '/zh/playground' },
    { text: '参考（英文）', items: reference },
  ],
  sidebar: { '/zh/course/': courseSidebar('zh'), '/zh/guides/': guideSidebar('zh') },
  outline: { label: '本页内容' },
  docFooter: { prev: '上一页', next: '下一页' },
  darkModeSwitchLabel: '外观',
  lightModeSwitchTitle: '切换到浅色',
  darkModeSwitchTitle: '切换到深色',
  sidebarMenuLabel: '目录',
  returnToTopLabel: '返回顶部',
  langMenuLabel: '切换语言',
  skipToContentLabel: '跳到正文',
};

/** What the search says in Chinese. */
const chineseSearch = {
  translations: {
    button: { buttonText: '搜索', buttonAriaLabel: '搜索' },
    modal: {
      displayDetails: '显示详细列表',
      resetButtonTitle: '清除',
      backButtonTitle: '关闭搜索',
      noResultsText: '没有找到',
      footer: {
        selectText: '打开',
        selectKeyAriaLabel: '回车',
        navigateText: '选择',
        navigateUpKeyAriaLabel: '上箭头',
        navigateDownKeyAriaLabel: '下箭头',
        closeText: '关闭',
        closeKeyAriaLabel: 'Esc',
      },
    },
  },
};

export default defineConfig({
  title: 'Cambium',
  description: 'A deep-learning framework in TypeScript',
  cleanUrls: true,
  // What all pages share, the list of all files among it, is a file of its own instead of a part of each page.
  metaChunk: true,
  srcExclude: ['README.md'],
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: '/logo.svg' }]],
  markdown: {
    config: formulas,
    // Readers with weak eyes can tell every colour of code from its ground.
    theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' },
  },
  locales: {
    root: { label: 'English', lang: 'en', themeConfig: english },
    zh: {
      label: '简体中文',
      lang: 'zh-CN',
      description: '用 TypeScript 写的深度学习框架',
      themeConfig: chinese,
    },
  },
  themeConfig: {
    logo: '/logo.svg',
    search: {
      provider: 'local',
      options: {
        locales: { zh: chineseSearch },
        _render: searchablePage,
        miniSearch: { options: { tokenize: words } },
      },
    },
  },
  vite: {
    build: { target: 'es2022' },
    // Layers are called by the names of their classes in summaries and errors.
    esbuild: { keepNames: true },
    worker: { format: 'es' },
    // Shared memory between threads asks for it; see build/serve.ts for the built site.
    server: {
      headers: {
        'Cross-Origin-Opener-Policy': 'same-origin',
        'Cross-Origin-Embedder-Policy': 'require-corp',
      },
    },
  },
});

/** The course, part by part. */
function courseSidebar(language: Language): DefaultTheme.SidebarItem[] {
  const home = language === 'zh' ? '/zh/course/' : '/course/';
  return parts.map((title, i) => ({
    text: title[language],
    items: coursePages
      .filter(({ part }) => part === i + 1)
      .map((page) => ({ text: page.title[language], link: home + page.slug })),
  }));
}

/** The guides, in their order. */
function guideSidebar(language: Language): DefaultTheme.SidebarItem[] {
  const home = language === 'zh' ? '/zh/guides/' : '/guides/';
  return guides.map(([en, zh, page]) => ({ text: { en, zh }[language], link: home + page }));
}

/** The packages of the API reference; only the one that is open lists its pages, since each page carries its sidebar. */
function apiPages(): DefaultTheme.SidebarMulti {
  if (!existsSync(apiSidebar)) return {};
  const packages: DefaultTheme.SidebarItem[] = JSON.parse(readFileSync(apiSidebar, 'utf8'));
  const closed = ({ text, link }: DefaultTheme.SidebarItem) => ({ text: text!, link: link! });
  const sidebars = packages
    .filter(({ items }) => items !== undefined)
    .map((open) => [
      open.link!,
      packages.map((each) => (each === open ? { ...open, collapsed: false } : closed(each))),
    ]);
  return { '/api/': packages.map(closed), ...Object.fromEntries(sidebars) };
}

/** The decision records by number; their titles are their first lines. */
function decisionPages(): DefaultTheme.SidebarItem[] {
  const folder = new URL('../decisions/', import.meta.url);
  const files = readdirSync(folder).filter((file) => /^\d{4}-.*\.md$/.test(file));
  return files.sort().map((file) => ({
    text: readFileSync(new URL(file, folder), 'utf8').split('\n')[0]!.replace(/^# /, ''),
    link: `/decisions/${file.replace(/\.md$/, '')}`,
  }));
}
