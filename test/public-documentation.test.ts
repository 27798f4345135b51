// Every public symbol says what it is, and every public function and class shows how it is used.

import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript-5.9';
import { describe, expect, it } from 'vitest';

const home = fileURLToPath(new URL('..', import.meta.url));

/** Functions and classes without an example, and why. */
const withoutExample: Readonly<Record<string, string>> = {
  track: 'for interpreters, which make tensors; what a program gets is tracked already',
};

/** The sources of all the entry points that the packages name in their `exports`. */
function entryPoints(): string[] {
  return readdirSync(join(home, 'packages')).flatMap((name) => {
    const folder = join(home, 'packages', name);
    const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
      exports: Record<string, string | { '@cambium/source'?: string }>;
    };
    return Object.values(exports).flatMap((target) => {
      const source = typeof target === 'string' ? undefined : target['@cambium/source'];
      return source === undefined ? [] : [join(folder, source)];
    });
  });
}

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2022.d.ts', 'lib.esnext.disposable.d.ts'],
  module: ts.ModuleKind.NodeNext,
  customConditions: ['@cambium/source'],
  types: [],
  strict: true,
  noEmit: true,
};

/** What is missing, as `name (file:line)`. */
interface Gaps {
  /** Exports and their members without a summary. */
  readonly undocumented: string[];
  /** Functions and classes without an example, by name. */
  readonly examples: Map<string, string>;
}

/** Goes through all exports of some files; `written` are files that are not on the disk. */
function gapsOf(files: readonly string[], written: Readonly<Record<string, string>> = {}): Gaps {
  const host = ts.createCompilerHost(options);
  const { readFile } = host;
  host.readFile = (file) => written[file] ?? readFile(file);
  const program = ts.createProgram({ rootNames: files, options, host });
  const checker = program.getTypeChecker();
  const gaps: Gaps = { undocumented: [], examples: new Map() };
  const seen = new Set<ts.Symbol | ts.Declaration>();

  const demandSummary = (symbol: ts.Symbol, name: string): void => {
    const place = placeOf(symbol);
    if (place === null || symbol.getDocumentationComment(checker).some(({ text }) => text.trim() !== ''))
      return;
    gaps.undocumented.push(`${name} ${place}`);
  };

  const visit = (exported: ts.Symbol): void => {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    if (hasTag(symbol, 'internal')) return;
    const isFunction =
      symbol.valueDeclaration !== undefined && checker.getTypeOfSymbol(symbol).getCallSignatures().length > 0;
    // What is exported as a type only is met by readers, but not called by them.
    const isType = exported.declarations?.some(ts.isTypeOnlyImportOrExportDeclaration) ?? false;
    if ((isFunction || symbol.flags & ts.SymbolFlags.Class) && !isType && !hasTag(symbol, 'example'))
      gaps.examples.set(symbol.name, `${symbol.name} ${placeOf(symbol)}`);
    if (seen.has(symbol)) return;
    seen.add(symbol);
    if (symbol.flags & ts.SymbolFlags.Module) {
      for (const inner of checker.getExportsOfModule(symbol)) visit(inner);
      return;
    }
    demandSummary(symbol, symbol.name);
    for (const member of membersOf(symbol, checker)) {
      const declaration = member.declarations?.[0];
      if (declaration === undefined || seen.has(declaration)) continue;
      seen.add(declaration);
      demandSummary(member, `${symbol.name}.${member.name}`);
    }
  };

  for (const file of files) {
    const module = checker.getSymbolAtLocation(program.getSourceFile(file)!);
    for (const exported of module === undefined ? [] : checker.getExportsOfModule(module)) visit(exported);
  }
  return gaps;
}

/** The members that a reader meets on the page of a class, an interface or a type that is written as an object. */
function membersOf(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol[] {
  if (!(symbol.flags & (ts.SymbolFlags.Class | ts.SymbolFlags.Interface | ts.SymbolFlags.TypeAlias)))
    return [];
  const type = checker.getDeclaredTypeOfSymbol(symbol);
  const alternatives = type.isUnion() ? type.types : [type];
  const members = alternatives.flatMap((each) => checker.getPropertiesOfType(each));
  if (symbol.flags & ts.SymbolFlags.Class)
    members.push(...checker.getPropertiesOfType(checker.getTypeOfSymbol(symbol)));
  return members.filter(isPublic);
}

function isPublic(member: ts.Symbol): boolean {
  if (member.flags & ts.SymbolFlags.Prototype || hasTag(member, 'internal')) return false;
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  return (member.declarations ?? []).every((declaration) => {
    const { name } = declaration as ts.NamedDeclaration;
    // The type of a constant is told where the constant is.
    const isHidden =
      ts.getCombinedModifierFlags(declaration) & hidden || ts.isPropertyAssignment(declaration);
    return !isHidden && !(name !== undefined && ts.isPrivateIdentifier(name));
  });
}

function hasTag(symbol: ts.Symbol, tag: string): boolean {
  return symbol.getJsDocTags().some(({ name }) => name === tag);
}

/** File and line, or `null` for what other people's packages declare. */
function placeOf(symbol: ts.Symbol): string | null {
  const declaration = symbol.declarations?.[0];
  if (declaration === undefined) return null;
  const file = declaration.getSourceFile();
  if (file.fileName.includes('/node_modules/')) return null;
  const { line } = file.getLineAndCharacterOfPosition(declaration.getStart());
  return `(${relative(home, file.fileName)}:${line + 1})`;
}

describe('the public symbols of all packages', () => {
  const files = entryPoints();
  const gaps = gapsOf(files);

  it('have a summary, and so have their members', () => {
    expect(files.length).toBeGreaterThan(20);
    expect(gaps.undocumented).toEqual([]);
  });

  it('have an example where they are functions or classes', () => {
    const missing = [...gaps.examples].filter(([name]) => !Object.hasOwn(withoutExample, name));
    expect(missing.map(([, place]) => place)).toEqual([]);
  });

  it('leave no exception behind that is not needed', () => {
    expect(Object.keys(withoutExample).filter((name) => !gaps.examples.has(name))).toEqual([]);
  });
});

it('finds what is missing', () => {
  const file = join(home, 'faulty.ts');
  const text = `
    /** Said. */
    export interface Point {
      /** Said. */
      x: number;
      y: number;
    }
    abstract class Base {
      size = 1;
      protected inner = 2;
      #own = 3;
      get sum() { return this.inner + this.#own; }
    }
    /**
     * Said.
     * @example new Box()
     */
    export class Box extends Base {
      static copy() {}
    }
    /** Said. */
    export const twice = (x: number) => 2 * x;
    /** @example half(2) */
    export function half(x: number) { return x / 2; }
    export type Side = 'left' | 'right';
    /** @internal */
    export function hidden() {}`;
  const { undocumented, examples } = gapsOf([file], { [file]: text });
  const names = undocumented.map((place) => place.split(' ')[0]);
  expect(names.sort()).toEqual(['Box.copy', 'Box.size', 'Box.sum', 'Point.y', 'Side', 'half']);
  expect([...examples.keys()]).toEqual(['twice']);
});
