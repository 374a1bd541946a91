import type { Identity } from './identity.ts';

/** What a request brings along to say who sends it. */
export interface Credentials {
  readonly authorization: string | undefined;
  /** The whole Cookie header. */
  readonly cookie?: string | undefined;
}

/**
 * Finds out who is asking; null when the credentials are missing or wrong, without a word on which.
 * @throws TenantSuspended when they are right, but their tenant is not served
 * @throws IdentityUnavailable when nobody can tell now
 */
export type Authenticate = (credentials: Credentials) => Promise<Identity | null>;

/** Somebody known, of a tenant that is not served at the moment. */
export class TenantSuspended extends Error {
  override readonly name = 'TenantSuspended';
}

/** Who it is cannot be found out now: what we would have to ask is away. Not the caller's fault. */
export class IdentityUnavailable extends Error {
  override readonly name = 'IdentityUnavailable';
  readonly retryAfterSeconds: number;
  constructor(message: string, options: { readonly cause?: unknown; readonly retryAfterSeconds?: number } = {}) {
    super(message, { cause: options.cause });
    this.retryAfterSeconds = options.retryAfterSeconds ?? 2;
  }
}
