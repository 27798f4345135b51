// grad, grads, valueAndGrad(s), variableGrads and customGrad on Cambium's autograd.

import * as cambium from 'cambium';
import { valueAndGrad as cambiumValueAndGrad, customVjp, type Tensor } from 'cambium';
import { convert, convertAll, convertOptional } from './convert.ts';
import { FacadeVariable } from './create.ts';
import { tidy, variables } from './memory.ts';
import { FacadeTensor, type Like } from './tensor.ts';

type Fn = (...xs: FacadeTensor[]) => FacadeTensor;

/** Value and gradients of `f` at `xs`; `dy` weighs the elements of the value, ones unless given. */
function differentiate(name: string, f: Fn, xs: readonly Tensor[], dy: Tensor | null) {
  const [floats, places] = [
    xs.filter(({ dtype }) => dtype === 'float32'),
    xs.map((x) => x.dtype === 'float32'),
  ];
  const weighted = (inputs: readonly Tensor[]): [Tensor, Tensor] => {
    const rest = [...inputs];
    const y = f(...xs.map((x, i) => new FacadeTensor(places[i] ? rest.shift()! : x)));
    if (!(y instanceof FacadeTensor)) throw new Error(`The f passed in ${name}(f) must return a Tensor`);
    if (dy !== null && dy.shape.join() !== y.shape.join())
      throw new Error(`The shape of dy passed in ${name}(f)(x, dy) must match the shape returned by f(x)`);
    return [cambium.sum(dy === null ? y.inner : cambium.mul(y.inner, dy)), y.inner];
  };
  const { value, grads } =
    floats.length === 0 ? { value: weighted([]), grads: [] } : cambiumValueAndGrad(weighted)(floats);
  const found = [...grads];
  return {
    value: new FacadeTensor(value[1]),
    // Integers have no neighbours: their gradient is nothing.
    grads: xs.map((x, i) => new FacadeTensor(places[i] ? found.shift()! : cambium.zeros(x.shape))),
  };
}

function checkFunction(name: string, f: unknown): void {
  if (typeof f !== 'function') throw new Error(`The f passed in ${name}(f) must be a function`);
}

export function grad(f: Fn): (x: Like, dy?: Like) => FacadeTensor {
  checkFunction('grad', f);
  return (x, dy) =>
    tidy(() => {
      const [given, weights] = [convert(x, 'x', 'tf.grad', 'numeric'), convertOptional(dy, 'dy', 'tf.grad')];
      return differentiate('grad', f, [given], weights).grads[0]!;
    });
}

export function grads(f: Fn): (xs: readonly Like[], dy?: Like) => FacadeTensor[] {
  checkFunction('grads', f);
  return (xs, dy) => {
    if (!Array.isArray(xs))
      throw new Error('The args passed in grads(f)(args) must be an array of `Tensor`s or `TensorLike`s');
    return tidy(() => {
      const [given, weights] = [convertAll(xs, 'args', 'tf.grads'), convertOptional(dy, 'dy', 'tf.grads')];
      return differentiate('grads', f, given, weights).grads;
    });
  };
}

export function valueAndGrad(
  f: Fn,
): (x: FacadeTensor, dy?: FacadeTensor) => { value: FacadeTensor; grad: FacadeTensor } {
  checkFunction('valueAndGrad', f);
  return (x, dy) => {
    if (!(x instanceof FacadeTensor)) throw new Error('The x passed in valueAndGrad(f)(x) must be a tensor');
    if (dy !== undefined && dy !== null && !(dy instanceof FacadeTensor))
      throw new Error('The dy passed in valueAndGrad(f)(x, dy) must be a tensor');
    return tidy(() => {
      const { value, grads: found } = differentiate('valueAndGrad', f, [x.inner], dy?.inner ?? null);
      return { value, grad: found[0]! };
    });
  };
}

export function valueAndGrads(
  f: Fn,
): (xs: readonly FacadeTensor[], dy?: FacadeTensor) => { value: FacadeTensor; grads: FacadeTensor[] } {
  checkFunction('valueAndGrads', f);
  return (xs, dy) => {
    if (!Array.isArray(xs) || !xs.every((x) => x instanceof FacadeTensor))
      throw new Error('The args passed in valueAndGrads(f)(args) must be array of tensors');
    if (dy !== undefined && dy !== null && !(dy instanceof FacadeTensor))
      throw new Error('The dy passed in valueAndGrads(f)(args, dy) must be a tensor');
    return tidy(() =>
      differentiate(
        'valueAndGrads',
        f,
        xs.map(({ inner }) => inner),
        dy?.inner ?? null,
      ),
    );
  };
}

