import { conformanceChecks } from '@cambium/conformance';
import { createCpuBackend, Linear, normal, seed, setBackend, softmax } from 'cambium';
import { profiling } from './backend/profiling-backend.ts';

const { backend, profiles } = profiling(createCpuBackend());
setBackend(backend);
seed(1);
softmax(new Linear(8, 4).forward(normal([16, 8])));
console.log([...profiles.keys()].includes('matmul')); // true
console.log(profiles.get('exp')!.calls); // 1

// some of the checks that every backend has to pass
const create = () => profiling(createCpuBackend()).backend;
const checks = conformanceChecks({ create }).filter(({ group }) => group === 'softmax' || group === 'memory');
let passed = 0;
for (const check of checks) {
  const fresh = create();
  if (check.missing(fresh) === null) await check.run(fresh);
  passed++;
}
console.log(passed === checks.length); // true
