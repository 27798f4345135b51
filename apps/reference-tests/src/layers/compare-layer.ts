// A layer on both sides with the same weights: outputs, and gradients by the input and by every weight.

import * as tf from '@tensorflow/tfjs';
import {
  type DType,
  grad,
  type Module,
  mul,
  type OpName,
  opRecord,
  Parameter,
  sum,
  type Tensor,
  valueAndGrad,
  zerosLike,
} from 'cambium';
import type { Comparison, Fault, GradientFault } from '../compare/comparison.ts';
import type { InputSpec } from '../compare/inputs.ts';
import { type CallForm, run, runCode } from './layer-call.ts';
import { type LayerSpec, layerCode, makeLayer } from './spec.ts';

/** A layer on both sides. */
export interface LayerCase {
  readonly ours: LayerSpec;
  /** The input, and a mask, or the states of a cell. */
  readonly inputs: readonly InputSpec[];
  readonly call?: CallForm;
  /** Makes theirs. */
  readonly theirs: () => tf.layers.Layer;
  /** Our weights by name as theirs hold them, in their order; as they are unless given. */
  readonly toTheirs?: (weights: { readonly [name: string]: tf.Tensor }) => readonly tf.Tensor[];
  /** Values of weights that may not be any; positive ones have a range. */
  readonly weights?: { readonly [name: string]: Partial<InputSpec> };
  readonly isTraining?: true;
  /** The op whose tolerance the layer has. */
  readonly like: OpName;
  readonly terms?: number;
  /** Weights by which no gradient is compared. */
  readonly withoutGradient?: readonly string[];
  readonly fault?: Fault;
  readonly gradientFault?: GradientFault;
}

/** The comparison of a layer. */
export function layerComparison(each: LayerCase): Comparison {
  const { ours: spec, inputs, call = 'x', isTraining = false, fault, gradientFault, terms } = each;
  const model = makeLayer(spec, 'float32');
  const weights = Object.entries(model.stateDict()).map(([name, { shape }]) => ({ name, shape }));
  const names = weights.map(({ name }) => name);
  const parameters = model.namedParameters();
  const lead = inputs.length;
  const build = (tensors: readonly Tensor[]): Module => {
    const layer = makeLayer(spec, dtypeOf(tensors.slice(lead))).train(isTraining);
    layer.loadStateDict(Object.fromEntries(names.map((name, i) => [name, tensors[lead + i]!])));
    return layer;
  };
  return {
    group: 'layer',
    subject: spec.layer,
    inputs: [
      ...inputs,
      ...weights.map(({ name, shape }) => ({ shape, range: [-0.7, 0.7] as const, ...each.weights?.[name] })),
    ],
    ours: {
      value: (tensors) => run(build(tensors), tensors.slice(0, lead), call),
      gradients: (tensors, places, factors) => {
        const layer = build(tensors);
        const data = tensors.slice(0, lead);
        const loss = (own: readonly Tensor[]) => sum(mul(run(layer, own, call), factors));
        const byInput = places.filter((place) => place < lead);
        const sources = byInput.map((place) => data[place]!);
        const ofInputs =
          sources.length === 0
            ? []
            : grad((own: readonly Tensor[]) => loss(data.map((x, i) => own[byInput.indexOf(i)] ?? x)))(
                sources,
              );
        const { grads } = valueAndGrad(layer, () => loss(data))();
        const byName = layer.namedParameters();
        return places.map((place, i) => {
          if (place < lead) return ofInputs[i]!;
          const parameter = byName.get(names[place - lead]!)!;
          return grads.get(parameter) ?? zerosLike(parameter.value);
        });
      },
    },
    theirs: theirSide(each, names),
    code: (tensors) =>
      runCode(loaded(spec, isTraining, names, tensors.slice(lead)), tensors.slice(0, lead), call),
    gradientCode: (tensors, place) => {
      if (place < lead) return null;
      const layer = loaded(spec, isTraining, names, tensors.slice(lead));
      return [
        `const layer = ${layer};`,
        `const loss = () => sum(mul(${runCode('layer', tensors.slice(0, lead), call)}, weights));`,
        `console.log(valueAndGrad(layer, loss)().grads.get(layer.namedParameters().get('${names[place - lead]}')).dataSync());`,
      ];
    },
    tolerance: opRecord(each.like).tolerance,
    ...(terms === undefined ? {} : { terms }),
    gradientBy: [
      ...inputs.flatMap(({ dtype = 'float32' }, i) => (dtype === 'float32' ? [i] : [])),
      ...names.flatMap((name, i) =>
        parameters.get(name) instanceof Parameter && !each.withoutGradient?.includes(name) ? [lead + i] : [],
      ),
    ],
    ...(fault === undefined ? {} : { fault }),
    ...(gradientFault === undefined ? {} : { gradientFault }),
  };
}

function dtypeOf([weight]: readonly Tensor[]): DType {
  return weight?.dtype ?? 'float32';
}

function loaded(
  spec: LayerSpec,
  isTraining: boolean,
  names: readonly string[],
  weights: readonly string[],
): string {
  const entries = names.map((name, i) => `'${name}': ${weights[i]}`).join(', ');
  const dict = names.length === 0 ? '' : `.loadStateDict({ ${entries} })`;
  return `${layerCode(spec)}.train(${isTraining})${dict}`;
}

/** Their layer, whose weights read our tensors, so that gradients reach them. */
function theirSide(
  { theirs, inputs, toTheirs, call, isTraining }: LayerCase,
  names: readonly string[],
): Comparison['theirs'] {
  const lead = inputs.length;
  const value = (tensors: readonly tf.Tensor[]): tf.Tensor => {
    const layer = theirs();
    const named = Object.fromEntries(names.map((name, i) => [name, tensors[lead + i]!]));
    const weights = toTheirs === undefined ? Object.values(named) : toTheirs(named);
    const data = tensors.slice(0, lead);
    const [x, mask] = data as [tf.Tensor, ...tf.Tensor[]];
    layer.build(call === 'state' ? data.map(({ shape }) => shape) : x.shape);
    if (layer.weights.length !== weights.length)
      throw new Error(
        `${layer.getClassName()} has ${layer.weights.length} weights, ${weights.length} were given`,
      );
    layer.weights.forEach((weight, i) => {
      weight.read = () => weights[i]! as ReturnType<typeof weight.read>;
    });
    const options = { training: isTraining ?? false, ...(call === 'masked' ? { mask } : {}) };
    const output = layer.call(call === 'state' ? data : x, options);
    return Array.isArray(output) ? output[0]! : output;
  };
  return {
    value,
    gradients: (tensors, places, factors) => {
      const loss = (...sources: tf.Tensor[]) => {
        const all = tensors.map((x, i) => sources[places.indexOf(i)] ?? x);
        return tf.sum<tf.Scalar>(tf.mul(value(all), factors));
      };
      return tf.grads(loss)(places.map((place) => tensors[place]!));
    },
  };
}
