// The texts of the programs and exercises, loaded when a reader opens them.

const programs = import.meta.glob<string>('../code/course/*.ts', { query: '?raw', import: 'default' });
const exercises = import.meta.glob<string>('../code/exercises/*/*.ts', {
  query: '?raw',
  import: 'default',
});

/** The text of a program, for instance `course/planar`. */
export function programText(name: string): Promise<string> {
  return textOf(programs, `../code/${name}.ts`);
}

/** The text of a part of an exercise. */
export function exerciseText(name: string, part: 'starter' | 'solution' | 'check'): Promise<string> {
  return textOf(exercises, `../code/exercises/${name}/${part}.ts`);
}

async function textOf(files: Readonly<Record<string, () => Promise<string>>>, path: string): Promise<string> {
  const read = files[path];
  if (read === undefined) throw new Error(`There is no ${path}.`);
  return read();
}
