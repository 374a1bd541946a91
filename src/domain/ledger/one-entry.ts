import { type CivilDate, later } from '../kernel/calendar.ts';
import type { CurrencyCode } from '../kernel/currency.ts';
import type { SellerId } from '../kernel/ids.ts';
import type { PostingContext } from './context.ts';
import { assertBalanced, type EntrySource, type JournalEntry, type JournalLine, type PostingRule } from './entry.ts';

/** A fact that makes one entry. */
export interface PostedFact {
  readonly sellerId: SellerId;
  readonly currency: CurrencyCode;
  /** The day of the fact. */
  readonly on: CivilDate;
  readonly description: string;
  readonly rule: PostingRule;
  readonly ruleVersion: number;
}

/** The one entry of a fact; none without lines. What becomes known after its period was closed posts on the first open day. */
export function entryOf(
  { sellerId, currency, on, description, rule, ruleVersion }: PostedFact,
  lines: readonly JournalLine[],
  source: EntrySource,
  context: PostingContext,
): JournalEntry[] {
  if (lines.length === 0) {
    return [];
  }
  const firstOpenDay = context.firstOpenDay(sellerId);
  return [
    assertBalanced({
      entryId: context.entryId(0),
      sellerId,
      postedOn: firstOpenDay === null ? on : later(on, firstOpenDay),
      occurredOn: on,
      currency,
      description: description.slice(0, 200),
      rule,
      ruleVersion,
      mappingVersion: context.mapping.version,
      source,
      lines,
    }),
  ];
}
