// The networks of the end-to-end cases that our layers can build, with their parameters by PyTorch's names.

import * as cm from 'cambium';
import { Unsupported } from '../adapter.ts';
import { linearLinks } from './layers/basic.ts';
import { convLinks } from './layers/conv.ts';
import { type Link, same, within } from './layers/link.ts';
import { normLinks } from './layers/norm.ts';
import { recurrentLinks } from './layers/recurrent.ts';
import { encoderLinks } from './layers/transformer.ts';
import { channelsFirst, channelsLast } from './layout.ts';

type Layer =
  | cm.Linear
  | cm.Conv2d
  | cm.BatchNorm
  | cm.LSTM
  | cm.Embedding
  | cm.TransformerEncoderLayer
  | cm.Parameter;

/** A network: images come in and logits go out as PyTorch has them. */
export interface Network {
  readonly layers: { readonly [name: string]: Layer };
  readonly forward: (x: cm.Tensor) => cm.Tensor;
}

/** Parameters and buffers by PyTorch's names. */
export function linksOf({ layers }: Network): Link[] {
  return Object.entries(layers).flatMap(([name, layer]) =>
    layer instanceof cm.Parameter ? same(name, layer) : within(name, linksOfLayer(layer)),
  );
}

function linksOfLayer(layer: Exclude<Layer, cm.Parameter>): Link[] {
  if (layer instanceof cm.Linear) return linearLinks(layer);
  if (layer instanceof cm.Conv2d) return convLinks(layer);
  if (layer instanceof cm.BatchNorm) return normLinks(layer);
  if (layer instanceof cm.LSTM) return recurrentLinks(layer);
  return layer instanceof cm.Embedding ? same('weight', layer.weight) : encoderLinks(layer);
}

function lenet5(): Network {
  const conv1 = new cm.Conv2d({ inChannels: 1, outChannels: 6, kernelSize: 5, padding: 2 });
  const conv2 = new cm.Conv2d({ inChannels: 6, outChannels: 16, kernelSize: 5 });
  const [fc1, fc2, fc3] = [new cm.Linear(400, 120), new cm.Linear(120, 84), new cm.Linear(84, 10)];
  return {
    layers: { conv1, conv2, fc1, fc2, fc3 },
    forward: (x) => {
      const images = channelsLast(cm.div(cm.cast(x, 'float32'), 255));
      const first = cm.maxPool2d(cm.relu(conv1.forward(images)), 2);
      const second = cm.maxPool2d(cm.relu(conv2.forward(first)), 2);
      // The weights of fc1 expect channel by channel.
      const hidden = cm.relu(fc1.forward(cm.flatten(channelsFirst(second))));
      return fc3.forward(cm.relu(fc2.forward(hidden)));
    },
  };
}

function smallResnet(): Network {
  const conv = (inChannels: number, outChannels: number, kernelSize: number, stride = 1): cm.Conv2d =>
    new cm.Conv2d({
      inChannels,
      outChannels,
      kernelSize,
      stride,
      padding: kernelSize === 3 ? 1 : 0,
      bias: false,
    });
  const layers = {
    conv1: conv(3, 8, 3),
    bn1: new cm.BatchNorm(8),
    'block1.conv1': conv(8, 8, 3),
    'block1.bn1': new cm.BatchNorm(8),
    'block1.conv2': conv(8, 8, 3),
    'block1.bn2': new cm.BatchNorm(8),
    'block2.conv1': conv(8, 12, 3, 2),
    'block2.bn1': new cm.BatchNorm(12),
    'block2.conv2': conv(12, 12, 3),
    'block2.bn2': new cm.BatchNorm(12),
    'block2.shortcut.0': conv(8, 12, 1, 2),
    'block2.shortcut.1': new cm.BatchNorm(12),
    fc: new cm.Linear(12, 4),
  };
  const block = (x: cm.Tensor, name: 'block1' | 'block2', shortcut: cm.Tensor): cm.Tensor => {
    const y = cm.relu(layers[`${name}.bn1`].forward(layers[`${name}.conv1`].forward(x)));
    return cm.relu(cm.add(layers[`${name}.bn2`].forward(layers[`${name}.conv2`].forward(y)), shortcut));
  };
  return {
    layers,
    forward: (x) => {
      const stem = cm.relu(layers.bn1.forward(layers.conv1.forward(channelsLast(x))));
      const first = block(stem, 'block1', stem);
      const narrow = layers['block2.shortcut.1'].forward(layers['block2.shortcut.0'].forward(first));
      return layers.fc.forward(cm.globalAvgPool(block(first, 'block2', narrow)));
    },
  };
}

function mlp(): Network {
  const [fc1, fc2] = [new cm.Linear(2, 16), new cm.Linear(16, 2)];
  return { layers: { fc1, fc2 }, forward: (x) => fc2.forward(cm.tanh(fc1.forward(x))) };
}

function logisticRegression(): Network {
  const fc = new cm.Linear(2, 1);
  return { layers: { fc }, forward: (x) => cm.squeeze(fc.forward(x), -1) };
}

function lstmClassifier(): Network {
  const [lstm, fc] = [new cm.LSTM({ inputSize: 5, hiddenSize: 8, numLayers: 2 }), new cm.Linear(8, 3)];
  return {
    layers: { lstm, fc },
    forward: (x) => fc.forward(cm.squeeze(cm.slice(lstm.forward(x).outputs, null, [-1, null]), 1)),
  };
}

function transformerClassifier(): Network {
  const [features, heads, hiddenSize] = [16, 4, 32];
  const embedding = new cm.Embedding(12, features);
  const position = new cm.Parameter(cm.zeros([6, features]));
  const encoder = new cm.TransformerEncoderLayer({ features, heads, hiddenSize, dropout: 0 });
  const fc = new cm.Linear(features, 3);
  return {
    layers: { embedding, position, encoder, fc },
    forward: (x) => {
      const tokens = cm.add(embedding.forward(cm.cast(x, 'int32')), position);
      return fc.forward(cm.mean(encoder.forward(tokens), 1));
    },
  };
}

/** The network of a case, with initial values of our own. */
export function makeNetwork(name: string): Network {
  if (name === 'lenet5') return lenet5();
  if (name === 'small_resnet') return smallResnet();
  if (name === 'mlp') return mlp();
  if (name === 'logistic_regression') return logisticRegression();
  if (name === 'lstm_classifier') return lstmClassifier();
  if (name === 'transformer_classifier') return transformerClassifier();
  throw new Unsupported(`no layers for a ${name}`);
}
