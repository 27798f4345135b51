// Pictures of the programs: the build of the site makes files of them, an editable cell shows them under the code.

import type { Chart } from '@cambium/plot';

/** Takes a picture and its name. */
export type Screen = (name: string, picture: Chart) => Promise<void>;

let screen: Screen = async () => {};

/** Shows a picture. */
export function show(name: string, picture: Chart): Promise<void> {
  return screen(name, picture);
}

/** Says where pictures go from now on; until then, nowhere. */
export function setScreen(next: Screen): void {
  screen = next;
}
