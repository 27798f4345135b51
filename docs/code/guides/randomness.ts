import { Dropout, Linear, normal, Sequential, seed, tensor } from 'cambium';

// the same seed: the same weights, dropout and order of data, on every backend and with any number of threads
seed(42);
const first = new Sequential(new Linear(2, 3), new Dropout(0.5)).forward(tensor([[1, 2]])).toArray();
seed(42);
const second = new Sequential(new Linear(2, 3), new Dropout(0.5)).forward(tensor([[1, 2]])).toArray();
console.log(JSON.stringify(first) === JSON.stringify(second)); // true

// each draw goes on where the one before ended
const [draw, next] = [normal([2]), normal([2])];
console.log(JSON.stringify(draw.toArray()) === JSON.stringify(next.toArray())); // false
