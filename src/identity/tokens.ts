import { createRemoteJWKSet, customFetch, decodeJwt, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { z } from 'zod';
import { isTrustworthyUrl } from '../platform/identity-settings.ts';
import { IdentityUnavailable } from './authentication.ts';
import { createCircuit } from './circuit.ts';
import { ask } from './outgoing.ts';

export interface OidcSettings {
  readonly issuer: string;
  readonly audience: string;
  /** Undefined: the discovery document says where. */
  readonly jwksUrl: string | undefined;
  readonly tenantClaim: string | undefined;
}

/** A person as a token has them. */
export interface TokenSubject {
  readonly subject: string;
  /** Undefined when no claim is configured. A token without the configured claim is not accepted. */
  readonly tenant: string | undefined;
}

/** Signatures that only the provider can make. No `none`, no HS*: a shared secret would let us sign, too. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];

const TOKEN_LENGTH_MAX = 8_192;
const DOCUMENT_BYTES_MAX = 256 * 1024;
const CLOCK_TOLERANCE_SECONDS = 30;
const KEYS_MS_MAX = 10 * 60_000;
/** A token with an unknown key id makes us look again, at most so often: strangers choose key ids. */
const LOOK_AGAIN_MS = 5_000;

/** What says that the token is no good, as against that we could not check it. */
const NO_GOOD = [
  errors.JWTClaimValidationFailed,
  errors.JWTExpired,
  errors.JWTInvalid,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
];

function isNoGood(error: unknown): boolean {
  return NO_GOOD.some((kind) => error instanceof kind);
}

const zDiscovery = z.object({ issuer: z.string(), jwks_uri: z.string() });

export interface Tokens {
  /** Whether a text claims to be a token of this issuer; nothing is checked. */
  claims(text: string): boolean;
  /** Null when it is no good. @throws IdentityUnavailable when the provider's keys cannot be had. */
  verify(text: string): Promise<TokenSubject | null>;
}

/** Tokens of one OpenID provider. `now` in milliseconds. */
export function createTokens(settings: OidcSettings, now: () => number): Tokens {
  const provider = createCircuit(`The OpenID provider ${new URL(settings.issuer).host}`);
  // Only asking goes through the circuit: keys that we know serve on while the provider is down.
  const get = (url: string) =>
    provider(async () => {
      const { status, text } = await ask(url, { method: 'GET', bytesMax: DOCUMENT_BYTES_MAX });
      if (status !== 200) {
        throw new Error(`${url} answers ${status}`);
      }
      return text;
    });
  let keys: Promise<JWTVerifyGetKey> | undefined;

  async function remoteKeys(): Promise<JWTVerifyGetKey> {
    try {
      const url = settings.jwksUrl ?? (await discover(settings.issuer, get));
      return createRemoteJWKSet(new URL(url), {
        cacheMaxAge: KEYS_MS_MAX,
        cooldownDuration: LOOK_AGAIN_MS,
        [customFetch]: async (address) => new Response(await get(address)),
      });
    } catch (error) {
      keys = undefined; // to be tried again
      throw error;
    }
  }

  const getKey: JWTVerifyGetKey = async (header, token) => {
    try {
      keys ??= remoteKeys();
      return await (await keys)(header, token);
    } catch (error) {
      if (error instanceof IdentityUnavailable || isNoGood(error)) {
        throw error;
      }
      throw new IdentityUnavailable('The OpenID provider answers what cannot be used', { cause: error });
    }
  };

  return {
    claims(text) {
      try {
        return text.split('.').length === 3 && decodeJwt(text).iss === settings.issuer;
      } catch {
        return false;
      }
    },
    async verify(text) {
      if (text.length > TOKEN_LENGTH_MAX) {
        return null;
      }
      try {
        const { payload } = await jwtVerify(text, getKey, {
          issuer: settings.issuer,
          audience: settings.audience,
          algorithms: ALGORITHMS,
          clockTolerance: CLOCK_TOLERANCE_SECONDS,
          requiredClaims: ['sub', 'exp'],
          currentDate: new Date(now()),
        });
        return subjectOf(payload, settings.tenantClaim);
      } catch (error) {
        if (isNoGood(error)) {
          return null;
        }
        throw error;
      }
    },
  };
}

function subjectOf(payload: Readonly<Record<string, unknown>>, tenantClaim: string | undefined): TokenSubject | null {
  const { sub } = payload;
  if (typeof sub !== 'string' || sub === '') {
    return null;
  }
  if (tenantClaim === undefined) {
    return { subject: sub, tenant: undefined };
  }
  const tenant = payload[tenantClaim];
  return typeof tenant === 'string' ? { subject: sub, tenant } : null;
}

/** OpenID Connect Discovery 1.0 §4: the document must name the very issuer that it was asked for. */
async function discover(issuer: string, get: (url: string) => Promise<string>): Promise<string> {
  const url = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
  const document = zDiscovery.parse(JSON.parse(await get(url)));
  if (document.issuer !== issuer || !isTrustworthyUrl(document.jwks_uri)) {
    throw new Error(`${url} is about another issuer, or names keys at an address that cannot be trusted`);
  }
  return document.jwks_uri;
}
