// Entry of everything but products: exported names are the ABI that src/module/exports.ts describes.

export {
  add,
  atan2Of as atan2,
  div,
  equal,
  floorDivOf as floorDiv,
  less,
  lessEqual,
  logicalAnd,
  logicalOr,
  logicalXor,
  maximum,
  minimum,
  modOf as mod,
  mul,
  notEqual,
  powOf as pow,
  sub,
} from './binary';
export {
  intAdd,
  intEqual,
  intLess,
  intLessEqual,
  intLogicalAnd,
  intLogicalOr,
  intLogicalXor,
  intMaximum,
  intMinimum,
  intMul,
  intNotEqual,
  intSub,
} from './binary-integers';
export {
  fill32,
  float32ToBool,
  float32ToFloat64,
  float32ToInt32,
  float32ToUint8,
  float64ToFloat32,
  int32ToBool,
  int32ToFloat32,
  int32ToUint8,
  uint8ToBool,
  uint8ToFloat32,
  uint8ToInt32,
} from './convert';
export { copy8, copy32, copy64 } from './copy';
export { boolAnd, boolEqual, boolNot, boolOr, boolXor } from './flags';
export { areIndices, gatherSlices, scatterElements, scatterSlices, takeElements } from './indexing';
export { iotaFloat32, iotaInt32 } from './iota';
export { avgPool, maxPool } from './pool';
export { avgPoolGradVolume, avgPoolVolume, maxPoolVolume } from './pool-volume';
export { runProgram } from './program';
export { argMax, argMin, maxOf as max, minOf as min, sum } from './reduce';
export { boolAll, boolAny } from './reduce-flags';
export { intMax, intMin, intProd, intSum } from './reduce-integers';
export { prod } from './reduce-products';
export { select8, select32, select64 } from './select';
export { logSoftmax, softmax } from './softmax';
export {
  abs_ as abs,
  acosOf as acos,
  acoshOf as acosh,
  asinOf as asin,
  asinhOf as asinh,
  atanOf as atan,
  atanhOf as atanh,
  ceil,
  clamp,
  cos,
  coshOf as cosh,
  elu,
  erfcOf as erfc,
  erfInvOf as erfInv,
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
  sinhOf as sinh,
  softplus,
  sqrt,
  square,
  tan,
  tanhOf as tanh,
  trunc,
} from './unary';
