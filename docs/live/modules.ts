// What programs in the pages may import.

import type { LoadModule } from './run-code.ts';

const modules: Readonly<Record<string, () => Promise<object>>> = {
  cambium: () => import('cambium'),
  '@cambium/plot': () => import('@cambium/plot'),
  'kit/assets.ts': () => import('../code/kit/assets.ts'),
  'kit/digits.ts': () => import('../code/kit/digits.ts'),
  'kit/exercise.ts': () => import('../code/kit/exercise.ts'),
  'kit/show.ts': () => import('../code/kit/show.ts'),
};

/** Loads a package, or a file of the kit by its path from anywhere in `docs/code`. */
export const loadModule: LoadModule = async (specifier) => {
  const name = specifier.replace(/^(\.\.?\/)+/, '');
  if (!Object.hasOwn(modules, name)) {
    throw new Error(`A cell can import ${Object.keys(modules).join(', ')}; it does not know '${specifier}'.`);
  }
  return modules[name]!();
};
