// The whole suite in a browser: on one thread, and on three that share whatever can be shared.

import { defineConformanceTests } from '@cambium/conformance';
import { assets } from '../src/assets/web.ts';
import { create } from '../src/create.ts';
import { defaultTeamSettings } from '../src/threads/team.ts';

defineConformanceTests({ name: 'wasm', create: () => create(assets, { threads: 1 }) });

defineConformanceTests({
  name: 'wasm on three threads',
  create: () => create(assets, { threads: 3 }, { ...defaultTeamSettings, leastShared: 1 }),
});
