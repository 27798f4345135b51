// Subpath `@cambium/train/node`: checkpoints and logs in files.

export { writeFileAtomically } from './node/atomic-write.ts';
export { type CheckpointFilesOptions, checkpointFiles, readCheckpoint } from './node/checkpoint-files.ts';
export { csvLog } from './node/csv-log.ts';
export { type JsonLinesLogOptions, jsonLinesLog } from './node/json-lines-log.ts';
export { type TensorBoardOptions, tensorBoard } from './node/tensorboard/callback.ts';
export { type TerminalPlotOptions, type TextStream, terminalPlot } from './node/terminal-plot.ts';
