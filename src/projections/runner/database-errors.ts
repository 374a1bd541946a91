import { setTimeout as delay } from 'node:timers/promises';

const DELAY_FIRST_MS = 50;
const DELAY_MAX_MS = 5_000;

/** SQLSTATE classes and codes (PostgreSQL, appendix A) that a later attempt can cure. */
const PASSING_CLASSES = ['08', '40', '53', '57', '58'];
const PASSING_CODES = new Set(['55P03', '25P03']);

/**
 * True when the database was away, full, or in a conflict with somebody else: the same statements may work later. False
 * when they fail because of what they say, which is because of an event or a bug.
 */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof Error)) {
    return false;
  }
  const { code } = error as { code?: unknown };
  if (typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code)) {
    return PASSING_CLASSES.includes(code.slice(0, 2)) || PASSING_CODES.has(code);
  }
  if (typeof code === 'string' && /^E[A-Z]+$/.test(code)) {
    return true; // ECONNREFUSED, ECONNRESET, EPIPE…: the connection
  }
  if (error instanceof AggregateError) {
    return error.errors.some(isPassing);
  }
  // What pg says without a code when a connection ends or cannot be had.
  return /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Client was closed|Query read timeout)/.test(
    error.message,
  );
}

/** Runs `attempt` again, with doubling delays and for as long as it takes, while the database is away. */
export async function untilDatabaseAnswers<T>(
  attempt: () => Promise<T>,
  signal: AbortSignal,
  onRetry: (error: unknown, delayMs: number) => void,
): Promise<T> {
  for (let delayMs = DELAY_FIRST_MS; ; delayMs = Math.min(delayMs * 2, DELAY_MAX_MS)) {
    signal.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      if (!isPassing(error)) {
        throw error;
      }
      onRetry(error, delayMs);
      await delay(delayMs, undefined, { signal });
    }
  }
}
