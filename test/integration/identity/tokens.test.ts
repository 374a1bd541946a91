import { SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IdentityUnavailable } from '../../../src/identity/authentication.ts';
import { createTokens, type Tokens } from '../../../src/identity/tokens.ts';
import { localServer } from '../../support/local-server.ts';
import {
  AUDIENCE,
  type OpenidProvider,
  openidProvider,
  signingKey,
  TENANT_CLAIM,
} from '../../support/openid-provider.ts';

let provider: OpenidProvider;
let tokens: Tokens;
const settingsOf = (issuer: string) => ({ issuer, audience: AUDIENCE, jwksUrl: undefined, tenantClaim: TENANT_CLAIM });
const ADA = { sub: 'ada', [TENANT_CLAIM]: 'acme' };

beforeAll(async () => {
  provider = await openidProvider();
  tokens = createTokens(settingsOf(provider.issuer), Date.now);
});
afterAll(() => provider?.close());

const parts = (token: string) => token.split('.') as [string, string, string];
const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a token of the provider', () => {
  it('says who it is and of which tenant', async () => {
    expect(await tokens.verify(await provider.token(ADA))).toEqual({ subject: 'ada', tenant: 'acme' });
  });

  it('is taken a little after its end, since clocks differ', async () => {
    expect(await tokens.verify(await provider.token(ADA, { expiresIn: -10 }))).not.toBeNull();
  });

  it('needs no second look at the keys', async () => {
    const before = provider.asked;
    await Promise.all(Array.from({ length: 20 }, async () => tokens.verify(await provider.token(ADA))));
    expect(provider.asked).toBe(before);
  });
});

describe('no token of the provider', () => {
  const forged: [string, () => Promise<string>][] = [
    ['expired', () => provider.token(ADA, { expiresIn: -60 })],
    ['for another audience', () => provider.token(ADA, { audience: 'somebody-else' })],
    ['of another issuer', () => provider.token(ADA, { issuer: 'https://evil.example.com' })],
    ['not valid yet', () => provider.token({ ...ADA, nbf: Math.floor(Date.now() / 1_000) + 600 })],
    ['without a subject', () => provider.token({ [TENANT_CLAIM]: 'acme' })],
    ['without the tenant claim', () => provider.token({ sub: 'ada' })],
    ['with a tenant claim that is no text', () => provider.token({ sub: 'ada', [TENANT_CLAIM]: ['acme'] })],
    [
      'signed by somebody else under a known key id',
      async () => provider.token(ADA, { key: await signingKey('first') }),
    ],
    ['signed with an unknown key', async () => provider.token(ADA, { key: await signingKey('unknown') })],
    [
      'unsigned (alg none)',
      async () =>
        new UnsecuredJWT(ADA).setIssuer(provider.issuer).setAudience(AUDIENCE).setExpirationTime('1h').encode(),
    ],
    [
      'signed with the public key as a shared secret',
      async () =>
        new SignJWT(ADA)
          .setProtectedHeader({ alg: 'HS256', kid: 'first' })
          .setIssuer(provider.issuer)
          .setAudience(AUDIENCE)
          .setExpirationTime('1h')
          .sign(Buffer.from(JSON.stringify(provider.keys[0]?.publicJwk))),
    ],
    [
      'with another payload under a good signature',
      async () => {
        const [head, , signature] = parts(await provider.token(ADA));
        const [, payload] = parts(await provider.token({ ...ADA, sub: 'eve' }));
        return [head, payload, signature].join('.');
      },
    ],
    [
      'with its signature cut off',
      async () =>
        `${parts(await provider.token(ADA))
          .slice(0, 2)
          .join('.')}.`,
    ],
    [
      'with a key of its own in the header',
      async () => {
        const own = await signingKey('own');
        return new SignJWT(ADA)
          .setProtectedHeader({ alg: 'ES256', jwk: own.publicJwk })
          .setIssuer(provider.issuer)
          .setAudience(AUDIENCE)
          .setExpirationTime('1h')
          .sign(own.privateKey)
          .then((token) => token);
      },
    ],
    [
      'that never ends',
      async () =>
        new SignJWT(ADA)
          .setProtectedHeader({ alg: 'ES256', kid: 'first' })
          .setIssuer(provider.issuer)
          .setAudience(AUDIENCE)
          .sign(provider.keys[0]!.privateKey),
    ],
    ['longer than 8 KiB', () => provider.token({ ...ADA, filler: 'x'.repeat(8_192) })],
    ['nonsense', async () => `${encoded({ alg: 'ES256' })}.${encoded({ iss: provider.issuer })}.AAAA`],
  ];
  it.each(forged)('%s is taken for nobody', async (_what, make) => {
    expect(await tokens.verify(await make())).toBeNull();
  });
});

describe('keys of the provider', () => {
  it('may change: new ones are found, old ones are forgotten', { timeout: 30_000 }, async () => {
    const [old] = provider.keys;
    const oldToken = await provider.token(ADA);
    provider.keys = [await signingKey('second')];
    const newToken = await provider.token(ADA);
    // Not at once: whoever makes up key ids must not make us ask each time.
    await expect.poll(() => tokens.verify(newToken), { timeout: 15_000, interval: 500 }).not.toBeNull();
    expect(await tokens.verify(oldToken)).toBeNull();
    provider.keys = [...(old === undefined ? [] : [old])];
  });

  it('that cannot be had are nobody’s fault: unavailable, and quickly so', async () => {
    const dead = await localServer(() => undefined);
    const unknown = createTokens(settingsOf(dead.url), Date.now);
    await dead.close();
    const token = await provider.token(ADA, { issuer: dead.url });
    await expect(unknown.verify(token)).rejects.toThrow(IdentityUnavailable);
    const startedAt = performance.now();
    await expect(unknown.verify(token)).rejects.toThrow(IdentityUnavailable);
    expect(performance.now() - startedAt).toBeLessThan(100);
  });

  it('that are known serve on while the provider is down, whatever keys strangers name', async () => {
    const own = await openidProvider();
    const known = createTokens(settingsOf(own.issuer), Date.now);
    expect(await known.verify(await own.token(ADA))).not.toBeNull();
    own.broken = { status: 500, body: '' };
    const stranger = await signingKey('made up');
    await known.verify(await own.token(ADA, { key: stranger })).catch(() => null);
    expect(await known.verify(await own.token(ADA))).not.toBeNull();
    await own.close();
  });

  it.each([
    ['longer than 256 KiB', 200, `{"keys":[],"filler":"${'x'.repeat(300_000)}"}`],
    ['an error', 500, '{}'],
    ['no keys', 200, '[]'],
  ])('answered with %s are unavailable', async (_what, status, body) => {
    const broken = await openidProvider();
    broken.broken = { status, body };
    const own = createTokens(settingsOf(broken.issuer), Date.now);
    await expect(own.verify(await broken.token(ADA))).rejects.toThrow(IdentityUnavailable);
    await broken.close();
  });
});
