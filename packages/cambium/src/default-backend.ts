// Makes the umbrella work at once: the first tensor brings up the CPU backend. This file is the package's one side effect.

import { createCpuBackend } from '@cambium/backend-cpu';
import { setDefaultBackend } from '@cambium/tensor';

setDefaultBackend(createCpuBackend);
