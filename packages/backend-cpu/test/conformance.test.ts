import { createCpuBackend } from '@cambium/backend-cpu';
import { defineConformanceTests } from '@cambium/conformance';

defineConformanceTests({ name: 'cpu', create: () => createCpuBackend() });
