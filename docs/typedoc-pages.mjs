// A typedoc plugin that cuts the API reference into pages: each member is told once, and a package of many exports gets
// a page for each of its source files, which hold one concept each.

import { readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { Comment, Converter, DeclarationReflection, ReflectionKind } from 'typedoc';
import { MarkdownPageEvent } from 'typedoc-plugin-markdown';

/** Exports that the page of an entry point may have. */
const longest = 24;

/** @param app the typedoc application */
export function load(app) {
  // After typedoc knows what is inherited (0), before it sorts members into groups (-100).
  app.converter.on(Converter.EVENT_RESOLVE_END, ({ project }) => shape(project), -50);
  app.renderer.on(MarkdownPageEvent.END, (page) => {
    page.contents = `---\noutline: [2, 3]\n---\n\n${page.contents}`;
  });
}

function shape(project) {
  const members = project.getReflectionsByKind(ReflectionKind.ClassMember);
  const repeated = members.filter((member) => isToldElsewhere(member, project));
  for (const member of repeated) project.removeReflection(member);
  for (const variable of project.getReflectionsByKind(ReflectionKind.Variable))
    shortenTable(variable, project);
  const names = namesOf(project);
  for (const reflection of Object.values(project.reflections)) linkByName(reflection, names);

  const entries = project.children.every(({ kind }) => kind === ReflectionKind.Module)
    ? [...project.children]
    : [project];
  const main = entries.reduce((most, each) => (each.children.length > most.children.length ? each : most));
  for (const child of [...main.children]) takeHome(child, main);
  if (main.children.length > longest) split(main, project);
  for (const { name } of entries) if (name === 'index') rename(project, name);
}

/** Whether a member is on the page of a base class. Members of base classes without a page stay, and constructors do. */
function isToldElsewhere(member, project) {
  if (member.kindOf(ReflectionKind.Constructor)) return false;
  const { inheritedFrom, overwrites, flags } = member;
  if (overwrites !== undefined) return flags.isProtected;
  if (inheritedFrom === undefined) return false;
  if (inheritedFrom.reflection !== undefined) return true;
  const id = project.getSymbolIdFromReflection(member);
  if (id === undefined || id.packageName !== project.packageName) return true;
  return project.getReflectionsFromSymbolId(id).some((told) => told.inheritedFrom === undefined);
}

/** A table of a hundred entries, each with a type of its own, is told by its summary. */
function shortenTable({ type }, project) {
  if (type?.type !== 'reflection' || (type.declaration.children?.length ?? 0) <= longest) return;
  for (const entry of [...type.declaration.children]) project.removeReflection(entry);
}

/** The exports by name, for comments that link to what their own file does not import. */
function namesOf(project) {
  const exported = project.getReflectionsByKind(ReflectionKind.SomeExport);
  return new Map(exported.filter(({ variant }) => variant !== 'reference').map((each) => [each.name, each]));
}

function linkByName({ comment }, names) {
  const blocks = comment?.blockTags.map(({ content }) => content) ?? [];
  for (const part of [...(comment?.summary ?? []), ...blocks.flat()]) {
    if (part.kind === 'inline-tag' && part.tag === '@link') part.target ??= names.get(part.text);
  }
}

/** What the main entry point only repeats changes places with the declaration, which another entry point has. */
function takeHome(child, main) {
  if (child.variant !== 'reference') return;
  const target = child.getTargetReflection();
  const other = target.parent;
  if (other === main || !other.kindOf(ReflectionKind.Module)) return;
  move(target, other, main);
  move(child, main, other);
}

function move(child, from, to) {
  from.removeChild(child);
  child.parent = to;
  to.addChild(child);
}

/** Moves the exports of an entry point to a page for each source file. */
function split(entry, project) {
  const pages = new Map();
  for (const space of entry.children.filter(({ kind }) => kind === ReflectionKind.Namespace)) {
    space.kind = ReflectionKind.Module;
    entry.removeChild(space);
    space.parent = project;
    pages.set(space.name, space);
  }
  for (const child of [...entry.children]) {
    const { packagePath, fileName } = project.getSymbolIdFromReflection(child);
    const name = nameOf(packagePath);
    if (!pages.has(name)) pages.set(name, pageOf(name, fileName, project));
    move(child, entry, pages.get(name));
  }
  if (entry !== project) project.removeReflection(entry);
  for (const page of pages.values()) {
    project.addChild(page);
    const repeated = page.children.filter((child) => child.tryGetTargetReflection?.()?.parent === page);
    for (const reference of repeated) project.removeReflection(reference);
  }
}

/** `activation` for `src/ops/activation.ts`: the path, where it says more than the file alone. */
function nameOf(file) {
  const path = file.replace(/^(src|dist)\/(ops\/)?/, '').replace(/(\.d)?\.ts$/, '');
  return basename(path) === 'index' || basename(path) === basename(dirname(path)) ? dirname(path) : path;
}

/** An empty page that begins as the source file does. */
function pageOf(name, fileName, project) {
  const page = new DeclarationReflection(name, ReflectionKind.Module, project);
  const opening = /^(?:\/\/ .*\n)+/.exec(readFileSync(fileName, 'utf8'))?.[0] ?? '';
  const text = opening
    .replace(/^\/\/ /gm, '')
    .replaceAll('\n', ' ')
    .trim();
  // Square brackets of shapes would be taken for links.
  page.comment = new Comment([{ kind: 'text', text: text.replace(/[[\]<>]/g, '\\$&') }]);
  project.registerReflection(page, undefined, undefined);
  return page;
}

/** The page of a main entry point has the name of its package. */
function rename(project, name) {
  const entry = project.children?.find((child) => child.name === name && child.kindOf(ReflectionKind.Module));
  if (entry !== undefined) entry.name = basename(project.packageName);
}
