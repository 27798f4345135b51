// Writes small ONNX models, as bytes that onnxruntime loads.

import proto from 'onnx-proto';
import type { HostArray } from '../host-array.ts';

/** A node of the graph: what is computed from which values under which name. */
export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Readonly<Record<string, number | readonly number[]>>;
}

/** A graph from the input values to the value `y`. */
export interface OnnxGraph {
  /** Values that are fed, by name: their shapes. */
  readonly inputs: Readonly<Record<string, readonly number[]>>;
  /** Weights, by name. */
  readonly weights?: Readonly<Record<string, HostArray>>;
  readonly nodes: readonly OnnxNode[];
}

const { ModelProto, TensorProto, AttributeProto } = proto.onnx;
const float = TensorProto.DataType.FLOAT;

/** The bytes of a model with float32 inputs and the output `y`. */
export function onnxModel({ inputs, weights = {}, nodes }: OnnxGraph): Uint8Array {
  const model = ModelProto.create({
    irVersion: 8,
    opsetImport: [{ domain: '', version: 17 }],
    graph: {
      name: 'workload',
      input: Object.entries(inputs).map(([name, shape]) => ({
        name,
        type: {
          tensorType: { elemType: float, shape: { dim: shape.map((dimValue) => ({ dimValue })) } },
        },
      })),
      output: [{ name: 'y', type: { tensorType: { elemType: float } } }],
      initializer: Object.entries(weights).map(([name, { shape, values }]) => ({
        name,
        dims: [...shape],
        dataType: float,
        rawData: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
      })),
      node: nodes.map(({ op, inputs: from, output, attributes = {} }) => ({
        opType: op,
        input: [...from],
        output: [output],
        attribute: Object.entries(attributes).map(([name, value]) =>
          typeof value === 'number'
            ? { name, type: AttributeProto.AttributeType.INT, i: value }
            : { name, type: AttributeProto.AttributeType.INTS, ints: [...value] },
        ),
      })),
    },
  });
  return ModelProto.encode(model).finish();
}
