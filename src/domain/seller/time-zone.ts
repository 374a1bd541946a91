import { type Decision, reject } from '../kernel/decider.ts';

/** Why this is no time zone, or undefined. */
export function timeZoneFault(name: string): Decision<never> | undefined {
  return isTimeZone(name)
    ? undefined
    : reject('TIME_ZONE_UNKNOWN', `${name} is no time zone; use an IANA name such as Europe/Berlin.`, {
        timeZone: 'must be an IANA time zone, such as Europe/Berlin',
      });
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
