// The worker of the live parts: its name says which of them it serves. One file, because each worker is a bundle of its own,
// with all of Cambium in it.

const parts = {
  cell: () => import('./cell-part.ts'),
  demo: () => import('./demo-part.ts'),
  playground: () => import('./playground/playground-part.ts'),
};

const part = parts[self.name as keyof typeof parts]();

// Messages that come while the part is loaded wait for it.
addEventListener('message', async ({ data }) => (await part).receive(data));
