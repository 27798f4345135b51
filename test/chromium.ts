// The Chromium of the machine, for tests and pictures of the site.

import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright';

/** Where it is: `CHROMIUM=/path` picks another one, `CHROMIUM=` (empty) none. `undefined` where there is none. */
export const chromiumPath: string | undefined =
  (process.env.CHROMIUM ?? ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync)) || undefined;

/** Starts it without a window, and without its talks with hosts of its own. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    ...(chromiumPath === undefined ? {} : { executablePath: chromiumPath }),
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking'],
  });
}
