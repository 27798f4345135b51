import { add, keep, memory, scope, type Tensor, tensor } from 'cambium';

const before = memory().tensors;
const result = scope(() => {
  const x = tensor([1, 2, 3]);
  const squares = x.square(); // freed at the end of the scope, as x is
  return squares.sum(); // what is returned stays
});
console.log(result.toArray(), memory().tensors - before); // 14 1

// what has to outlive a scope without being returned is kept
let kept: Tensor | undefined;
scope(() => {
  kept = keep(add(result, 1));
});
console.log(kept!.toArray()); // 15

// by hand, where that is clearer
result.dispose();
console.log(memory().tensors - before); // 1
