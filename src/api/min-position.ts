import type { FastifyRequest } from 'fastify';
import { refusal } from './refusal.ts';
import { validationFailed } from './validation-errors.ts';

const WAIT_MS = 1_000;

/** Positions are unsigned 64-bit numbers. */
const POSITION = /^\d{1,20}$/;

/** What a query names as the position that it must have seen; undefined when it names none. */
export function minPositionOf(request: FastifyRequest): unknown {
  return (request.query as Record<string, unknown>)['min-position'] ?? request.headers['x-min-position'];
}

/**
 * Read your writes: with `min-position` (query key) or `X-Min-Position` (header) a query answers only from rows that
 * have seen that position, else with 503 and Retry-After.
 */
export async function awaitMinPosition(
  groups: readonly string[],
  wanted: unknown,
  request: FastifyRequest,
): Promise<void> {
  if (typeof wanted !== 'string' || !POSITION.test(wanted)) {
    throw validationFailed({ 'min-position': 'must be a position that a command has answered, a whole number' });
  }
  if (!(await request.server.deps.progress.waitFor(groups, BigInt(wanted), WAIT_MS))) {
    throw refusal('PROJECTION_BEHIND', `The lists have not reached position ${wanted} yet; ask again in a second.`, {
      headers: { 'Retry-After': '1' },
    });
  }
}
