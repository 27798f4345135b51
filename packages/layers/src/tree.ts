// Modules as text: a line for each, those inside indented under the one that holds them.

/** What a module is called in a single line: in errors and tables. */
export function labelOf(layer: object): string {
  return String(layer).split('\n', 1)[0]!;
}

/** A name with its parts, one a line. */
export function treeOf(name: string, parts: readonly (readonly [path: string, part: string])[]): string {
  return [name, ...parts.map(([path, part]) => `  ${path}: ${part.replaceAll('\n', '\n  ')}`)].join('\n');
}
