import { z } from 'zod';

/** Plain HTTP only within one machine: whoever sits in between could answer for the service that says who people are. */
export function isTrustworthyUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname, username } = new URL(value);
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  return username === '' && (protocol === 'https:' || (protocol === 'http:' && isLocal));
}

const serviceUrl = z
  .string()
  .refine(isTrustworthyUrl, 'must be an https:// address, or http:// on this machine, without user and password')
  .optional();

const claimName = z
  .string()
  .regex(/^[\w.:/-]{1,200}$/, 'must be the name of a claim')
  .optional();

/** Settings of who may come in, by their names in the environment. */
export const IDENTITY_SETTINGS = {
  /** The OpenID provider whose tokens are taken, exactly as it stands in their `iss`. */
  OIDC_ISSUER: serviceUrl,
  /** Ours, as it stands in their `aud`. */
  OIDC_AUDIENCE: z.string().max(500).optional(),
  /** Where its keys are, unless its discovery document says so. */
  OIDC_JWKS_URL: serviceUrl,
  /** The claim that names the tenant. Left out: everybody with a token belongs to the default tenant. */
  OIDC_TENANT_CLAIM: claimName,
  /** A login service that validates session tokens: POST <here>/auth/validate. */
  AUTH_SERVER_URL: serviceUrl,
  /** The field of its user that names the tenant. Left out: everybody belongs to the default tenant. */
  AUTH_SERVER_TENANT_FIELD: claimName,
  AUTH_SESSION_COOKIE: z
    .string()
    .regex(/^[\w.-]{1,100}$/, 'must be the name of a cookie')
    .default('session'),
};

interface IdentityValues {
  readonly AUTH_MODE: string;
  readonly OIDC_ISSUER?: string | undefined;
  readonly OIDC_AUDIENCE?: string | undefined;
  readonly OIDC_JWKS_URL?: string | undefined;
  readonly OIDC_TENANT_CLAIM?: string | undefined;
  readonly AUTH_SERVER_URL?: string | undefined;
  readonly AUTH_SERVER_TENANT_FIELD?: string | undefined;
}

/** Settings that do not go together: name and sentence. */
export function identityFaults(values: IdentityValues): { readonly setting: string; readonly message: string }[] {
  const faults: { setting: string; message: string }[] = [];
  const needs = (setting: keyof IdentityValues, other: keyof IdentityValues) => {
    if (values[setting] !== undefined && values[other] === undefined) {
      faults.push({ setting: other, message: `must be given with ${setting}` });
    }
  };
  needs('OIDC_ISSUER', 'OIDC_AUDIENCE');
  needs('OIDC_AUDIENCE', 'OIDC_ISSUER');
  needs('OIDC_JWKS_URL', 'OIDC_ISSUER');
  needs('OIDC_TENANT_CLAIM', 'OIDC_ISSUER');
  needs('AUTH_SERVER_TENANT_FIELD', 'AUTH_SERVER_URL');
  for (const setting of ['OIDC_ISSUER', 'AUTH_SERVER_URL'] as const) {
    if (values[setting] !== undefined && values.AUTH_MODE === 'none') {
      faults.push({ setting: 'AUTH_MODE', message: `must be required with ${setting}: nobody would be asked` });
    }
  }
  return faults;
}
