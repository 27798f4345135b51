// Normalisation. Running statistics belong to the layer BatchNorm here, so that it is what updates them.

import * as cm from 'cambium';
import { type Adapters, type Answer, adapter, type Call } from '../adapter.ts';
import { channelsFirst, channelsLast } from './layout.ts';

const affine = (call: Call): { scale: cm.Tensor | null; shift: cm.Tensor | null } => ({
  scale: call.optionalTensor('weight') ?? null,
  shift: call.optionalTensor('bias') ?? null,
});

/** The last axes, as many as `normalized_shape` has. */
const lastAxes = (call: Call): number[] =>
  call.numbers('normalized_shape')!.map((_, i, all) => i - all.length);

function batchNorm(call: Call): Answer {
  const x = channelsLast(call.tensor('input'));
  const epsilon = call.number('eps', 1e-5);
  const axes = x.shape.slice(0, -1).map((_, axis) => axis);
  const isTraining = call.flag('training');
  const [mean, variance] = isTraining
    ? [cm.mean(x, axes), cm.variance(x, axes)]
    : [call.tensor('running_mean'), call.tensor('running_var')];
  const outputs = [channelsFirst(cm.batchNorm(x, { mean, variance, ...affine(call), epsilon }))];
  return isTraining && call.has('running_mean')
    ? { outputs, mutated: runningStatistics(call, x) }
    : { outputs };
}

function runningStatistics(call: Call, x: cm.Tensor): { [path: string]: cm.Tensor } {
  const decay = 1 - call.number('momentum', 0.1);
  if (x.shape.at(-1) === 0 || decay >= 1) return {};
  const layer = new cm.BatchNorm(x.shape.at(-1)!, { dtype: x.dtype, decay });
  const [mean, variance] = [layer.runningMean!, layer.runningVariance!];
  mean.assign(call.tensor('running_mean'));
  variance.assign(call.tensor('running_var'));
  layer.forward(x);
  const updated = (state: cm.State): cm.Tensor => cm.tensor(state.value.dataSync(), { dtype: state.dtype });
  return {
    [call.path('running_mean')]: updated(mean),
    [call.path('running_var')]: updated(variance),
  };
}

export const norm: Adapters = {
  'nn.functional.batch_norm': adapter(
    'input, running_mean, running_var, weight, bias, training, momentum, eps',
    batchNorm,
  ),
  'nn.functional.group_norm': adapter('input, num_groups, weight, bias, eps', (call) =>
    channelsFirst(
      cm.groupNorm(channelsLast(call.tensor('input')), call.number('num_groups'), {
        ...affine(call),
        epsilon: call.number('eps', 1e-5),
      }),
    ),
  ),
  'nn.functional.instance_norm': adapter(
    'input, running_mean, running_var, weight, bias, use_input_stats, momentum, eps',
    (call) => {
      if (!call.flag('use_input_stats', true)) return batchNorm(call);
      const epsilon = call.number('eps', 1e-5);
      return channelsFirst(cm.instanceNorm(channelsLast(call.tensor('input')), { ...affine(call), epsilon }));
    },
  ),
  'nn.functional.layer_norm': adapter('input, normalized_shape, weight, bias, eps', (call) =>
    cm.layerNorm(call.tensor('input'), lastAxes(call), {
      ...affine(call),
      epsilon: call.number('eps', 1e-5),
    }),
  ),
  'nn.functional.rms_norm': adapter('input, normalized_shape, weight, eps', (call) => {
    const machine = call.tensor('input').dtype === 'float64' ? 2 ** -52 : 2 ** -23;
    const { scale } = affine(call);
    return cm.rmsNorm(call.tensor('input'), lastAxes(call), { scale, epsilon: call.number('eps', machine) });
  }),
};
