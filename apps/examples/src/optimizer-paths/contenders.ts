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

type Contender = (point: Parameter) => Stepper;

/** Optimizers by family and name. */
export const families: Readonly<Record<string, Readonly<Record<string, Contender>>>> = {
  'Gradient and momentum': {
    SGD: (point) => looking(new SGD(point, { learningRate: 0.3 })),
    momentum: (point) => looking(new SGD(point, { learningRate: 0.1, momentum: 0.8 })),
    Nesterov: (point) => looking(new SGD(point, { learningRate: 0.1, momentum: 0.8, nesterov: true })),
    ASGD: (point) => looking(new ASGD(point, { learningRate: 0.3 })),
  },
  'A step size for each direction': {
    Adagrad: (point) => looking(new Adagrad(point, { learningRate: 1 })),
    RMSprop: (point) => looking(new RMSprop(point, { learningRate: 0.15 })),
    Adadelta: (point) => looking(new Adadelta(point, { learningRate: 30 })),
    Rprop: (point) => looking(new Rprop(point, { learningRate: 0.1 })),
  },
  'Adam and its kin': {
    Adam: (point) => looking(new Adam(point, { learningRate: 0.4 })),
    AdamW: (point) => looking(new AdamW(point, { learningRate: 0.4, weightDecay: 0.05 })),
    Adamax: (point) => looking(new Adamax(point, { learningRate: 0.4 })),
    NAdam: (point) => looking(new NAdam(point, { learningRate: 0.4 })),
    RAdam: (point) => looking(new RAdam(point, { learningRate: 0.4 })),
  },
  'Signs, norms and curvature': {
    Lion: (point) => looking(new Lion(point, { learningRate: 0.15 })),
    LAMB: (point) => looking(new LAMB(point, { learningRate: 0.1 })),
    Adafactor: (point) => looking(new Adafactor(point, { learningRate: 0.15 })),
    Muon: (point) => looking(new Muon(point, { learningRate: 0.2, momentum: 0.8 })),
    // Looks as often as it likes, and measures how the gradient changes.
    LBFGS: (point) => {
      const optimizer = new LBFGS(point, { iterations: 1, lineSearch: 'strongWolfe' });
      return (look) => void optimizer.step(look);
    },
  },
};
