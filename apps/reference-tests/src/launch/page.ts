// The page in the browser: runs the comparisons of a setting when it is called, and tells how far it is.

import type { Outcome } from '../compare/outcome.ts';
import { bringUp, type Setting } from '../setting.ts';
import { compareAll } from '../side-by-side.ts';

/** What the page and the program that opened it know of each other. */
export interface PageGlobals {
  /** Given by the program. */
  tell: (done: number, total: number, what: string) => Promise<void>;
  /** Given by the page. */
  runReference: (setting: Setting) => Promise<Outcome[]>;
}

const page = globalThis as typeof globalThis & PageGlobals;

page.runReference = async (setting) => {
  if (!globalThis.crossOriginIsolated) throw new Error('The page is not cross-origin isolated.');
  const backend = await bringUp(setting);
  try {
    return await compareAll(setting, (done, total, what) => void page.tell(done, total, what));
  } finally {
    backend.dispose();
  }
};
