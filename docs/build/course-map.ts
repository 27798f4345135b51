// The course, row by row: what the notes have, the symbols that do it, the tests, the example, what it measured, and the page.

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as inNode from 'cambium/node';
import { coursePages } from './course.ts';

/** A row of the map. */
interface Row {
  readonly part: string;
  readonly topic: string;
  readonly symbols: readonly string[];
  /** Test files, without `test/` and the ending: `data/csv` is packages/data/test/csv.test.ts. */
  readonly tests: readonly string[];
  /** Example, and its numbers to quote. */
  readonly example: readonly [name: string, ...numbers: string[]];
  /** Slug of the page. */
  readonly page: string;
}

const split = (words: string): string[] => words.split(' ');
const row = (
  part: string,
  topic: string,
  symbols: string,
  tests: string,
  example: Row['example'],
  page: string,
): Row => ({ part, topic, symbols: split(symbols), tests: split(tests), example, page });

const rows: readonly Row[] = [
  row(
    '1.1',
    'House price, one neuron with ReLU, tables',
    'Linear relu meanSquaredError parseCsv Normalizer',
    'data/csv layers/layers',
    ['house-prices', 'test error of the mean (1000 $)', 'test error from all features (1000 $)'],
    'house-price',
  ),
  row(
    '1.2',
    'Cat or not cat, images as vectors',
    'readImage readImageFolder flatten reshape ArrayDataset',
    'data/images data/array-dataset',
    ['cats', 'test accuracy, logistic regression', 'test accuracy, ConvNet'],
    'images-as-vectors',
  ),
  row(
    '1.2',
    'Logistic regression, its loss and cost',
    'sigmoid binaryCrossEntropy binaryCrossEntropyWithLogits',
    'tensor/loss autograd/grad',
    ['planar', 'accuracy of logistic regression'],
    'logistic-regression',
  ),
  row(
    '1.2',
    'Gradient descent, chain rule, vectorisation',
    'grad valueAndGrad SGD',
    'autograd/grad optim/optimizers',
    ['house-prices', 'training loss with scaling', 'training loss without scaling'],
    'gradient-descent',
  ),
  row(
    '2.1–2.4',
    'Two-layer network, activations',
    'sigmoid tanh relu leakyRelu Sequential decisionBoundary',
    'tensor/activation layers/layers',
    ['planar', 'accuracy of 4 hidden units', 'accuracy of 20 hidden units'],
    'shallow-network',
  ),
  row(
    '2.5, 3.5',
    'Initialisation',
    'zerosInit constantInit normalInit uniformInit truncatedNormalInit heNormal glorotNormal lecunNormal orthogonal identityInit',
    'layers/initializers',
    ['initialisation', 'test accuracy, zeros', 'test accuracy, Xavier', 'test accuracy, He'],
    'initialisation',
  ),
  row(
    '2.6',
    'Deep networks, dimensions, parameters',
    'Sequential summary Module modelGraph',
    'layers/module layers/layers',
    ['lenet', 'parameters of LeNet-5'],
    'deep-network',
  ),
  row(
    '3.1',
    'Bias and variance',
    'diagnose learningCurves',
    'train/diagnose',
    ['regularisation', 'training accuracy, nothing', 'test accuracy, nothing'],
    'bias-variance',
  ),
  row(
    '3.2',
    'L2 and L1',
    'l2Penalty l1Penalty AdamW',
    'optim/clip-and-penalty',
    ['regularisation', 'test loss, nothing', 'test loss, L2'],
    'regularisation',
  ),
  row(
    '3.2.1',
    'Inverted dropout',
    'Dropout dropout',
    'layers/random-layers',
    ['regularisation', 'test loss, dropout'],
    'dropout',
  ),
  row(
    '3.2.2',
    'Augmentation, early stopping',
    'augment randomFlip randomRotation randomZoom randomCrop randomTranslation randomShear colorJitter randomErase mixup cutmix earlyStopping',
    'vision/augment train/callbacks',
    ['cats', 'test accuracy, ConvNet', 'test accuracy, ConvNet with augmentation'],
    'augmentation',
  ),
  row(
    '3.3',
    'Normalising inputs',
    'Normalizer',
    'data/normalizer',
    ['house-prices', 'training loss with scaling', 'training loss without scaling'],
    'normalising-inputs',
  ),
  row(
    '3.4',
    'Vanishing and exploding gradients',
    'layerStatistics clipByValue clipByNorm clipByGlobalNorm',
    'train/layer-statistics optim/clip-and-penalty',
    [
      'initialisation',
      'signal after ten layers, large',
      'signal after ten layers, Xavier',
      'signal after ten layers, He',
    ],
    'vanishing-exploding',
  ),
  row(
    '3.6',
    'Gradient checking',
    'checkGradients',
    'autograd/check-gradients',
    ['edges', 'loss of the learned filter'],
    'gradient-checking',
  ),
  row(
    '4.1',
    'Batch, mini-batch, stochastic descent',
    'DataLoader',
    'data/loader',
    ['iris', 'test accuracy'],
    'mini-batches',
  ),
  row(
    '4.1',
    'Weighted averages, bias correction',
    'ema WeightAverage',
    'optim/accumulate-and-ema',
    ['optimizer-paths', 'height at the end, valley, momentum'],
    'moving-averages',
  ),
  row(
    '4.2–4.4',
    'Momentum, RMSprop, Adam and their kin',
    'SGD RMSprop Adam Adagrad Adadelta Adamax NAdam RAdam AdamW Lion LAMB LBFGS contourPaths',
    'optim/optimizers optim/every-optimizer optim/lbfgs',
    ['optimizer-paths', 'reach the floor of the valley'],
    'optimizers',
  ),
  row(
    '4.5',
    'Learning-rate decay',
    'inverseTimeDecay exponentialDecay inverseRootDecay stepDecay piecewise cosineDecay cosineRestarts warmUp oneCycle polynomialDecay reduceOnPlateau chained',
    'optim/schedules',
    ['fashion-resnet', 'testAccuracy'],
    'learning-rate-decay',
  ),
  row(
    '4.5',
    'Saddle points, plateaus',
    'contourPaths',
    'plot/charts',
    ['optimizer-paths', 'leave the saddle for the floor', 'height at the end, saddle, LBFGS'],
    'saddle-points',
  ),
  row(
    '4.6',
    'Batch normalisation',
    'BatchNorm LayerNorm GroupNorm InstanceNorm RMSNorm',
    'layers/every-layer layers/layers',
    ['batch-norm', 'last epoch without BatchNorm, α = 1', 'last epoch with BatchNorm, α = 1'],
    'batch-norm',
  ),
  row(
    '4.7',
    'Softmax and its loss',
    'softmax logSoftmax crossEntropy',
    'tensor/loss tensor/activation',
    ['softmax', 'softmax of 3', 'softmax of 5.6', 'difference of two classes from logistic regression'],
    'softmax',
  ),
  row(
    '5.1',
    'Edge detection',
    'edgeKernel edges filterImages laplace gaussianBlur',
    'vision/heads-and-filters',
    ['edges', 'greatest difference from Sobel'],
    'edge-detection',
  ),
  row(
    '5.2–5.5',
    'Padding, stride, volumes, parameters',
    'Conv1d Conv2d Conv3d ConvTranspose2d DepthwiseConv2d SeparableConv2d',
    'layers/layers tensor/windows',
    ['lenet', 'parameters of the convolution', 'weights of the dense layer'],
    'convolution',
  ),
  row(
    '5.6',
    'Pooling',
    'MaxPool1d MaxPool2d MaxPool3d AvgPool1d AvgPool2d AvgPool3d GlobalMaxPool GlobalAvgPool AdaptiveMaxPool AdaptiveAvgPool',
    'layers/every-layer tensor/windows',
    ['lenet', 'test accuracy'],
    'pooling',
  ),
  row(
    '5.7',
    'LeNet-5',
    'Conv2d maxPool2d fit',
    'mnist-program',
    ['lenet', 'test accuracy', 'parameters of LeNet-5'],
    'lenet',
  ),
  row(
    '6',
    'ResNet, skip connections',
    'ResNet Residual',
    'layers/models',
    ['residual-depth', 'plain, 40 layers', 'residual, 40 layers'],
    'resnet',
  ),
  row(
    '7',
    'Localisation',
    'LocalizationHead localizationLoss LandmarkHead boxIou generalizedBoxIou distanceBoxIou completeBoxIou slidingWindow',
    'vision/boxes vision/heads-and-filters',
    ['shapes', 'IoU of anchors'],
    'localisation',
  ),
  row(
    '7',
    'Detection',
    'nms softNms batchedNms anchorGrid kMeansAnchors YoloHead yoloTargets yoloLoss yoloDetect roiAlign MeanAveragePrecision',
    'vision/detection vision/regions',
    ['shapes', 'mAP@0.5', 'mAP@0.5:0.95'],
    'detection',
  ),
  row(
    '8',
    'RNN, GRU, LSTM',
    'RNN GRU LSTM',
    'layers/recurrent',
    ['characters', 'perplexity, table of pairs (bigrams)', 'perplexity, LSTM'],
    'recurrent',
  ),
  row(
    '8',
    'Sequences and word vectors',
    'Embedding paddedCollate Vocabulary',
    'layers/recurrent data/padding data/text',
    ['words', 'nearest word in the same group', 'the same by chance'],
    'sequences-and-words',
  ),
  row(
    '8',
    'Encoder and decoder, attention, beam search',
    'MultiHeadAttention scaledDotProductAttention',
    'tensor/attention example-parts',
    ['dates', 'right dates, greedy search', 'right dates, beam search of 4'],
    'attention',
  ),
  row(
    '8',
    'Transformer',
    'TransformerEncoder TransformerDecoder PositionalEncoding',
    'layers/every-layer tensor/attention',
    ['transformer', 'right words'],
    'transformer',
  ),
  row(
    '9',
    'Summary, homework',
    'fit summary evaluate',
    'course docs-code',
    ['iris', 'test accuracy', 'test loss'],
    'summary',
  ),
];

