// The program of the workers that load transforms by address; build.mjs makes one file of it.

import { serveTransforms } from './serve.ts';

serveTransforms();
