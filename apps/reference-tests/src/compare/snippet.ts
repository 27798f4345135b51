// A failed comparison as a program that shows it again.

import type { Setting } from '../setting.ts';
import type { Comparison } from './comparison.ts';
import { isExported } from './exported.ts';
import { inputCode, numberCode } from './inputs.ts';

/** What is to be shown again. */
export interface Shown {
  readonly comparison: Comparison;
  readonly setting: Setting;
  readonly values: readonly (readonly number[])[];
  /** The input by which the gradient was taken, and the weights of the output; absent for outputs. */
  readonly gradient?: {
    readonly place: number;
    readonly weights: readonly number[];
    readonly shape: readonly number[];
  };
}

/** The program. It runs as it stands where `cambium` is installed. */
export function snippetOf({ comparison, setting, values, gradient }: Shown): string {
  const names = comparison.inputs.map((_, i) => `x${i}`);
  const inputs = comparison.inputs.map((spec, i) => `const ${names[i]} = ${inputCode(spec, values[i]!)};`);
  const call = comparison.code(names);
  const lines = [
    ...inputs,
    ...(gradient === undefined ? shownValue(call) : shownGradient(comparison, names, gradient)),
  ];
  const threads = setting.backend === 'wasm' ? `, threads: ${setting.threads}` : '';
  const body = [`await init({ backend: '${setting.backend}'${threads} });`, ...lines].join('\n');
  const used = [...new Set(body.match(/(?<![.'"\w])[A-Za-z]\w*/g))].filter(isExported);
  return `import { ${used.sort().join(', ')} } from 'cambium';\n${body}`;
}

function shownValue(call: string): string[] {
  return [`console.log(${call}.dataSync());`];
}

function shownGradient(
  { code, gradientCode }: Comparison,
  names: readonly string[],
  { place, weights, shape }: NonNullable<Shown['gradient']>,
): string[] {
  const name = names[place]!;
  const own = gradientCode?.(names, place) ?? [
    `const loss = (${name}) => sum(mul(${code(names)}, weights));`,
    `console.log(grad(loss)(${name}).dataSync());`,
  ];
  return [
    `const weights = tensor([${weights.map(numberCode).join(', ')}], { shape: [${shape.join(', ')}] });`,
    ...own,
  ];
}
