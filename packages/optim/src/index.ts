// Public surface of @cambium/optim.

export { GradientAccumulator } from './accumulate.ts';
export { Adadelta, type AdadeltaOptions } from './adadelta.ts';
export { Adafactor, type AdafactorOptions } from './adafactor.ts';
export { Adagrad, type AdagradOptions } from './adagrad.ts';
export { Adam, type AdamOptions, AdamW } from './adam.ts';
export { Adamax, type AdamaxOptions } from './adamax.ts';
export { ASGD, type ASGDOptions } from './asgd.ts';
export { type ClipOptions, clipByGlobalNorm, clipByNorm, clipByValue, globalNorm } from './clip.ts';
export { type EmaOptions, ema } from './ema.ts';
export { LAMB, type LAMBOptions } from './lamb.ts';
export { type Closure, LBFGS, type LBFGSOptions } from './lbfgs.ts';
export { Lion, type LionOptions } from './lion.ts';
export type { MomentOptions } from './moments.ts';
export { Muon, type MuonOptions } from './muon.ts';
export { NAdam, type NAdamOptions } from './nadam.ts';
export {
  type DecayForm,
  type GradientMap,
  Optimizer,
  type OptimizerOptions,
  type OptimizerTarget,
  type ParameterGroup,
  type Slots,
  type StepContext,
} from './optimizer.ts';
export { l1Penalty, l2Penalty, type PenaltyOptions } from './penalty.ts';
export { RAdam, type RAdamOptions } from './radam.ts';
export { RMSprop, type RMSpropOptions } from './rmsprop.ts';
export { Rprop, type RpropOptions } from './rprop.ts';
export { chained, sequential } from './schedules/combine.ts';
export { cosineDecay, cosineRestarts } from './schedules/cosine.ts';
export { type CyclicOptions, cyclic, type OneCycleOptions, oneCycle } from './schedules/cycle.ts';
export { exponentialDecay, inverseRootDecay, inverseTimeDecay, stepDecay } from './schedules/decay.ts';
export { constant, linearRamp, multiStepDecay, piecewise, polynomialDecay } from './schedules/pieces.ts';
export { type HasLearningRates, PlateauDecay, type PlateauOptions } from './schedules/plateau.ts';
export type { Schedule } from './schedules/schedule.ts';
export { warmUp } from './schedules/warm-up.ts';
export { SGD, type SGDOptions } from './sgd.ts';
export { WeightAverage, type WeightAverageOptions } from './weight-average.ts';
