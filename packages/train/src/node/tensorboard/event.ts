// What an event file says, as protocol buffers: scalars and histograms at a step.

import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { Histogram } from './histogram.ts';

/** An event; one of the parts besides `step` is given. */
export interface Event {
  readonly step: number;
  /** The first event of a file. */
  readonly fileVersion?: string;
  /** A run that is resumed: what was written for this step and later ones no longer holds. */
  readonly isRestart?: boolean;
  readonly scalars?: ReadonlyMap<string, number>;
  readonly histograms?: ReadonlyMap<string, Histogram>;
}

// The numbers of the fields are those of event.proto, summary.proto and histogram.proto of TensorBoard.

/** The message `Event`. */
export function encodeEvent(event: Event, wallTime: number): Uint8Array {
  const { step, fileVersion, isRestart, scalars, histograms } = event;
  const writer = new BinaryWriter();
  writer.tag(1, WireType.Bit64).double(wallTime);
  writer.tag(2, WireType.Varint).int64(step);
  if (fileVersion !== undefined) writer.tag(3, WireType.LengthDelimited).string(fileVersion);
  if (scalars !== undefined || histograms !== undefined) {
    writer.tag(5, WireType.LengthDelimited).fork();
    for (const [tag, value] of scalars ?? []) {
      beginValue(writer, tag);
      writer.tag(2, WireType.Bit32).float(value).join();
    }
    for (const [tag, histogram] of histograms ?? []) {
      beginValue(writer, tag);
      writer.tag(5, WireType.LengthDelimited).bytes(encodeHistogram(histogram)).join();
    }
    writer.join();
  }
  // SessionLog with the status START
  if (isRestart === true)
    writer.tag(7, WireType.LengthDelimited).fork().tag(1, WireType.Varint).int32(1).join();
  return writer.finish();
}

/** Begins an entry of the message `Summary`. */
function beginValue(writer: BinaryWriter, tag: string): void {
  writer.tag(1, WireType.LengthDelimited).fork();
  writer.tag(1, WireType.LengthDelimited).string(tag);
}

/** The message `HistogramProto`. */
function encodeHistogram({ min, max, count, sum, sumOfSquares, limits, counts }: Histogram): Uint8Array {
  const writer = new BinaryWriter();
  [min, max, count, sum, sumOfSquares].forEach((value, i) => {
    writer.tag(i + 1, WireType.Bit64).double(value);
  });
  for (const [field, values] of [
    [6, limits],
    [7, counts],
  ] as const) {
    writer.tag(field, WireType.LengthDelimited).fork();
    for (const value of values) writer.double(value);
    writer.join();
  }
  return writer.finish();
}
