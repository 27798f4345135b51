// Public surface of @cambium/autograd.

export {
  type CheckGradientsOptions,
  checkGradients,
  type GradientMismatch,
  type GradientReport,
  type GradientVerdict,
} from './check-gradients.ts';
export { type CustomCall, customVjp } from './custom-vjp.ts';
export {
  type Differentiable,
  type Gradients,
  grad,
  type TensorTree,
  type ValueAndGrad,
  valueAndGrad,
} from './grad.ts';
export { stopGradient } from './stop-gradient.ts';
