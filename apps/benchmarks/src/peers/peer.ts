// What the contest needs to know of a library.

import type { Family, LibraryName } from '../workload.ts';

/** How the libraries are to be brought up. */
export interface Setting {
  readonly threads: number;
  /** Where the WebAssembly files of the peers lie: folders in Node, addresses in the browser, ending in a slash. */
  readonly files: { readonly tfjs: string; readonly onnx: string };
}

/** A library, or one backend of it. */
export interface Peer {
  readonly name: LibraryName;
  readonly family: Family;
  /** Whether it computes in plain JavaScript, and so takes part in the heavy work only when asked. */
  readonly isPlainJavaScript?: boolean;
  /** Whether it is there to show what threads gain, and so takes part only beside several. */
  readonly isOneThread?: boolean;
  /** Brings it up; returns how many threads it uses. Called once, before {@link Peer.activate}. */
  readonly start: (setting: Setting) => Promise<number>;
  /** Makes it the one that its family's functions run on. */
  readonly activate?: () => unknown;
}