/** Gradients by variable, for all trainable ones or those of a list. */
export function variableGrads(
  f: () => FacadeTensor,
  varList?: readonly FacadeVariable[] | null,
): { value: FacadeTensor; grads: Record<string, FacadeTensor> } {
  if (typeof f !== 'function') throw new Error('The f passed in variableGrads(f) must be a function');
  if (
    varList !== undefined &&
    varList !== null &&
    !(Array.isArray(varList) && varList.every((v) => v instanceof FacadeVariable))
  )
    throw new Error('The varList passed in variableGrads(f, varList) must be an array of variables');
  const all = (varList ?? [...variables]).filter(
    (each): each is FacadeVariable => each instanceof FacadeVariable,
  );
  const wanted = all.filter(({ trainable }) => trainable);
  if (wanted.length === 0)
    throw new Error(
      `variableGrads() expects at least one of the input variables to be trainable, but none of the ${all.length} variables is trainable.`,
    );
  return tidy(() => {
    let value: FacadeTensor | undefined;
    const result = cambiumValueAndGrad(
      wanted.map(({ cell }) => cell),
      () => {
        value = f();
        if (value.rank !== 0)
          throw new Error(
            `The f passed in variableGrads(f) must return a scalar, but it returned a rank-${value.rank} tensor`,
          );
        return value.inner;
      },
    )();
    if (result.grads.size === 0)
      throw new Error(
        'Cannot find a connection between any variable and the result of the loss function y=f(x). Please make sure the operations that use variables are inside the function f passed to minimize().',
      );
    const named: Record<string, FacadeTensor> = {};
    for (const variable of wanted) {
      const gradient = result.grads.get(variable.cell);
      if (gradient !== undefined) named[variable.name] = new FacadeTensor(gradient);
    }
    return { value: value!, grads: named };
  });
}

type CustomFunction = (...args: readonly unknown[]) => {
  value: FacadeTensor;
  gradFunc: (dy: FacadeTensor, saved: FacadeTensor[]) => FacadeTensor | FacadeTensor[];
};

/** A function with a gradient of its own. */
export function customGrad(f: CustomFunction): (...xs: FacadeTensor[]) => FacadeTensor {
  if (typeof f !== 'function') throw new Error('The f passed in customGrad(f) must be a function');
  return (...xs) => {
    if (!xs.every((x) => x instanceof FacadeTensor))
      throw new Error('The args passed in customGrad(f)(x1, x2,...) must all be tensors');
    let gradFunc: ReturnType<CustomFunction>['gradFunc'] | undefined;
    let saved: FacadeTensor[] = [];
    const call = customVjp(
      (...inputs: Tensor[]) => {
        const save = (tensors: FacadeTensor[]): void => {
          saved = tensors;
        };
        const result = f(...inputs.map((x) => new FacadeTensor(x)), save);
        if (!(result.value instanceof FacadeTensor))
          throw new Error(
            'The function f passed in customGrad(f) must return an object where `obj.value` is a tensor',
          );
        if (typeof result.gradFunc !== 'function')
          throw new Error(
            'The function f passed in customGrad(f) must return an object where `obj.gradFunc` is a function.',
          );
        gradFunc = result.gradFunc;
        return result.value.inner;
      },
      (g) => {
        const made = gradFunc!(new FacadeTensor(g), saved);
        const list = Array.isArray(made) ? made : [made];
        if (list.length !== xs.length)
          throw new Error(
            'The function f passed in customGrad(f) must return an object where `obj.gradFunc` is a function that returns the same number of tensors as inputs passed to f(...).',
          );
        if (!list.every((each) => each instanceof FacadeTensor))
          throw new Error(
            'The function f passed in customGrad(f) must return an object where `obj.gradFunc` is a function that returns a list of only tensors.',
          );
        return list.map(({ inner }) => inner);
      },
    );
    return new FacadeTensor(call(...xs.map(({ inner }) => inner)));
  };
}
