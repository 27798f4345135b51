// Subpath `@cambium/train/node`: checkpoints in files.

export { writeFileAtomically } from './node/atomic-write.ts';
