// What the live parts of the pages say, in both languages.

/** A phrase in each language of the site. */
export interface Words {
  readonly en: string;
  readonly zh: string;
}

/** A language of the site. */
export type Language = keyof Words;

/** The language of a page, from what VitePress calls it. */
export function languageOf(lang: string): Language {
  return lang.startsWith('zh') ? 'zh' : 'en';
}

const phrases = {
  edit: { en: 'Edit and run', zh: '编辑并运行' },
  run: { en: 'Run', zh: '运行' },
  runAgain: { en: 'Run again', zh: '再次运行' },
  stop: { en: 'Stop', zh: '停止' },
  reset: { en: 'Reset', zh: '重置' },
  loading: { en: 'Loading …', zh: '加载中……' },
  running: { en: 'Running …', zh: '运行中……' },
  stopped: { en: 'Stopped.', zh: '已停止。' },
  finished: { en: 'Finished.', zh: '已完成。' },
  output: { en: 'Output', zh: '输出' },
  code: { en: 'Code', zh: '代码' },
  start: { en: 'Start', zh: '开始' },
  progress: { en: 'Progress', zh: '进度' },
  check: { en: 'Test my answer', zh: '检验我的答案' },
  right: { en: 'Right: the test passes.', zh: '正确：测试通过。' },
  notYet: { en: 'Not yet.', zh: '还不对。' },
  showSolution: { en: 'Show a solution', zh: '查看参考答案' },
  showTest: { en: 'Show the test', zh: '查看测试' },
  draw: { en: 'Draw a digit', zh: '写一个数字' },
  clear: { en: 'Clear', zh: '清除' },
  chooseImage: { en: 'Choose an image', zh: '选择图片' },
  threads: { en: 'threads', zh: '个线程' },
  settings: { en: 'Settings', zh: '设置' },
} as const satisfies Readonly<Record<string, Words>>;

/** What is said on a page. */
export type Phrase = keyof typeof phrases;

/** A phrase in a language. */
export function say(phrase: Phrase, language: Language): string {
  return phrases[phrase][language];
}

/** Names of numbers that the live parts show, where the English ones are not theirs. */
const chineseNames: Readonly<Record<string, string>> = {
  step: '步数',
  epoch: '轮数',
  loss: '损失',
  accuracy: '准确率',
  'test accuracy': '测试准确率',
  'training accuracy': '训练准确率',
  'test accuracy without': '测试准确率（不用）',
  'training accuracy without': '训练准确率（不用）',
  'lowest height': '最低高度',
  'strongest edge': '最强边缘',
  'loss with': '损失（使用）',
  'loss without': '损失（不用）',
  'accuracy with': '准确率（使用）',
  'accuracy without': '准确率（不用）',
  'loss, plain': '损失（普通）',
  'loss, residual': '损失（残差）',
  'accuracy, plain': '准确率（普通）',
  'accuracy, residual': '准确率（残差）',
  'right letters': '正确字母',
  perplexity: '困惑度',
  digit: '数字',
  probability: '概率',
};

/** What a number is called on a page; a name without a translation stays as it is. */
export function valueName(name: string, language: Language): string {
  return language === 'zh' ? (chineseNames[name] ?? name) : name;
}
