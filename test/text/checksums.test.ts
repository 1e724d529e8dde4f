import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { loadAddon } from '../../lib/runtime/native.ts';

const { crc32c, sha256 } = loadAddon();

/** Bit by bit, as the polynomial is written. */
function crcByDefinition(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0x82f63b78 : crc >>> 1;
  }
  return ~crc >>> 0;
}

test('CRC-32C of published examples (RFC 3720, B.4)', () => {
  const counting = Uint8Array.from({ length: 32 }, (_, i) => i);
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
  expect(crc32c(counting)).toBe(0x46dd794e);
  expect(crc32c(counting.toReversed())).toBe(0x113fdb5c);
  expect(crc32c(new Uint8Array(0))).toBe(0);
});

test('CRC-32C of any bytes, whole and in two parts', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(), (bytes, n) => {
      const cut = n % (bytes.length + 1);
      const whole = crcByDefinition(bytes);
      expect(crc32c(bytes)).toBe(whole);
      expect(crc32c(bytes, 0, true)).toBe(whole);
      expect(crc32c(bytes.subarray(cut), crc32c(bytes.subarray(0, cut)))).toBe(whole);
    }),
  );
});

test('SHA-256 at every length around its blocks', async () => {
  for (let length = 0; length < 200; length++) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 7 + length) & 0xff);
    expect(await sha256(bytes)).toBe(createHash('sha256').update(bytes).digest('hex'));
  }
  expect(await sha256(Buffer.from('abc'))).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});

test('what is no array of bytes is refused', async () => {
  const wrong = 'text' as unknown as Uint8Array;
  expect(() => crc32c(wrong)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  await expect(sha256(wrong)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
});
