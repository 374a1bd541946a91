import { EventStoreUnavailable } from '../application/ports/event-store.ts';

/**
 * SQLSTATE classes that say "not now" instead of "wrong" (PostgreSQL, appendix A): connection exception (08), insufficient
 * resources (53), operator intervention (57: shutdown, crash, statement timeout), transaction rollback (40).
 */
const TRANSIENT_SQLSTATE = /^(08|53|57|40)[0-9A-Z]{3}$/;

const NETWORK_CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
]);

/** What node-postgres says without any code when the pool is exhausted or a connection broke. */
const POOL_MESSAGES = /timeout exceeded when trying to connect|Connection terminated|connection timeout/i;

const CAUSES_MAX = 4;

/** True when a part that we depend on is away, so that the same request can succeed later. */
export function isUnavailable(error: unknown, depth = 0): boolean {
  if (error instanceof EventStoreUnavailable) {
    return true;
  }
  if (!(error instanceof Error) || depth > CAUSES_MAX) {
    return false;
  }
  const code = 'code' in error ? error.code : undefined;
  return (
    (typeof code === 'string' && (NETWORK_CODES.has(code) || TRANSIENT_SQLSTATE.test(code))) ||
    POOL_MESSAGES.test(error.message) ||
    isUnavailable(error.cause, depth + 1)
  );
}
