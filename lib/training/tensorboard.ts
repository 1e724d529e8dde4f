/**
 * Scalars for TensorBoard, without its library: a TFRecord file (length, masked CRC-32C of the length, data,
 * masked CRC-32C of the data) of Event messages in protobuf's wire format. Every session of a run writes a file
 * of its own, which begins with a START mark: TensorBoard then drops what an earlier session wrote past it.
 */
import { join } from 'node:path';
import { AppendLog, exists } from '../runtime/files.ts';
import { loadAddon } from '../runtime/native.ts';

export class TensorBoardLog {
  readonly #log: AppendLog;

  private constructor(log: AppendLog) {
    this.#log = log;
  }

  /** @param step First step that this session will write. */
  static async open(folder: string, step: number): Promise<TensorBoardLog> {
    const seconds = Math.floor(Date.now() / 1000);
    // TensorBoard reads the files of a folder in the order of their names.
    const name = `events.out.tfevents.${String(seconds).padStart(10, '0')}.${String(step).padStart(9, '0')}`;
    const base = join(folder, `${name}.tinystories`);
    let path = base;
    // A session that was killed in this very second may have begun at the same step.
    for (let n = 1; await exists(path); n++) path = `${base}.${n}`;
    const log = new TensorBoardLog(await AppendLog.open(path));
    try {
      await log.#event(bytesField(3, Buffer.from('brain.Event:2')));
      // session_log { status: START }
      await log.#event(varintField(2, step), bytesField(7, varintField(1, 1)));
    } catch (error) {
      await log.close().catch(() => {});
      throw error;
    }
    return log;
  }

  /** Adds scalars of a step, by tag; those that are not finite are left out. */
  async scalars(step: number, values: Record<string, number | null | undefined>): Promise<void> {
    const parts: Uint8Array[] = [];
    for (const [tag, value] of Object.entries(values)) {
      if (typeof value !== 'number' || !Number.isFinite(value)) continue;
      // Summary.Value { tag, simple_value }
      parts.push(bytesField(1, Buffer.concat([bytesField(1, Buffer.from(tag)), floatField(2, value)])));
    }
    if (parts.length > 0) await this.#event(varintField(2, step), bytesField(5, Buffer.concat(parts)));
  }

  sync(): Promise<void> {
    return this.#log.sync();
  }

  close(): Promise<void> {
    return this.#log.close();
  }

  /** Event { wall_time: 1, step: 2, file_version: 3 | summary: 5 | session_log: 7 } */
  #event(...fields: Uint8Array[]): Promise<void> {
    return this.#log.appendBytes(record(Buffer.concat([doubleField(1, Date.now() / 1000), ...fields])));
  }
}

function record(data: Uint8Array): Uint8Array {
  const frame = Buffer.alloc(12 + data.length + 4);
  frame.writeBigUInt64LE(BigInt(data.length), 0);
  frame.writeUInt32LE(maskedCrc(frame.subarray(0, 8)), 8);
  frame.set(data, 12);
  frame.writeUInt32LE(maskedCrc(data), 12 + data.length);
  return frame;
}

/** Rotated and shifted by a constant, so that a CRC of data that holds CRCs stays a good one. */
function maskedCrc(bytes: Uint8Array): number {
  const crc = loadAddon().crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt(value);
  for (; rest >= 128n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

function varintField(field: number, value: number): Uint8Array {
  return Buffer.concat([varint(field << 3), varint(value)]);
}

function bytesField(field: number, bytes: Uint8Array): Uint8Array {
  return Buffer.concat([varint((field << 3) | 2), varint(bytes.length), bytes]);
}

function floatField(field: number, value: number): Uint8Array {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return Buffer.concat([varint((field << 3) | 5), bytes]);
}

function doubleField(field: number, value: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return Buffer.concat([varint((field << 3) | 1), bytes]);
}
