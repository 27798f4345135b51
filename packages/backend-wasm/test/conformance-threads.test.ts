// The whole suite with three threads, which share whatever can be shared.

import { defineConformanceTests } from '@cambium/conformance';
import { assets } from '../src/assets/inline.ts';
import { create } from '../src/create.ts';
import { defaultTeamSettings } from '../src/threads/team.ts';

defineConformanceTests({
  name: 'wasm on three threads',
  create: () => create(assets, { threads: 3 }, { ...defaultTeamSettings, leastShared: 1 }),
});
