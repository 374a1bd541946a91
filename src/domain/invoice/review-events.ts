import { z } from 'zod';
import { zCivilDate } from '../kernel/calendar.ts';
import { event } from '../kernel/events.ts';
import { zReason } from '../kernel/fields.ts';

/** What a reviewer does to the lines of a draft. `line` and `totals` are those of the draft itself. */
export function reviewEvents<Line extends z.ZodType, Totals extends z.ZodRawShape>(line: Line, totals: Totals) {
  return {
    DraftLinesChanged: event(
      z.strictObject({
        added: z.array(line).max(5000),
        /** `removed`: no charge stood behind it. `released`: its charge is due again. `waived`: it is forgiven. */
        removed: z.array(z.strictObject({ line, how: z.enum(['removed', 'released', 'waived']) })).max(5000),
        /** Of the whole draft from here on. */
        ...totals,
        periodStart: zCivilDate.nullable(),
        periodEnd: zCivilDate.nullable(),
        reason: zReason,
      }),
    ),
    /** The contracts know what became of the charges that were taken off the draft. */
    DraftLinesSettled: event(z.strictObject({})),
  };
}
