// Initialisers: fans, and whether samples have the recorded distribution.

import * as cm from 'cambium';
import { Unsupported } from './adapter.ts';
import { makeLayer } from './adapters/layers/index.ts';
import { compareValues, type Verdict } from './compare.ts';
import { type Golden, type Json, list, numberOf, record } from './format.ts';
import { type Outcome, outcomeOf, type Part } from './outcome.ts';

type Settings = { readonly [name: string]: Json };

/** Our initialiser for PyTorch's. */
function initializerOf(op: string, settings: Settings): cm.Initializer {
  const gain = numberOf(settings.gain ?? 1);
  if (op === 'orthogonal_') return cm.orthogonal({ gain });
  if (op === 'lecun_uniform') return cm.lecunUniform();
  if (op === 'lecun_normal') return cm.lecunNormal();
  if (op === 'xavier_uniform_') return cm.glorotUniform({ gain });
  if (op === 'xavier_normal_') return cm.glorotNormal({ gain });
  if (op.startsWith('kaiming')) {
    const he = {
      fanMode: settings.mode === 'fan_out' ? 'fanOut' : 'fanIn',
      activation: activationOf(String(settings.nonlinearity)),
      slope: numberOf(settings.a),
    } as const;
    return op === 'kaiming_uniform_' ? cm.heUniform(he) : cm.heNormal(he);
  }
  if (op === 'trunc_normal_') {
    const [mean, std, low, high] = ['mean', 'std', 'a', 'b'].map((name) => numberOf(settings[name]));
    return cm.truncatedNormalInit({ mean: mean!, std: std!, low: low!, high: high! });
  }
  throw new Unsupported(`no ${op}`);
}

/** Our name of an activation. */
function activationOf(name: string): cm.GainActivation {
  const activations: { readonly [name: string]: cm.GainActivation } = {
    linear: 'linear',
    conv2d: 'linear',
    sigmoid: 'sigmoid',
    tanh: 'tanh',
    relu: 'relu',
    leaky_relu: 'leakyRelu',
    selu: 'selu',
  };
  const activation = activations[name];
  if (activation === undefined) throw new Unsupported(`no gain for ${name}`);
  return activation;
}

/** The fans that a layer of ours tells its initialiser. */
function specOf([out, into, ...kernel]: readonly number[]): cm.WeightSpec {
  let seen: cm.WeightSpec | null = null;
  const weightInit: cm.Initializer = (spec) => {
    seen = spec;
    return cm.zeros(spec.shape);
  };
  const conv = { inChannels: into!, outChannels: out!, kernelSize: kernel, weightInit, bias: false };
  if (kernel.length === 0) new cm.Linear(into!, out!, { weightInit, bias: false });
  else if (kernel.length === 1) new cm.Conv1d(conv);
  else if (kernel.length === 2) new cm.Conv2d(conv);
  else new cm.Conv3d(conv);
  return seen!;
}

/** Compares fans exactly and distributions by samples. */
export function replayInit(file: string, golden: Golden): Outcome {
  return cm.scope(() => {
    const remarks = Object.keys(record(golden.op === 'default' ? golden.expected : {}))
      .filter((name) => hasForgetBias(golden, name))
      .map((name) => `${name} not compared: that of the forget gate begins with 1 here`);
    return outcomeOf({ file, op: golden.op, id: golden.id }, partsOf(golden), remarks) as never;
  }) as Outcome;
}

function partsOf(golden: Golden): Part[] {
  if (golden.op === 'default') return defaults(golden);
  if (golden.op === 'calculate_gain') return [gain(golden)];
  const expected = record(golden.expected);
  const shape = list(golden.shape).map(numberOf);
  const spec = specOf(shape);
  if (golden.op === 'fan') {
    const wanted = [numberOf(expected.fan_in), numberOf(expected.fan_out)];
    return [{ name: 'fans', verdict: compareValues([spec.fanIn, spec.fanOut], wanted) }];
  }
  const initialize = initializerOf(golden.op, record(golden.kwargs ?? {}));
  if (expected.kind === 'orthogonal') return [orthogonality(initialize, spec, expected)];
  return distribution('weight', (generator) => initialize({ ...spec, generator }), expected);
}

