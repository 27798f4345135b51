import { debug, Linear, log, relu, Sequential, sub, TensorError, tensor } from 'cambium';

// errors say where, what, and what would fit
const model = new Sequential(new Linear(4, 8), relu, new Linear(16, 2));
try {
  model.forward(tensor([[1, 2, 3, 4]]));
} catch (error) {
  if (error instanceof TensorError) console.log(error.message.split(':')[0]); // at Sequential.2 (Linear 16→2)
}

// the first op that makes NaN or infinity out of finite numbers
const watch = debug.detectAnomaly();
try {
  log(sub(tensor([1, 2]), 1));
} catch (error) {
  if (error instanceof TensorError) console.log(error.op, error.code); // log anomaly
} finally {
  watch.stop();
}
