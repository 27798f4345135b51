// All optimizers, in families, each with a learning rate that suits it.

import {
  Adadelta,
  Adafactor,
  Adagrad,
  Adam,
  Adamax,
  AdamW,
  ASGD,
  type Gradients,
  LAMB,
  LBFGS,
  Lion,
  Muon,
  NAdam,
  type Parameter,
  RAdam,
  RMSprop,
  Rprop,
  SGD,
  type Tensor,
  type ValueAndGrad,
} from 'cambium';

/** The height at the point, and the gradient by the point. */
export type Look = () => ValueAndGrad<Tensor, Gradients>;

/** Takes one step from where the point is. */
export type Stepper = (look: Look) => void;

/** An optimizer that looks once a step. */
const looking = (optimizer: { step(gradients: Gradients): void }): Stepper => {
  return (look) => optimizer.step(look().grads);
};

/** Makes an optimizer for a point; `rate` multiplies the learning rate that suits it. */
export type Contender = (point: Parameter, rate: number) => Stepper;

/** Optimizers by family and name. */
export const families: Readonly<Record<string, Readonly<Record<string, Contender>>>> = {
  'Gradient and momentum': {
    SGD: (point, rate) => looking(new SGD(point, { learningRate: 0.3 * rate })),
    momentum: (point, rate) => looking(new SGD(point, { learningRate: 0.1 * rate, momentum: 0.8 })),
    Nesterov: (point, rate) =>
      looking(new SGD(point, { learningRate: 0.1 * rate, momentum: 0.8, nesterov: true })),
    ASGD: (point, rate) => looking(new ASGD(point, { learningRate: 0.3 * rate })),
  },
  'A step size for each direction': {
    Adagrad: (point, rate) => looking(new Adagrad(point, { learningRate: 1 * rate })),
    RMSprop: (point, rate) => looking(new RMSprop(point, { learningRate: 0.15 * rate })),
    Adadelta: (point, rate) => looking(new Adadelta(point, { learningRate: 30 * rate })),
    Rprop: (point, rate) => looking(new Rprop(point, { learningRate: 0.1 * rate })),
  },
  'Adam and its kin': {
    Adam: (point, rate) => looking(new Adam(point, { learningRate: 0.4 * rate })),
    AdamW: (point, rate) => looking(new AdamW(point, { learningRate: 0.4 * rate, weightDecay: 0.05 })),
    Adamax: (point, rate) => looking(new Adamax(point, { learningRate: 0.4 * rate })),
    NAdam: (point, rate) => looking(new NAdam(point, { learningRate: 0.4 * rate })),
    RAdam: (point, rate) => looking(new RAdam(point, { learningRate: 0.4 * rate })),
  },
  'Signs, norms and curvature': {
    Lion: (point, rate) => looking(new Lion(point, { learningRate: 0.15 * rate })),
    LAMB: (point, rate) => looking(new LAMB(point, { learningRate: 0.1 * rate })),
    Adafactor: (point, rate) => looking(new Adafactor(point, { learningRate: 0.15 * rate })),
    Muon: (point, rate) => looking(new Muon(point, { learningRate: 0.2 * rate, momentum: 0.8 })),
    // Looks as often as it likes, and measures how the gradient changes.
    LBFGS: (point) => {
      const optimizer = new LBFGS(point, { iterations: 1, lineSearch: 'strongWolfe' });
      return (look) => void optimizer.step(look);
    },
  },
};
