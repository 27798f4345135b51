// tidy, keep and memory of TensorFlow.js on Cambium's scopes.

import { memory as cambiumMemory, openRegion, type Region, scope } from 'cambium';
import { FacadeTensor, refuse } from './tensor.ts';

let region: Region | null = null;
/** What lives when a spec begins: kept by earlier ones. */
let before = cambiumMemory();

const atEnd: (() => void)[] = [];

/** Frees at the end of the spec what no scope does: later the collector would, while another spec counts tensors. */
export function freeAtEnd(free: () => void): void {
  atEnd.push(free);
}

/** Tensors that optimizers of ours keep and those of TensorFlow.js do not. */
export const hidden = { tensors: 0 };

/** Begins a spec: whatever it makes outside of `tidy` is freed at its end. */
export function openSpec(): void {
  before = cambiumMemory();
  hidden.tensors = 0;
  region = openRegion();
}

/** Ends a spec. */
export function closeSpec(): void {
  region?.close();
  region = null;
  for (const variable of variables) variable.dispose();
  variables.clear();
  for (const free of atEnd.splice(0)) free();
}

/** Variables live until they are disposed, or the spec ends. */
export const variables = new Set<FacadeTensor>();

/** All facade tensors in a value built of arrays and objects. */
export function tensorsIn(value: unknown, found: Set<FacadeTensor> = new Set()): Set<FacadeTensor> {
  if (value instanceof FacadeTensor) found.add(value);
  else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    for (const each of Object.values(value)) tensorsIn(each, found);
  }
  return found;
}

/** Frees what `work` makes, except what it returns. A name may come first. */
export function tidy<T>(nameOrWork: string | (() => T), named?: () => T): T {
  const work = named ?? nameOrWork;
  if (typeof work !== 'function' || (named !== undefined && typeof nameOrWork !== 'string'))
    refuse('tidy', 'takes a function, or a name and a function.');
  let result: T;
  scope(() => {
    result = work();
    return isPromise(result) ? result : ([...tensorsIn(result)].map(({ inner }) => inner) as never);
  });
  return result!;
}

function isPromise(value: unknown): value is never {
  return value instanceof Promise;
}

/** Lets a tensor outlive every `tidy`. */
export function keep<T extends FacadeTensor>(tensor: T): T {
  tensor.inner.keep();
  freeAtEnd(() => tensor.dispose());
  return tensor;
}

/** Disposes of all tensors in a value. */
export function dispose(container: unknown): void {
  for (const tensor of tensorsIn(container)) tensor.dispose();
}

/** Live tensors and storage that the spec has made, as Cambium counts them. */
export function memory(): {
  numTensors: number;
  numDataBuffers: number;
  numBytes: number;
  unreliable: boolean;
} {
  const { tensors, storages, bytes } = cambiumMemory();
  return {
    numTensors: tensors - before.tensors - hidden.tensors,
    numDataBuffers: storages - before.storages,
    numBytes: bytes - before.bytes,
    unreliable: false,
  };
}
