// From data to a classifier that is checked, regularised, measured, saved and read back.

import { confusionMatrixPlot, learningCurves } from '@cambium/plot';
import {
  AdamW,
  accuracy,
  ConfusionMatrix,
  checkGradients,
  cosineDecay,
  crossEntropy,
  DataLoader,
  type DType,
  Dropout,
  diagnose,
  earlyStopping,
  evaluate,
  fit,
  heNormal,
  Linear,
  Module,
  Normalizer,
  parseSafetensors,
  randomSplit,
  relu,
  Sequential,
  seed,
  serializeSafetensors,
  type Tensor,
  tensor,
  valueAndGrad,
} from 'cambium';
import { digitRows } from '../kit/digits.ts';
import { show } from '../kit/show.ts';

seed(1);

// 1. Data: a part to learn from, a part to decide by, a part that is looked at once. Statistics of the first alone.
const { train: digits, test } = await digitRows(5000, 1000);
const [train, validation] = randomSplit(digits, [0.8, 0.2]);
const normalizer = Normalizer.fit(train.fields.x, { axis: [0, 1] });

// 2. A model: statistics, layers that suit them, something against overfitting.
class Classifier extends Module {
  normalizer: Normalizer;
  layers: Sequential;

  constructor(normalizer: Normalizer, dtype: DType = 'float32') {
    super();
    this.normalizer = normalizer;
    this.layers = new Sequential(
      new Linear(784, 128, { weightInit: heNormal(), dtype }),
      relu,
      new Dropout(0.3),
      new Linear(128, 10, { dtype }),
    );
  }

  forward(x: Tensor): Tensor {
    return this.layers.forward(this.normalizer.transform(x));
  }
}

// 3. Checks before training: the gradients, the first loss, and one batch learned by heart.
const { x, y } = train.getBatch(Array.from({ length: 32 }, (_, i) => i));
const [images, labels] = [tensor(x.data, { shape: x.shape }), tensor(y.data)];
const exact = new Classifier(normalizer, 'float64').eval();
const report = checkGradients(() => crossEntropy(exact.forward(images), labels), exact, { entriesPerTensor: 20 });
console.log(`gradients: ${report.verdict}, ${report.checked} entries checked`);

const trial = new Classifier(normalizer).eval();
const trialLoss = valueAndGrad(trial, () => crossEntropy(trial.forward(images), labels));
const losses = [trialLoss().value];
const trialOptimizer = new AdamW(trial, { learningRate: 1e-3 });
for (let step = 0; step < 60; step++) trialOptimizer.step(trialLoss().grads);
losses.push(trialLoss().value);
const [start, end] = losses.map((loss) => Number(loss.toArray()).toFixed(3));
console.log(`loss of one batch: ${start} at first (ln 10 = ${Math.log(10).toFixed(3)}), ${end} after 60 steps`);

// 4. Training: batches, decay of weights and rate, the best epoch kept.
const model = new Classifier(normalizer);
const loader = new DataLoader(train, { batchSize: 64, shuffle: true });
const epochs = 8;
const learningRate = cosineDecay({ initial: 2e-3, duration: epochs * loader.length });
const history = await fit(model, {
  train: loader,
  validation: new DataLoader(validation, { batchSize: 500 }),
  loss: crossEntropy,
  optimizer: new AdamW(model, { learningRate, weightDecay: 0.05 }),
  epochs,
  metrics: [accuracy()],
  callbacks: [earlyStopping({ patience: 3, restoreBest: true })],
  progress: null,
});
await show('training', learningCurves(history, { names: ['loss', 'validationLoss'] }));
console.log(String(diagnose(history, { humanError: 0.002 })).split('\n').slice(0, 2).join('\n'));

// 5. The test set, once.
const confusion = new ConfusionMatrix({ classes: 10 });
const testLoader = new DataLoader(test, { batchSize: 500 });
const result = await evaluate(model, testLoader, { loss: crossEntropy, metrics: [confusion] });
console.log(`test accuracy ${(100 * result.confusion!).toFixed(1)} %`);
await show('confusion', confusionMatrixPlot(confusion.counts.toArray() as number[][]));

// 6. Saved with its statistics, and read back into a new model.
const bytes = await serializeSafetensors(model.stateDict());
const restored = new Classifier(new Normalizer(normalizer.mean.shape));
restored.loadStateDict(Object.fromEntries(parseSafetensors(bytes).tensors)).eval();
const difference = restored.forward(images).sub(model.forward(images)).abs().max();
console.log(`saved ${bytes.length.toLocaleString('en')} bytes; the restored model differs by ${difference.toArray()}`);
