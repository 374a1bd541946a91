import { CronExpressionParser } from 'cron-parser';
import type { Cron } from '../application/ports/cron.ts';

/** Cron as BullMQ reads it. */
export const cron: Cron = {
  fault(text) {
    if (text.trim().split(/\s+/).length !== 5) {
      return 'must have five fields: minute, hour, day of month, month, day of week';
    }
    try {
      CronExpressionParser.parse(text).next();
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  },
  latest({ cron: text, timeZone, after, until }) {
    const found = latestMoment(text, timeZone, new Date(until));
    const first = firstOfItsKind(found, timeZone).toISOString();
    return first > after ? first : null;
  },
};

/**
 * Looked for backwards, and from there on forwards: a time that a spring night leaves out is the next moment that there is, which only
 * the way forwards knows.
 */
function latestMoment(text: string, timeZone: string, until: Date): Date {
  // A millisecond later: the moment itself is included.
  const currentDate = new Date(until.getTime() + 1);
  let latest = CronExpressionParser.parse(text, { currentDate, tz: timeZone }).prev().toDate();
  const onwards = CronExpressionParser.parse(text, { currentDate: latest, tz: timeZone });
  for (let next = onwards.next().toDate(); next <= until && next > latest; next = onwards.next().toDate()) {
    latest = next;
  }
  return latest;
}

/** When the clock goes back, an hour comes twice: the moment in the second one is that of the first. */
function firstOfItsKind(moment: Date, timeZone: string): Date {
  const hourBefore = new Date(moment.getTime() - 3_600_000);
  const wall = new Intl.DateTimeFormat('en', { timeZone, dateStyle: 'short', timeStyle: 'medium' });
  return wall.format(hourBefore) === wall.format(moment) ? hourBefore : moment;
}
