import { secondsAfter } from './keys.ts';

/** Whoever has not found a second person by then asks again: what was right a month ago may not be wanted any more. */
const GRANT_DAYS_MAX = 30;

/** The moment from which on nobody decides on a request any more. */
export function grantExpiry(requestedAt: string): string {
  return secondsAfter(requestedAt, GRANT_DAYS_MAX * 86_400);
}
