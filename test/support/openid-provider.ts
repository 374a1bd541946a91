import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from 'jose';
import { localServer } from './local-server.ts';

export const AUDIENCE = 'ledgerline';
export const TENANT_CLAIM = 'tenant';

export interface SigningKey {
  readonly id: string;
  readonly privateKey: CryptoKey;
  readonly publicJwk: JWK;
}

export async function signingKey(id: string): Promise<SigningKey> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  return { id, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid: id, alg: 'ES256', use: 'sig' } };
}

export interface OpenidProvider {
  readonly issuer: string;
  /** What it offers now; a test changes it to rotate. */
  keys: SigningKey[];
  /** How often its keys were asked for. */
  asked: number;
  /** Answers instead of its keys: a test breaks it. */
  broken: { readonly status: number; readonly body: string } | undefined;
  /** A token of this provider for us, for an hour, signed with its first key. */
  token(payload: JWTPayload, changes?: TokenChanges): Promise<string>;
  close(): Promise<void>;
}

export interface TokenChanges {
  readonly key?: SigningKey;
  readonly issuer?: string;
  readonly audience?: string;
  /** Seconds from now. */
  readonly expiresIn?: number;
}

/** A small OpenID provider: discovery document, keys, and tokens. Real HTTP, real signatures. */
export async function openidProvider(): Promise<OpenidProvider> {
  const server = await localServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    if (request.url === '/.well-known/openid-configuration') {
      response.end(JSON.stringify({ issuer: provider.issuer, jwks_uri: `${provider.issuer}/keys` }));
      return;
    }
    provider.asked += 1;
    response.statusCode = provider.broken?.status ?? 200;
    response.end(provider.broken?.body ?? JSON.stringify({ keys: provider.keys.map(({ publicJwk }) => publicJwk) }));
  });
  const provider: OpenidProvider = {
    issuer: server.url,
    keys: [await signingKey('first')],
    asked: 0,
    broken: undefined,
    async token(payload, { key = provider.keys[0], issuer = server.url, audience = AUDIENCE, expiresIn = 3_600 } = {}) {
      if (key === undefined) throw new Error('The provider has no key');
      const now = Math.floor(Date.now() / 1_000);
      return new SignJWT(payload)
        .setProtectedHeader({ alg: 'ES256', kid: key.id })
        .setIssuer(issuer)
        .setAudience(audience)
        .setIssuedAt(now)
        .setExpirationTime(now + expiresIn)
        .sign(key.privateKey);
    },
    close: () => server.close(),
  };
  return provider;
}
