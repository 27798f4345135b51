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
  Dropout,
  type DType,
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

// #region data
// A part to learn from, a part to decide by, a part that is looked at once.
// The statistics are those of the first alone.
const { train: digits, test } = await digitRows(5000, 1000);
const [train, validation] = randomSplit(digits, [0.8, 0.2]);
const normalizer = Normalizer.fit(train.fields.x, { axis: [0, 1] });
// #endregion data

// #region model
// The statistics, weights that suit the activation, and something against overfitting.
class Classifier extends Module {
  normalizer: Normalizer;
  layers: Sequential;

  constructor(normalizer: Normalizer, dtype: DType = 'float32') {
    super();
    this.normalizer = normalizer;
    const hidden = new Linear(784, 128, { weightInit: heNormal(), dtype });
    this.layers = new Sequential(hidden, relu, new Dropout(0.3), new Linear(128, 10, { dtype }));
  }

  forward(x: Tensor): Tensor {
    return this.layers.forward(this.normalizer.transform(x));
  }
}
// #endregion model

// #region checks
// Are the gradients right, is the first loss that of a guess, can it learn one batch by heart?
const { x, y } = train.slice(0, 32).fields;
const [images, labels] = [tensor(x.data, { shape: x.shape }), tensor(y.data)];
const exact = new Classifier(normalizer, 'float64').eval();
const exactLoss = () => crossEntropy(exact.forward(images), labels);
const report = checkGradients(exactLoss, exact, { entriesPerTensor: 20 });
console.log(`gradients: ${report.verdict}, ${report.checked} entries checked`);

const trial = new Classifier(normalizer).eval();
const trialLoss = valueAndGrad(trial, () => crossEntropy(trial.forward(images), labels));
const trialOptimizer = new AdamW(trial, { learningRate: 1e-3 });
console.log(`first loss ${(await trialLoss().value.item()).toFixed(3)}, ln 10 = ${Math.log(10).toFixed(3)}`);
for (let step = 0; step < 60; step++) trialOptimizer.step(trialLoss().grads);
console.log(`the same batch after 60 steps ${(await trialLoss().value.item()).toFixed(3)}`);
// #endregion checks

// #region training
// Batches in random order, a rate that falls, weights that decay, the best epoch kept.
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
// #endregion training

// #region diagnosis
// Errors on both sets without dropout: bias or variance? Then the test set, once.
const errorOn = async (data: typeof train): Promise<number> => {
  const options = { loss: crossEntropy, metrics: [accuracy()] };
  return 1 - (await evaluate(model, new DataLoader(data, { batchSize: 500 }), options)).accuracy!;
};
const errors = { train: await errorOn(train), validation: await errorOn(validation) };
for (const { problem, size, advice } of diagnose(errors, { humanError: 0.002 }).findings)
  console.log(`${problem} ${(100 * size).toFixed(1)} %: ${advice[0]}`);

const confusion = new ConfusionMatrix({ classes: 10 });
const testLoader = new DataLoader(test, { batchSize: 500 });
await evaluate(model, testLoader, { loss: crossEntropy, metrics: [confusion] });
console.log(`test accuracy ${(100 * (await confusion.result())).toFixed(1)} %`);
await show('confusion', confusionMatrixPlot(confusion.counts.toArray() as number[][]));
// #endregion diagnosis

// #region saving
// Saved with its statistics, and read back into a new model.
const bytes = await serializeSafetensors(model.stateDict());
const restored = new Classifier(new Normalizer(normalizer.mean.shape));
restored.loadStateDict(Object.fromEntries(parseSafetensors(bytes).tensors)).eval();
const difference = restored.forward(images).sub(model.forward(images)).abs().max();
console.log(`${bytes.length.toLocaleString('en')} bytes; restored, it differs by ${await difference.item()}`);
// #endregion saving
