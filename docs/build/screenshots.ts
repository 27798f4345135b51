// Takes the pictures of the site that the README shows, from the built site.

import { mkdir } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright';
import { launchChromium } from '../../test/chromium.ts';
import { serveSite } from './serve.ts';

const folder = fileURLToPath(new URL('../screenshots/', import.meta.url));

/** Runs the demo of a page to its end. */
async function runDemo(page: Page): Promise<void> {
  const demo = page.locator('.demo').first();
  await demo.locator('.live-button.main').first().click();
  await page.waitForSelector('.demo[data-state="ended"]', { timeout: 120_000 });
  await demo.scrollIntoViewIfNeeded();
}

const shots: readonly (readonly [name: string, path: string, act?: (page: Page) => Promise<void>])[] = [
  ['home', '/'],
  ['course', '/course/shallow-network'],
  ['course-zh', '/zh/course/lenet'],
  ['demo-lenet', '/course/lenet', runDemo],
  ['demo-detector', '/course/detection', runDemo],
  ['playground', '/playground', runDemo],
];

const server = await serveSite();
const home = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const browser = await launchChromium();
await mkdir(folder, { recursive: true });
for (const [name, path, act] of shots) {
  const page = await browser.newPage({ viewport: { width: 1100, height: 760 } });
  await page.goto(home + path, { waitUntil: 'networkidle' });
  await act?.(page);
  await page.screenshot({ path: `${folder}${name}.png` });
  console.log(`docs/screenshots/${name}.png`);
  await page.close();
}
await browser.close();
server.close();
