// Serves the built site with the headers of cross-origin isolation, so that demos may use all cores.

import { createServer, type Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import sirv from 'sirv';

const site = fileURLToPath(new URL('../.vitepress/dist/', import.meta.url));

/** Starts a server; port 0 takes any that is free. */
export async function serveSite(port = 0): Promise<Server> {
  const files = sirv(site, {
    extensions: ['html'],
    setHeaders: (response) => {
      response.setHeader('Cross-Origin-Opener-Policy', 'same-origin');
      response.setHeader('Cross-Origin-Embedder-Policy', 'require-corp');
    },
  });
  const server = createServer((request, response) =>
    files(request, response, () => {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('Not found');
    }),
  );
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return server;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const port = 4173;
  await serveSite(port);
  console.log(`http://localhost:${port}/`);
}
