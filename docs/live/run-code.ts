// Runs a program that a reader wrote: TypeScript to JavaScript, its imports from a table of modules.

import { transform } from 'sucrase';

/** Loads the module that a program calls by this name. */
export type LoadModule = (specifier: string) => Promise<object>;

/** What went wrong in a program, and where. */
export interface ProgramError {
  readonly message: string;
  /** Line of the program, from 1 on; `null` if unknown. */
  readonly line: number | null;
}

type AsyncFunction = (load: (specifier: string) => object, exported: object) => Promise<void>;
const AsyncFunction = (async () => {}).constructor as new (...text: string[]) => AsyncFunction;

const file = 'program.ts';

/** Runs a program to its end and returns what it exports. */
export async function runCode(code: string, load: LoadModule): Promise<Readonly<Record<string, unknown>>> {
  const script = transform(code, {
    transforms: ['typescript', 'imports'],
    disableESTransforms: true,
    preserveDynamicImport: true,
  }).code;
  const modules = new Map<string, object>();
  for (const [, specifier] of script.matchAll(/\brequire\(['"]([^'"]+)['"]\)/g)) {
    modules.set(specifier!, await load(specifier!));
  }
  const exported: Record<string, unknown> = {};
  const program = new AsyncFunction('require', 'exports', `${script}\n//# sourceURL=${file}`);
  await program((specifier) => modules.get(specifier)!, exported);
  return exported;
}

/** What to tell about something thrown by {@link runCode}. */
export function describeError(error: unknown): ProgramError {
  if (!(error instanceof Error)) return { message: String(error), line: null };
  const message = error.message.startsWith(error.name) ? error.message : `${error.name}: ${error.message}`;
  return { message, line: lineOf(error) };
}

/** A syntax error says its place in words, `(3:14)`; others have it in the stack, below two lines of wrapping. */
function lineOf(error: Error): number | null {
  const inSyntax = error.message.match(/\((\d+):\d+\)$/);
  if (inSyntax) return Number(inSyntax[1]);
  const inStack = error.stack?.match(new RegExp(`${file.replace('.', '\\.')}:(\\d+)`));
  return inStack ? Number(inStack[1]) - 2 : null;
}
