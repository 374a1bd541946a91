import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** `llk_<prefix>_<secret>`: the prefix finds the key and may be seen; the secret proves it and is shown once. */
export interface ApiKeyText {
  /** The whole key, as it goes into the Authorization header. */
  readonly text: string;
  readonly prefix: string;
  /** SHA-256 of the whole key, hex. */
  readonly hash: string;
}

const PREFIX_LENGTH = 12;
/** 256 bits: nobody tries them out, so a fast hash does; and the same number again never comes. */
const SECRET_BYTES = 32;
/** 32 letters, so that five bits make one; without those that are taken for each other. */
const ALPHABET = 'abcdefghijkmnpqrstuvwxyz23456789';
const PATTERN = /^llk_([a-z0-9]{12})_[A-Za-z0-9_-]{43}$/;

export function newApiKeyText(): ApiKeyText {
  const prefix = [...randomBytes(PREFIX_LENGTH)].map((byte) => ALPHABET.charAt(byte % ALPHABET.length)).join('');
  const text = `llk_${prefix}_${randomBytes(SECRET_BYTES).toString('base64url')}`;
  return { text, prefix, hash: hashApiKey(text) };
}

/** The prefix of what looks like a key of ours; undefined for anything else. */
export function apiKeyPrefix(text: string): string | undefined {
  return PATTERN.exec(text)?.[1];
}

export function hashApiKey(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Whether `text` is the key with this hash. Takes the same time wherever they differ. */
export function isApiKeyOf(text: string, hash: string): boolean {
  const [actual, expected] = [Buffer.from(hashApiKey(text), 'hex'), Buffer.from(hash, 'hex')];
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}
