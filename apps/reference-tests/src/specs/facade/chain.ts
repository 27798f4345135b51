// Chained ops: `x.add(y)` is `tf.add(x, y)`.

import { FacadeTensor, type Like } from './tensor.ts';

type Op = (...args: readonly unknown[]) => unknown;

/** Gives tensors a method for each function that the facade has. */
export function chain(tf: Readonly<Record<string, unknown>>): void {
  const own = Object.getOwnPropertyNames(FacadeTensor.prototype);
  const call = (name: string, ...args: readonly unknown[]): unknown => (tf[name] as Op)(...args);
  const list = (x: Like): readonly unknown[] => (x instanceof FacadeTensor ? [x] : (x as readonly Like[]));
  // Methods whose arguments stand in another order, or that are no functions.
  const special: Readonly<Record<string, (self: FacadeTensor, ...args: readonly never[]) => unknown>> = {
    where: (self, condition: Like, x: Like) => call('where', condition, self, x),
    concat: (self, x: Like, axis: number) => call('concat', [self, ...list(x)], axis),
    stack: (self, x: Like, axis: number) => call('stack', [self, ...list(x)], axis),
    asType: (self, dtype: string) => call('cast', self, dtype),
    toFloat: (self) => call('cast', self, 'float32'),
    toInt: (self) => call('cast', self, 'int32'),
    toBool: (self) => call('cast', self, 'bool'),
    buffer: async (self) => call('buffer', self.shape, self.dtype, await self.data()),
    bufferSync: (self) => call('buffer', self.shape, self.dtype, self.dataSync()),
  };
  const plain = Object.entries(tf).flatMap(([name, op]): [string, Op][] =>
    typeof op === 'function' && !own.includes(name) ? [[name, op as Op]] : [],
  );
  for (const [name, op] of Object.entries({ ...Object.fromEntries(plain), ...special }) as [string, Op][]) {
    Object.defineProperty(FacadeTensor.prototype, name, {
      value(this: FacadeTensor, ...args: readonly unknown[]) {
        return op(this, ...args);
      },
      configurable: true,
      writable: true,
    });
  }
}