const root = fileURLToPath(new URL('../../', import.meta.url));

/**
 * The map as a page.
 *
 * @param exported names that the packages export; those of `cambium/node` are known
 * @throws Error if a row names a symbol, test, example, result or page that is not there
 */
export function courseMap(exported: ReadonlySet<string>): string {
  const results = readResults();
  const known = new Set([...exported, ...Object.keys(inNode)]);
  const pages = new Set(coursePages.map(({ slug }) => slug));
  const lines = rows.map(({ part, topic, symbols, tests, example: [example, ...numbers], page }) => {
    for (const symbol of symbols) mustBe(known.has(symbol), `no package exports ${symbol}`, topic);
    mustBe(pages.has(page), `there is no page ${page}`, topic);
    const testFiles = tests.map((test) => {
      const file = test.includes('/')
        ? `packages/${test.replace('/', '/test/')}.test.ts`
        : `test/${test}.test.ts`;
      mustBe(existsSync(root + file), `there is no ${file}`, topic);
      return `\`${file
        .replace(/\.test\.ts$/, '')
        .replace(/^packages\//, '')
        .replace('/test/', ': ')
        .replace(/^test\//, '')}\``;
    });
    const measured = numbers.map((name) => {
      const value = results[example]?.numbers[name];
      mustBe(value !== undefined, `${example} has no result '${name}'`, topic);
      return `${name}: ${Number.isInteger(value) ? value : Number(value!.toPrecision(4))}`;
    });
    const cells = [
      part,
      `[${topic}](/course/${page})`,
      symbols.map((symbol) => `\`${symbol}\``).join(' '),
      testFiles.join(', '),
      `\`${example}\``,
      measured.join('; '),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  return `# The course, row by row

Generated; every symbol, test, example and result is looked up. Rows are those of the course; tests stand in the \`test\` folder of
their package, examples run as \`pnpm example <name>\`, and what they measured is from their last full run
(\`apps/examples/RESULTS.md\`).

| part | topic | symbols | tests | example | measured |
|---|---|---|---|---|---|
${lines.join('\n')}
`;
}

function mustBe(isTrue: boolean, problem: string, topic: string): asserts isTrue {
  if (!isTrue) throw new Error(`Course map, '${topic}': ${problem}.`);
}

function readResults(): Record<string, { numbers: Record<string, number> }> {
  const { examples } = JSON.parse(readFileSync(`${root}apps/examples/results.json`, 'utf8')) as {
    examples: Record<string, { numbers: Record<string, number> }>;
  };
  return examples;
}
