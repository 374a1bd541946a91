import { Temporal } from 'temporal-polyfill';

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * ISO 8601 text as an instant in UTC, or undefined. A date alone means its first instant. Years 1 to 9999, which is what
 * both ISO 8601 (four digits) and PostgreSQL (no year 0) can write.
 */
export function utcInstant(text: string): string | undefined {
  const full = DATE.test(text) ? `${text}T00:00:00Z` : text;
  if (!TIMESTAMP.test(full)) {
    return undefined;
  }
  try {
    const instant = Temporal.Instant.from(full).toString();
    return /^(?!0000)\d{4}-/.test(instant) ? instant : undefined;
  } catch {
    return undefined;
  }
}
