import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { BrokenSeal, openBox, sealBox } from '../../../src/platform/sealing.ts';

const key = randomBytes(32);
const content = Buffer.from('Ada Lovelace');

describe('a sealed box', () => {
  test('opens with the same key and context', () => {
    expect(openBox(key, sealBox(key, content, 'here'), 'here')).toEqual(content);
  });

  test('is another one each time: nonces are not repeated', () => {
    const nonces = new Set(Array.from({ length: 1_000 }, () => sealBox(key, content, 'x').toString('hex', 0, 12)));
    expect(nonces.size).toBe(1_000);
  });

  test('is 12 bytes nonce, the ciphertext, 16 bytes tag', () => {
    expect(sealBox(key, content, 'x')).toHaveLength(12 + content.length + 16);
  });

  test('does not open elsewhere, with another key, or with any byte changed or missing', () => {
    const box = sealBox(key, content, 'here');
    expect(() => openBox(key, box, 'there')).toThrow(BrokenSeal);
    expect(() => openBox(randomBytes(32), box, 'here')).toThrow(BrokenSeal);
    for (let at = 0; at < box.length; at += 1) {
      const altered = Buffer.from(box);
      altered[at] = (altered[at] ?? 0) ^ 1;
      expect(() => openBox(key, altered, 'here')).toThrow(BrokenSeal);
    }
    expect(() => openBox(key, box.subarray(0, -1), 'here')).toThrow(BrokenSeal);
    expect(() => openBox(key, Buffer.alloc(3), 'here')).toThrow(BrokenSeal);
  });
});
