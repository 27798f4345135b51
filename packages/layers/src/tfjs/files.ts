// Where the files of a model come from: a folder, a server, or a function of the caller.

import { fileAddress, readAddress } from '#model-files';
import { modelError, quote } from './error.ts';

/** Gives the bytes of a file by its name. */
export type ReadModelFile = (name: string) => Promise<Uint8Array>;

/** The files of one model. */
export interface ModelFiles {
  /** What the model file is called, for messages. */
  readonly name: string;
  model(): Promise<Uint8Array>;
  /** The bytes of a file in the model's folder, or below it; the path has been checked. */
  weights(path: readonly string[]): Promise<Uint8Array>;
}

/** The files beside a model file, read by a function of the caller. */
export function callerFiles(name: string, read: ReadModelFile): ModelFiles {
  const folder = name.slice(0, name.lastIndexOf('/') + 1);
  return {
    name,
    model: () => bytesOf(name, read),
    weights: (path) => bytesOf(folder + path.join('/'), read),
  };
}

/** The files beside a model file at an address: `http:`, `https:`, `file:`, or a path. */
export function addressedFiles(source: string): ModelFiles {
  const address = /^(https?|file):/i.test(source) ? parse(source) : fileAddress(source);
  const read: ReadModelFile = (href) => readAddress(new URL(href));
  return {
    name: address.href,
    model: () => bytesOf(address.href, read),
    weights: (path) => bytesOf(beside(address, path), read),
  };
}

function parse(source: string): URL {
  try {
    return new URL(source);
  } catch (cause) {
    throw modelError(`${quote(source)} is not an address.`, 'value', { cause });
  }
}

/** The address of a file in the folder of the model; a query, such as an access token, stays. */
function beside(model: URL, path: readonly string[]): string {
  const folder = new URL('.', model);
  folder.search = '';
  folder.hash = '';
  const address = new URL(path.map(encodeURIComponent).join('/'), folder);
  // The path was checked; this holds even if the parser sees something in it that the check does not.
  if (!address.href.startsWith(folder.href))
    throw modelError(
      `the weight path ${quote(path.join('/'))} leads to ${address.href}, out of ${folder.href}.`,
    );
  address.search = model.search;
  return address.href;
}

async function bytesOf(name: string, read: ReadModelFile): Promise<Uint8Array> {
  let bytes: unknown;
  try {
    bytes = await read(name);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw modelError(`${name} cannot be read: ${reason}`, 'io', { cause });
  }
  if (bytes instanceof Uint8Array) return bytes;
  if (bytes instanceof ArrayBuffer) return new Uint8Array(bytes);
  throw modelError(`read gave ${typeof bytes} for ${name}, expected a Uint8Array.`, 'value');
}
