// Reads a directory of golden files: `.ndjson` and `.ndjson.gz`, one case a line.

import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Golden } from './format.ts';

/** A golden file: its name (`ops/unary`) and its cases. */
export interface GoldenFile {
  readonly name: string;
  readonly cases: readonly Golden[];
}

/** All golden files of a directory, by name. A file that is there plain and compressed is read plain. */
export function readGoldens(directory: string): GoldenFile[] {
  const paths = new Map<string, string>();
  const entries = readdirSync(directory, { recursive: true }).map(String).sort().reverse();
  for (const entry of entries) {
    const match = /^(.*)\.ndjson(\.gz)?$/.exec(entry);
    if (match !== null) paths.set(match[1]!.split(sep).join('/'), join(directory, entry));
  }
  return [...paths.keys()].sort().map((name) => ({ name, cases: readCases(paths.get(name)!) }));
}

function readCases(path: string): Golden[] {
  const bytes = readFileSync(path);
  const text = (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.map((line) => JSON.parse(line) as Golden);
}
