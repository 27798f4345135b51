import { grad, mul, square, type Tensor, tensor } from 'cambium';

const cube = (x: Tensor) => mul(x, square(x));

console.log(grad(cube)(tensor(2)).toArray()); // 3x² = 12
console.log(grad(grad(cube))(tensor(2)).toArray()); // 6x = 12
