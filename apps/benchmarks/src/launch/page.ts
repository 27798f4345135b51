// The measuring page in the browser: does a request when it is called, and reports through `tell`.

import { contest } from '../contest/contest.ts';
import type { Setting } from '../peers/peer.ts';
import type { Report, Request } from '../report.ts';

/** What the page and the program that opened it know of each other. */
export interface PageGlobals {
  /** Given by the program. */
  tell: (report: Report) => void;
  /** Given by the page. */
  runContest: (request: Request, files: Setting['files']) => Promise<void>;
}

const page = globalThis as typeof globalThis & PageGlobals;
page.runContest = (request, files) => contest(request, files, page.tell);
