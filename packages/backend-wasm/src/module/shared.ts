// Kernels over a memory that threads share. The code is the same; only the import of the memory says so, with one bit.

import { TensorError } from '@cambium/tensor/backend';

const headerBytes = 8;
const importSection = 2;
const memoryImport = 2;
const hasMaximum = 1;
const isShared = 2;

/** A copy of a module's bytes that imports a shared memory. */
export function withSharedMemory(bytes: Uint8Array): Uint8Array {
  const shared = new Uint8Array(bytes);
  const at = memoryFlagsAt(shared);
  if (at === null) {
    throw new TensorError('createWasmBackend', 'backend', 'the module given has no kernels of Cambium.');
  }
  shared[at] = hasMaximum | isShared;
  return shared;
}

/** Where the flags of the imported memory stand, if the module's first import is one with a maximum. */
function memoryFlagsAt(bytes: Uint8Array): number | null {
  let at = headerBytes;
  const number = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++] ?? 0;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const section = bytes[at++];
    const end = number() + at;
    if (section === importSection) {
      number(); // how many imports there are
      for (let name = 0; name < 2; name++) {
        const length = number();
        at += length;
      }
      return bytes[at] === memoryImport && bytes[at + 1] === hasMaximum ? at + 1 : null;
    }
    at = end;
  }
  return null;
}
