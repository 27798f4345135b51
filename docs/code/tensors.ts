import { matmul, relu, tensor } from 'cambium';

const x = tensor([
  [1, -2],
  [3, 4],
]);
const y = relu(matmul(x, x.transpose()));

console.log(y.shape, y.toArray()); // [2, 2] [[5, 0], [0, 25]]