function gain(golden: Golden): Part {
  const [activation, ...slope] = list(golden.args);
  const ours = cm.calculateGain(activationOf(String(activation)), ...slope.map(numberOf));
  return { name: 'gain', verdict: compareValues([ours], [numberOf(golden.expected)]) };
}

/** The biases of an LSTM are one here, and that of the forget gate begins with 1. */
function hasForgetBias({ module }: Golden, name: string): boolean {
  return module === 'LSTM' && name.startsWith('bias');
}

function defaults(golden: Golden): Part[] {
  const { module, ctor, expected } = golden;
  const settings = record(ctor);
  return Object.entries(record(expected)).flatMap(([name, value]) => {
    if (hasForgetBias(golden, name)) return [];
    const draw = (generator: cm.Generator): cm.Tensor => {
      const { links } = makeLayer(String(module), { settings, dtype: 'float32', generator });
      const link = links.find(({ theirs }) => theirs.includes(name))!;
      return link.toTheirs(link.ours.map((cell) => cell.value))[link.theirs.indexOf(name)]!;
    };
    const wanted = record(value);
    if (wanted.kind !== 'constant') return distribution(name, draw, wanted);
    const constant = numberOf(wanted.value);
    const isConstant = draw(new cm.Generator(7))
      .dataSync()
      .every((each) => each === constant);
    return [{ name, verdict: judge(isConstant ? 0 : 2, `not ${constant} everywhere`) }];
  });
}

function orthogonality(initialize: cm.Initializer, spec: cm.WeightSpec, expected: Settings): Part {
  const weight = initialize({ ...spec, generator: new cm.Generator(7) });
  const matrix = cm.reshape(weight, [-1, spec.shape.at(-1)!]);
  const [rows, columns] = matrix.shape as [number, number];
  const product =
    rows < columns ? cm.matmul(matrix, matrix.transpose()) : cm.matmul(matrix.transpose(), matrix);
  const wanted = cm.mul(cm.eye(Math.min(rows, columns)), numberOf(expected.diagonal));
  const isClose = cm.allClose(product, wanted, { relative: 1e-4, absolute: 1e-4 });
  return { name: String(expected.product), verdict: judge(isClose ? 0 : 2, 'rows are not orthonormal') };
}

/** Mean, deviation and bounds of samples: at least 20,000, so that six standard errors are a few percent. */
function distribution(
  name: string,
  draw: (generator: cm.Generator) => cm.Tensor,
  expected: Settings,
): Part[] {
  const generator = new cm.Generator(42);
  const values: number[] = [];
  while (values.length < 20_000) values.push(...draw(generator).dataSync());
  const n = values.length;
  const mean = values.reduce((total, value) => total + value, 0) / n;
  const std = Math.sqrt(values.reduce((total, value) => total + (value - mean) ** 2, 0) / n);
  const [wantedMean, wantedStd] = [numberOf(expected.mean), numberOf(expected.std)];
  const low = expected.bound === undefined ? numberOf(expected.lo ?? '-Infinity') : -numberOf(expected.bound);
  const high = numberOf(expected.bound ?? expected.hi ?? 'Infinity');
  const outside = values.filter((value) => value < low * (1 + 1e-6) || value > high * (1 + 1e-6)).length;
  const standardError = wantedStd / Math.sqrt(n);
  return [
    {
      name: `${name} mean`,
      verdict: judge(Math.abs(mean - wantedMean) / (6 * standardError), `mean ${mean}`),
    },
    { name: `${name} std`, verdict: judge(Math.abs(std - wantedStd) / (6 * standardError), `std ${std}`) },
    { name: `${name} bounds`, verdict: judge(2 * outside, `${outside} of ${n} outside [${low}, ${high}]`) },
  ];
}

function judge(error: number, difference: string): Verdict {
  return { error, difference: error <= 1 && !Number.isNaN(error) ? null : difference };
}
