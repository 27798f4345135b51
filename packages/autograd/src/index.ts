// Public surface of @cambium/autograd.

export {
  checkGradients,
  type CheckGradientsOptions,
  type GradientMismatch,
  type GradientReport,
  type GradientVerdict,
} from './check-gradients.ts';
export { type CustomCall, customVjp } from './custom-vjp.ts';
export {
  type Differentiable,
  grad,
  type Gradients,
  type TensorTree,
  valueAndGrad,
  type ValueAndGrad,
} from './grad.ts';
export { stopGradient } from './stop-gradient.ts';
