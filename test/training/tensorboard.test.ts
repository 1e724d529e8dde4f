import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { TensorBoardLog } from '../../lib/training/tensorboard.ts';

/** A reader of its own: CRC-32C bit by bit, TFRecord, and as much of protobuf as events need. */
function crc32c(bytes: Uint8Array): number {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return ~crc >>> 0;
}

function unmask(masked: number): number {
  const rotated = (masked - 0xa282ead8) >>> 0;
  return ((rotated >>> 17) | (rotated << 15)) >>> 0;
}

function records(file: Buffer): Buffer[] {
  const result: Buffer[] = [];
  for (let at = 0; at < file.length; ) {
    const length = Number(file.readBigUInt64LE(at));
    expect(unmask(file.readUInt32LE(at + 8))).toBe(crc32c(file.subarray(at, at + 8)));
    const data = file.subarray(at + 12, at + 12 + length);
    expect(unmask(file.readUInt32LE(at + 12 + length))).toBe(crc32c(data));
    result.push(data);
    at += length + 16;
  }
  return result;
}

type Field = [number, number | Buffer];

function fields(bytes: Buffer): Field[] {
  let at = 0;
  const varint = () => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at++];
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return Number(value);
    }
  };
  const result: Field[] = [];
  while (at < bytes.length) {
    const key = varint();
    const kind = key & 7;
    if (kind === 0) {
      result.push([key >>> 3, varint()]);
      continue;
    }
    const length = kind === 1 ? 8 : kind === 5 ? 4 : varint();
    const part = bytes.subarray(at, at + length);
    at += length;
    const value = kind === 1 ? part.readDoubleLE(0) : kind === 5 ? part.readFloatLE(0) : part;
    result.push([key >>> 3, value]);
  }
  return result;
}

function scalars(event: Buffer) {
  const all = fields(event);
  const step = all.find(([field]) => field === 2)?.[1];
  const summary = all.find(([field]) => field === 5)?.[1] as Buffer;
  const values = fields(summary).map(([field, value]) => {
    expect(field).toBe(1);
    const [tag, number] = fields(value as Buffer);
    return [String(tag[1]), number[1]];
  });
  return { step, values: Object.fromEntries(values) };
}

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tensorboard-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('writes events that a reader of the formats finds whole', async () => {
  const before = Date.now() / 1000;
  const log = await TensorBoardLog.open(folder, 301);
  await log.scalars(301, { loss: 2.5, lr: 1e-3, valLoss: undefined, gradNorm: null });
  await log.scalars(70_000, { loss: Number.NaN, tokensPerSecond: 123_456 });
  await log.scalars(70_001, { loss: Number.POSITIVE_INFINITY });
  await log.close();

  const [name] = await readdir(folder);
  expect(name).toMatch(/^events\.out\.tfevents\.\d{10}\./);
  const events = records(await readFile(join(folder, name)));
  expect(events).toHaveLength(4);
  const [version] = fields(events[0]).slice(1);
  expect([version[0], String(version[1])]).toEqual([3, 'brain.Event:2']);
  for (const event of events) {
    const [field, time] = fields(event)[0];
    expect(field).toBe(1);
    expect(time).toBeGreaterThanOrEqual(before);
    expect(time).toBeLessThanOrEqual(Date.now() / 1000);
  }
  // A session that starts at 301: what an earlier one wrote from there on no longer counts.
  expect(fields(events[1])[1]).toEqual([2, 301]);
  expect(fields(fields(events[1])[2][1] as Buffer)).toEqual([[1, 1]]);
  expect(scalars(events[2])).toEqual({ step: 301, values: { loss: 2.5, lr: Math.fround(1e-3) } });
  expect(scalars(events[3])).toEqual({ step: 70_000, values: { tokensPerSecond: 123_456 } });
});

test('a session of the same second and step gets a file of its own, and leaves the other whole', async () => {
  jest.spyOn(Date, 'now').mockReturnValue(1_700_000_000_000);
  try {
    for (let session = 0; session < 3; session++) {
      const log = await TensorBoardLog.open(folder, 10);
      await log.scalars(10, { loss: session });
      await log.close();
    }
  } finally {
    jest.restoreAllMocks();
  }
  const names = (await readdir(folder)).sort();
  expect(names).toHaveLength(3);
  for (const name of names) expect(records(await readFile(join(folder, name)))).toHaveLength(3);
});
