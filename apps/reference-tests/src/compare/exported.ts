// What Cambium exports, by name: calls that are data can be made, and be printed.

import * as cambium from 'cambium';

/** A name that `cambium` exports. */
export type ExportedName = keyof typeof cambium & string;

const exported: { readonly [name: string]: unknown } = { ...cambium };

/** Whether `cambium` exports a name. */
export function isExported(name: string): name is ExportedName {
  return Object.hasOwn(exported, name);
}

/** What `cambium` exports under a name, as a function or a class of the type that the caller knows it to have. */
export function exportedAs<T>(name: ExportedName): T {
  return exported[name] as T;
}
