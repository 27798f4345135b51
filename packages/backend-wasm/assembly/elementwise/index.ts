// Entry of everything but products: exported names are the ABI that src/module/exports.ts describes.

export {
  add,
  div,
  equal,
  less,
  lessEqual,
  maximum,
  minimum,
  mul,
  notEqual,
  sub,
} from './binary';
export {
  fill32,
  float32ToBool,
  float32ToFloat64,
  float32ToInt32,
  float32ToUint8,
  float64ToFloat32,
  int32ToFloat32,
  uint8ToFloat32,
  uint8ToInt32,
} from './convert';
export { copy8, copy32, copy64 } from './copy';
export { boolAnd, boolNot, boolOr, boolXor, select32 } from './flags';
export { areIndices, gatherSlices, scatterElements, scatterSlices, takeElements } from './indexing';
export { avgPool, maxPool } from './pool';
export { argMax, argMin, maxOf as max, minOf as min, sum } from './reduce';
export { logSoftmax, softmax } from './softmax';
export {
  abs_ as abs,
  ceil,
  clamp,
  cos,
  elu,
  erfcOf as erfc,
  erfOf as erf,
  expm1Of as expm1,
  expOf as exp,
  floor,
  isFinite_ as isFinite,
  isInf,
  isNaN_ as isNaN,
  leakyRelu,
  log1pOf as log1p,
  log2,
  log10,
  logicalNot,
  logOf as log,
  neg,
  reciprocal,
  relu,
  round,
  rsqrt,
  sigmoidOf as sigmoid,
  sign,
  sin,
  softplus,
  sqrt,
  square,
  tan,
  tanhOf as tanh,
  trunc,
} from './unary';
