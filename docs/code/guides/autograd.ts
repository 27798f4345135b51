// Reverse-mode differentiation of scalars, whole: what @cambium/autograd does for tensors.

/** A number that remembers how it was made. */
class Value {
  gradient = 0;
  readonly value: number;
  /** What it was made from, with the derivative by each of them. */
  readonly sources: readonly (readonly [source: Value, derivative: number])[];

  constructor(value: number, sources: Value['sources'] = []) {
    this.value = value;
    this.sources = sources;
  }
}

const add = (a: Value, b: Value) =>
  new Value(a.value + b.value, [
    [a, 1],
    [b, 1],
  ]);
const mul = (a: Value, b: Value) =>
  new Value(a.value * b.value, [
    [a, b.value],
    [b, a.value],
  ]);
const tanh = (a: Value) => {
  const value = Math.tanh(a.value);
  return new Value(value, [[a, 1 - value * value]]);
};

/** Fills in the gradients of everything that `result` was made from: the chain rule, from the end to the beginning. */
function backward(result: Value): void {
  const order: Value[] = [];
  const seen = new Set<Value>();
  const visit = (value: Value): void => {
    if (seen.has(value)) return;
    seen.add(value);
    for (const [source] of value.sources) visit(source);
    order.push(value); // after all that it depends on
  };
  visit(result);
  result.gradient = 1;
  for (const value of order.reverse()) {
    for (const [source, derivative] of value.sources) source.gradient += derivative * value.gradient;
  }
}

// a neuron: tanh(w x + b)
const [w, x, b] = [new Value(0.5), new Value(2), new Value(-1)];
const output = tanh(add(mul(w, x), b));
backward(output);
console.log(output.value, w.gradient, x.gradient, b.gradient); // 0 2 0.5 1

// a value that is used twice gets both parts
const y = new Value(3);
backward(mul(y, y));
console.log(y.gradient); // 6
