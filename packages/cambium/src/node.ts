// Subpath `cambium/node`: files, for programs that run in Node.

export * from '@cambium/data/node';
export * from '@cambium/train/node';
