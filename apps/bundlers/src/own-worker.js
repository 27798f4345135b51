// A worker's program with the transforms in it, where the bundler sees them.

import { serveTransforms } from '@cambium/data/worker';

serveTransforms({ double: ({ x }) => ({ x: 2 * x }) });
