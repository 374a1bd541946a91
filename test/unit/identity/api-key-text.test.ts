import { describe, expect, it } from 'vitest';
import { apiKeyPrefix, hashApiKey, isApiKeyOf, newApiKeyText } from '../../../src/identity/api-key-text.ts';
import { redactText } from '../../../src/platform/redaction.ts';

describe('a key as text', () => {
  it('has a prefix that finds it, 256 random bits, and is kept as a hash', () => {
    const { text, prefix, hash } = newApiKeyText();
    expect(text).toMatch(/^llk_[a-z2-9]{12}_[A-Za-z0-9_-]{43}$/);
    expect([apiKeyPrefix(text), hashApiKey(text)]).toEqual([prefix, hash]);
    expect(new Set(Array.from({ length: 1_000 }, () => newApiKeyText().text)).size).toBe(1_000);
  });

  it.each([
    '',
    'llk_',
    'llk_abc_def',
    'Bearer x',
    `xllk_abcdefghijkm_${'A'.repeat(43)}`,
    `llk_abcdefghijkm_${'A'.repeat(44)}`,
  ])('%j is none', (text) => {
    expect(apiKeyPrefix(text)).toBeUndefined();
  });

  it('is told from every other one', () => {
    const { text, hash } = newApiKeyText();
    expect(isApiKeyOf(text, hash)).toBe(true);
    for (const other of [newApiKeyText().text, `${text}A`, text.slice(0, -1), '']) {
      expect(isApiKeyOf(other, hash)).toBe(false);
    }
    expect(isApiKeyOf(text, 'ab')).toBe(false);
  });

  it('is compared by a function whose time says nothing about where they differ', () => {
    expect(isApiKeyOf.toString()).toMatch(/timingSafeEqual/);
  });

  it('never reaches a log, but for its prefix', () => {
    const { text, prefix } = newApiKeyText();
    const line = redactText(`the header was "${text}"`);
    expect(line).toContain(`llk_${prefix}_[redacted]`);
    expect(line).not.toContain(text.slice(-20));
  });
});
