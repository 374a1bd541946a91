import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

export const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** A box that does not open: altered, moved to another place, or sealed with another key. */
export class BrokenSeal extends Error {
  override readonly name = 'BrokenSeal';
}

/**
 * AES-256-GCM. The box is nonce, ciphertext, tag. `context` says where the box belongs: it is not in the box, but must be
 * the same when opening. Nonces are random, which is safe for 2^32 boxes per key (NIST SP 800-38D §8.3).
 */
export function sealBox(key: Buffer, content: Buffer, context: string): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(Buffer.from(context));
  return Buffer.concat([nonce, cipher.update(content), cipher.final(), cipher.getAuthTag()]);
}

/** @throws BrokenSeal when key, content or context are not those of the sealing. */
export function openBox(key: Buffer, box: Buffer, context: string): Buffer {
  if (box.length < NONCE_BYTES + TAG_BYTES) throw new BrokenSeal('A sealed value is too short to be one.');
  const nonce = box.subarray(0, NONCE_BYTES);
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(Buffer.from(context));
  decipher.setAuthTag(box.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(box.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch (error) {
    throw new BrokenSeal('A sealed value was altered, moved to another subject, or sealed with another key.', {
      cause: error,
    });
  }
}
