// What the playground says, in both languages.

import type { Words } from '../words.ts';

export const playgroundWords = {
  title: { en: 'Playground', zh: '实验场' },
  data: { en: 'Data', zh: '数据' },
  flower: { en: 'points: flower', zh: '平面点：花瓣' },
  circles: { en: 'points: circles', zh: '平面点：圆环' },
  spirals: { en: 'points: spirals', zh: '平面点：螺旋' },
  checks: { en: 'points: four squares', zh: '平面点：四个方块' },
  digits: { en: 'images: MNIST digits', zh: '图像：MNIST 数字' },
  csv: { en: 'a table of your own (CSV)', zh: '自己的表格（CSV）' },
  chooseCsv: { en: 'CSV file; the last column is the class', zh: 'CSV 文件；最后一列是类别' },
  optimizer: { en: 'Optimizer', zh: '优化器' },
  schedule: { en: 'Schedule', zh: '学习率计划' },
  constant: { en: 'constant', zh: '不变' },
  cosine: { en: 'cosine', zh: '余弦' },
  step: { en: 'steps, a tenth each', zh: '阶梯，每级降为十分之一' },
  inverse: { en: '1 / (1 + rate · t)', zh: '1 / (1 + 衰减率 · t)' },
  learningRate: { en: 'Learning rate', zh: '学习率' },
  batchSize: { en: 'Batch size', zh: '批大小' },
  epochs: { en: 'Epochs', zh: '训练轮数' },
  seed: { en: 'Seed', zh: '随机种子' },
  layers: { en: 'Hidden layers', zh: '隐藏层' },
  layer: { en: 'Kind of layer', zh: '层的类型' },
  size: { en: 'Size', zh: '大小' },
  add: { en: 'Add a layer', zh: '添加一层' },
  remove: { en: 'Remove', zh: '删除' },
  train: { en: 'Train', zh: '训练' },
  save: { en: 'Save the model', zh: '保存模型' },
  open: { en: 'Open a model', zh: '打开模型' },
  network: { en: 'The network', zh: '网络结构' },
} as const satisfies Readonly<Record<string, Words>>;
