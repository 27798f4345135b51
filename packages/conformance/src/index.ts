// Public surface of @cambium/conformance.

export type { Check, CheckOptions } from './check.ts';
export { conformanceChecks } from './checks.ts';
export { type ConformanceOptions, defineConformanceTests } from './define.ts';
export { type CheckReport, ConformanceError } from './harness/run.ts';
export { derive } from './harness/wrap.ts';
