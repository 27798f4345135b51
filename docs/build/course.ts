// The pages of the course, in their order. Sidebar, contents, tests and the map of the course come from here.

/** A page of the course, in both languages. */
export interface CoursePage {
  /** File name of the page, of its program and of its exercise. */
  readonly slug: string;
  /** Part of the course notes. */
  readonly part: number;
  readonly title: { readonly en: string; readonly zh: string };
}

/** Titles of the parts, from the first on. */
export const parts: readonly { readonly en: string; readonly zh: string }[] = [
  { en: '1 One neuron', zh: '1 一个神经元' },
  { en: '2 Networks', zh: '2 神经网络' },
  { en: '3 Making them work', zh: '3 让网络好用' },
  { en: '4 Making them fast', zh: '4 让训练更快' },
  { en: '5 Convolutions', zh: '5 卷积' },
  { en: '6 Residual networks', zh: '6 残差网络' },
  { en: '7 Detection', zh: '7 目标检测' },
  { en: '8 Sequences', zh: '8 序列' },
  { en: '9 Summary', zh: '9 总结' },
];

const page = (part: number, slug: string, en: string, zh: string): CoursePage => ({
  slug,
  part,
  title: { en, zh },
});

/** All pages of the course. */
export const coursePages: readonly CoursePage[] = [
  page(1, 'house-price', 'The price of a house', '房价预测'),
  page(1, 'images-as-vectors', 'Images as vectors', '图像是向量'),
  page(1, 'logistic-regression', 'Logistic regression', '逻辑回归'),
  page(1, 'gradient-descent', 'Gradient descent', '梯度下降'),
  page(2, 'shallow-network', 'One hidden layer', '浅层神经网络'),
  page(2, 'initialisation', 'Initialisation', '参数初始化'),
  page(2, 'deep-network', 'Deep networks', '深层神经网络'),
  page(3, 'bias-variance', 'Bias and variance', '偏差与方差'),
  page(3, 'regularisation', 'Regularisation', '正则化'),
  page(3, 'dropout', 'Dropout', '随机失活'),
  page(3, 'augmentation', 'Augmentation and early stopping', '数据增强与早停'),
  page(3, 'normalising-inputs', 'Normalising inputs', '输入归一化'),
  page(3, 'vanishing-exploding', 'Vanishing and exploding gradients', '梯度消失与梯度爆炸'),
  page(3, 'gradient-checking', 'Gradient checking', '梯度检验'),
  page(4, 'mini-batches', 'Mini-batches', '小批量梯度下降'),
  page(4, 'moving-averages', 'Moving averages', '指数加权平均'),
  page(4, 'optimizers', 'Momentum, RMSprop, Adam', '动量、RMSprop 与 Adam'),
  page(4, 'learning-rate-decay', 'Learning-rate decay', '学习率衰减'),
  page(4, 'saddle-points', 'Saddle points', '鞍点'),
  page(4, 'batch-norm', 'Batch normalisation', '批归一化'),
  page(4, 'softmax', 'Softmax', 'Softmax 回归'),
  page(5, 'edge-detection', 'Edge detection', '边缘检测'),
  page(5, 'convolution', 'Convolution', '卷积'),
  page(5, 'pooling', 'Pooling', '池化'),
  page(5, 'lenet', 'LeNet-5', 'LeNet-5'),
  page(6, 'resnet', 'ResNet', 'ResNet'),
  page(7, 'localisation', 'Localisation', '目标定位'),
  page(7, 'detection', 'Detection', '目标检测'),
  page(8, 'recurrent', 'Recurrent networks', '循环神经网络'),
  page(8, 'sequences-and-words', 'Sequences and words', '序列分类与词向量'),
  page(8, 'attention', 'Attention', '注意力'),
  page(8, 'transformer', 'Transformer', 'Transformer'),
  page(9, 'summary', 'All of it at a glance', '全课一览'),
];
