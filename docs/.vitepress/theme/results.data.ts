// The results of the examples, read when the site is built.

import { readFileSync } from 'node:fs';

type Results = Readonly<Record<string, Readonly<Record<string, number>>>>;

declare const data: Results;

export { data };

const file = new URL('../../../apps/examples/results.json', import.meta.url);

export default {
  watch: ['../../../apps/examples/results.json'],
  load(): Results {
    const { examples } = JSON.parse(readFileSync(file, 'utf8')) as {
      examples: Record<string, { numbers: Record<string, number> }>;
    };
    return Object.fromEntries(Object.entries(examples).map(([name, { numbers }]) => [name, numbers]));
  },
};
