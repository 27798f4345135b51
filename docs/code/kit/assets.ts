// Files in `docs/public`: read from the disk in Node, from the site in a browser.

/** The bytes of a file, unpacked if its name ends in `.gz`. */
export async function readAsset(path: string): Promise<Uint8Array> {
  const bytes = isNode() ? await fromDisk(path) : await fromSite(path);
  return path.endsWith('.gz') ? gunzip(bytes) : bytes;
}

function isNode(): boolean {
  return typeof process !== 'undefined' && process.versions?.node !== undefined;
}

async function fromDisk(path: string): Promise<Uint8Array<ArrayBuffer>> {
  // Bundlers must not follow this import.
  const module = 'node:fs/promises';
  const { readFile } = (await import(/* @vite-ignore */ module)) as typeof import('node:fs/promises');
  // In two steps, or bundlers would take the whole folder for an asset of this file.
  const here = import.meta.url;
  return new Uint8Array(await readFile(new URL(`../../public/${path}`, here)));
}

async function fromSite(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const { BASE_URL } = (import.meta as unknown as { env: { BASE_URL: string } }).env;
  const response = await fetch(BASE_URL + path);
  if (!response.ok) throw new Error(`${path}: the site answers ${response.status} ${response.statusText}.`);
  return new Uint8Array(await response.arrayBuffer());
}

async function gunzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  // Some servers unpack on the way.
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  const unpacked = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(unpacked).arrayBuffer());
}
