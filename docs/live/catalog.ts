// The demos, as the pages know them: what can be set, what the goal is, what can be asked. The work is in ./demos.

import type { ChoiceControl, DemoDescription, NumberControl } from './demo.ts';
import type { Words } from './words.ts';

const range = (
  en: string,
  zh: string,
  value: number,
  [min, max, step]: readonly [number, number, number],
): NumberControl => ({ label: { en, zh }, value, min, max, step });

const learningRate = (value: number, most: number): NumberControl =>
  range('Learning rate', '学习率', value, [most / 100, most, most / 100]);

const choice = <O extends ChoiceControl['options']>(
  en: string,
  zh: string,
  value: Extract<keyof O, string>,
  options: O,
): { label: { en: string; zh: string }; value: string; options: O } => ({
  label: { en, zh },
  value,
  options,
});

const alike = (name: string): Words => ({ en: name, zh: name });
const same = <K extends string>(...names: K[]): Record<K, Words> =>
  Object.fromEntries(names.map((name) => [name, alike(name)])) as Record<K, Words>;

/** All demos by name. */
export const catalog = {
  'gradient-descent': {
    title: { en: 'Optimizers walk down a surface', zh: '各种优化器在曲面上的路径' },
    controls: {
      surface: choice('Surface', '曲面', 'valley', {
        valley: { en: 'a long valley', zh: '狭长的山谷' },
        saddle: { en: 'a saddle', zh: '鞍面' },
        hills: { en: 'hills and hollows', zh: '起伏的丘陵' },
      }),
      rate: range('Learning rate, relative', '学习率（相对值）', 1, [0.1, 3, 0.1]),
      steps: range('Steps', '步数', 150, [20, 400, 10]),
    },
    goal: { value: 'lowest height', atMost: 0.01 },
  },
  'logistic-regression': {
    title: { en: 'Logistic regression', zh: '逻辑回归' },
    controls: {
      distance: range('Distance of the two clouds', '两团点的距离', 3, [0, 5, 0.25]),
      learningRate: learningRate(0.3, 2),
      l2: range('L2 penalty', 'L2 惩罚', 0, [0, 0.5, 0.01]),
    },
    goal: { value: 'loss', atMost: 0.3 },
  },
  planar: {
    title: { en: 'A boundary in the plane', zh: '平面上的决策边界' },
    controls: {
      data: choice('Data', '数据', 'flower', {
        flower: { en: 'flower', zh: '花瓣' },
        circles: { en: 'circles', zh: '圆环' },
        spirals: { en: 'spirals', zh: '螺旋' },
        checks: { en: 'four squares (XOR)', zh: '四个方块（异或）' },
      }),
      activation: choice('Activation', '激活函数', 'tanh', same('tanh', 'relu', 'sigmoid')),
      hidden: range('Hidden units', '隐藏单元', 16, [1, 32, 1]),
      layers: range('Hidden layers', '隐藏层数', 1, [0, 3, 1]),
      learningRate: learningRate(0.03, 0.2),
    },
    goal: { value: 'accuracy', atLeast: 0.85 },
  },
  initialisation: {
    title: { en: 'Signals through ten layers', zh: '信号穿过十层' },
    controls: {
      activation: choice('Activation', '激活函数', 'relu', same('relu', 'tanh', 'sigmoid', 'leakyRelu')),
      start: choice('Initialisation', '初始化', 'he', {
        zeros: { en: 'zeros', zh: '全零' },
        small: { en: 'small random numbers, σ = 0.01', zh: '小随机数，σ = 0.01' },
        large: { en: 'large random numbers, σ = 1', zh: '大随机数，σ = 1' },
        xavier: { en: 'Xavier', zh: 'Xavier' },
        he: { en: 'He', zh: 'He' },
      }),
      epochs: range('Epochs', '训练轮数', 4, [1, 10, 1]),
    },
    goal: { value: 'test accuracy', atLeast: 0.75 },
  },
  dropout: {
    title: { en: 'Dropout against overfitting', zh: '用随机失活抑制过拟合' },
    controls: {
      keep: range('Keep probability', '保留概率', 0.6, [0.2, 1, 0.05]),
      hidden: range('Hidden units', '隐藏单元', 128, [16, 256, 16]),
      samples: range('Training samples', '训练样本数', 100, [40, 400, 20]),
    },
    goal: { value: 'test accuracy', atLeast: 0.75 },
  },
  'batch-norm': {
    title: { en: 'With and without batch normalisation', zh: '有无批归一化的对比' },
    controls: {
      learningRate: range('Learning rate', '学习率', 0.2, [0.01, 2, 0.01]),
      layers: range('Hidden layers', '隐藏层数', 6, [2, 12, 1]),
      epochs: range('Epochs', '训练轮数', 6, [1, 15, 1]),
    },
    goal: { value: 'accuracy with', atLeast: 0.85 },
  },
  edges: {
    title: { en: 'Edges of an image', zh: '图像的边缘' },
    controls: {
      filter: choice('Filter', '滤波器', 'sobel', same('sobel', 'scharr', 'prewitt', 'laplace', 'gaussian')),
    },
    goal: { value: 'strongest edge', atLeast: 0.5 },
    question: { kind: 'image' },
  },
  lenet: {
    title: { en: 'LeNet-5 learns digits', zh: 'LeNet-5 学习识别数字' },
    controls: {
      samples: range('Training digits', '训练数字数', 6000, [1000, 10000, 1000]),
      epochs: range('Epochs', '训练轮数', 3, [1, 6, 1]),
      learningRate: learningRate(0.003, 0.01),
    },
    goal: { value: 'test accuracy', atLeast: 0.95 },
    question: { kind: 'digit' },
  },
  residual: {
    title: { en: 'Deep networks, plain and residual', zh: '深层网络：普通与残差' },
    controls: {
      layers: range('Layers', '层数', 20, [2, 40, 2]),
      epochs: range('Epochs', '训练轮数', 15, [5, 40, 5]),
    },
    goal: { value: 'accuracy, residual', atLeast: 0.9 },
  },
  detector: {
    title: { en: 'A detector of shapes', zh: '形状检测器' },
    controls: {
      steps: range('Training steps', '训练步数', 200, [50, 800, 50]),
      threshold: range('Least confidence', '最低置信度', 0.3, [0.1, 0.9, 0.05]),
    },
    goal: { value: 'mAP@0.5', atLeast: 0.4 },
    question: { kind: 'button', label: { en: 'Another scene', zh: '换一个场景' } },
  },
  characters: {
    title: { en: 'A model that writes, letter by letter', zh: '逐字符写作的模型' },
    controls: {
      cell: choice('Cell', '循环单元', 'gru', {
        rnn: { en: 'RNN', zh: 'RNN' },
        gru: { en: 'GRU', zh: 'GRU' },
        lstm: { en: 'LSTM', zh: 'LSTM' },
      }),
      steps: range('Training steps', '训练步数', 600, [100, 2000, 50]),
      temperature: range('Temperature', '温度', 0.6, [0.1, 1.5, 0.1]),
    },
    goal: { value: 'perplexity', atMost: 5.5 },
    question: { kind: 'text', label: { en: 'Begin with', zh: '以此开头' }, value: 'the ' },
  },
  attention: {
    title: { en: 'Where attention looks', zh: '注意力看向哪里' },
    controls: {
      task: choice('Task', '任务', 'reverse', {
        reverse: { en: 'reverse the word', zh: '反转字母' },
        copy: { en: 'copy the word', zh: '复制字母' },
        sort: { en: 'sort the letters', zh: '按字母排序' },
      }),
      steps: range('Training steps', '训练步数', 400, [100, 1000, 50]),
    },
    goal: { value: 'right letters', atLeast: 0.9 },
    question: {
      kind: 'text',
      label: { en: 'A word of up to 8 letters a–j', zh: '由 a–j 组成、至多 8 个字母的词' },
      value: 'cabbage',
    },
  },
} as const satisfies Readonly<Record<string, DemoDescription>>;

/** Name of a demo. */
export type DemoName = keyof typeof catalog;
