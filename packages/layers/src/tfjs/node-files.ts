// Addresses and their contents in Node: files besides what a page can read.

import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import { readAddress as fetchAddress } from './fetch-files.ts';

/** The address of a path, seen from the working directory. */
export function fileAddress(path: string): URL {
  return pathToFileURL(path);
}

/** The bytes at an address. */
export async function readAddress(address: URL): Promise<Uint8Array> {
  return address.protocol === 'file:' ? readFile(address) : fetchAddress(address);
}
