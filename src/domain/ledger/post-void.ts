import type { Voided } from '../invoice/aftermath.ts';
import { later } from '../kernel/calendar.ts';
import type { PostingContext } from './context.ts';
import { assertBalanced, type EntrySource, type JournalEntry, otherSide } from './entry.ts';

/** Version of the rule below; entries carry theirs. */
const RULE_VERSION = 1;

/** A void document is taken back on the day of voiding, line by line on the other side: its own entry stays (billing-rules §8). */
export function postVoid({ voidedOn }: Voided, source: EntrySource, context: PostingContext): JournalEntry[] {
  const { issued, mapping } = context;
  if (issued === undefined) {
    return []; // a document of zeros
  }
  const firstOpenDay = context.firstOpenDay(issued.sellerId);
  return [
    assertBalanced({
      entryId: context.entryId(0),
      sellerId: issued.sellerId,
      postedOn: firstOpenDay === null ? voidedOn : later(voidedOn, firstOpenDay),
      occurredOn: voidedOn,
      currency: issued.currency,
      description: `${issued.description} voided`,
      rule: 'document_voided',
      ruleVersion: RULE_VERSION,
      mappingVersion: mapping.version,
      source,
      lines: issued.lines.map((line) => ({ ...line, side: otherSide(line.side) })),
    }),
  ];
}
