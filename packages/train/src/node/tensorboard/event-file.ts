// Event files of TensorBoard: records one after another, each with its length and checksums.

import { hostname } from 'node:os';
import { join } from 'node:path';
import { append, makeFolderOf } from '../files.ts';
import { type Event, encodeEvent } from './event.ts';

/** Checksums by the polynomial of Castagnoli, bits reversed; one entry for each byte. */
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let sum = byte;
  for (let bit = 0; bit < 8; bit++) sum = sum & 1 ? (sum >>> 1) ^ 0x82f63b78 : sum >>> 1;
  return sum;
});

/** The checksum CRC-32C of RFC 3720. */
export function crc32c(bytes: Uint8Array): number {
  let sum = 0xffffffff;
  for (const byte of bytes) sum = (sum >>> 8) ^ table[(sum ^ byte) & 0xff]!;
  return (sum ^ 0xffffffff) >>> 0;
}

/** The checksum rotated and shifted, as the format wants it: so that a checksum of checksums is no trivial one. */
function maskedChecksum(bytes: Uint8Array): number {
  const sum = crc32c(bytes);
  return (((sum >>> 15) | (sum << 17)) + 0xa282ead8) >>> 0;
}

/** A record: length (8 bytes), its checksum, the data, its checksum; little-endian. */
export function frameRecord(data: Uint8Array): Uint8Array {
  const record = new Uint8Array(data.length + 16);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(data.length), true);
  view.setUint32(8, maskedChecksum(record.subarray(0, 8)), true);
  record.set(data, 12);
  view.setUint32(12 + data.length, maskedChecksum(data), true);
  return record;
}

/** Files of one process in the same second need different names. */
let filesMade = 0;

/** A file in a folder that TensorBoard takes as one run. */
export class EventFile {
  readonly #path: string;

  private constructor(path: string) {
    this.#path = path;
  }

  /** Begins a new file; those of earlier runs in the folder stay. */
  static async create(op: string, folder: string): Promise<EventFile> {
    const name = `events.out.tfevents.${Math.floor(Date.now() / 1000)}.${hostname()}.${process.pid}.${filesMade++}`;
    const file = new EventFile(join(folder, name));
    await makeFolderOf(op, file.#path);
    await file.add(op, [{ step: 0, fileVersion: 'brain.Event:2' }]);
    return file;
  }

  /** Appends events in one write. */
  async add(op: string, events: readonly Event[]): Promise<void> {
    const wallTime = Date.now() / 1000;
    await append(
      op,
      this.#path,
      Buffer.concat(events.map((event) => frameRecord(encodeEvent(event, wallTime)))),
    );
  }
}
