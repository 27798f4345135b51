// Public surface of @cambium/optim.

export { Adam, type AdamOptions, AdamW } from './adam.ts';
export { clipByGlobalNorm, clipByNorm, clipByValue, globalNorm } from './clip.ts';
export {
  type GradientMap,
  Optimizer,
  type OptimizerOptions,
  type OptimizerTarget,
  type ParameterGroup,
  type Slots,
  type StepContext,
} from './optimizer.ts';
export { l1Penalty, l2Penalty, type PenaltyOptions } from './penalty.ts';
export { RMSprop, type RMSpropOptions } from './rmsprop.ts';
export { cosineDecay, exponentialDecay, inverseTimeDecay, stepDecay } from './schedules/decay.ts';
export type { Schedule } from './schedules/schedule.ts';
export { warmUp } from './schedules/warm-up.ts';
export { SGD, type SGDOptions } from './sgd.ts';
