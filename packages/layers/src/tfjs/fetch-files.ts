// Addresses and their contents in a page.

declare const document: { readonly baseURI: string } | undefined;
declare const location: { readonly href: string } | undefined;

/** The address of a path, seen from the page. */
export function fileAddress(path: string): URL {
  return new URL(path, typeof document === 'object' ? document.baseURI : location?.href);
}

/** The bytes at an address. */
export async function readAddress(address: URL): Promise<Uint8Array> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`the server answered ${response.status} ${response.statusText}`.trim());
  return new Uint8Array(await response.arrayBuffer());
}
