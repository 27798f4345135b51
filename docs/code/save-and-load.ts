import { Linear, parseSafetensors, serializeSafetensors, tensor } from 'cambium';

const trained = new Linear(2, 1);
const bytes = await serializeSafetensors(trained.stateDict()); // a safetensors file

const fresh = new Linear(2, 1);
fresh.loadStateDict(Object.fromEntries(parseSafetensors(bytes).tensors));

const x = tensor([[1, 2]]);
console.log(String(trained.forward(x)) === String(fresh.forward(x))); // true
