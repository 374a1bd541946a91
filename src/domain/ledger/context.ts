import type { CivilDate } from '../kernel/calendar.ts';
import type { SellerId } from '../kernel/ids.ts';
import type { ContractNet } from './contract-nets.ts';
import type { JournalEntry } from './entry.ts';
import { type AccountMapping, STANDARD_MAPPING } from './mapping.ts';

/** What was decided, before an event, about how it is to be posted: folded from earlier events in log order. */
export interface BooksPolicy {
  readonly mapping: AccountMapping;
  /** First day of a seller's books that is not in a closed period; null while nothing has been closed. */
  readonly firstOpenDay: (sellerId: SellerId) => CivilDate | null;
}

/** Until mappings change and periods close by events, every seller posts by the standard mapping into open periods. */
export const OPENING_POLICY: BooksPolicy = { mapping: STANDARD_MAPPING, firstOpenDay: () => null };

/** The entry of a document that is final. */
export type IssuedEntry = Pick<JournalEntry, 'sellerId' | 'currency' | 'description' | 'lines'>;

/** All that posting one event needs to know besides that event. */
export interface PostingContext extends BooksPolicy {
  /** How the document splits over contracts, from its draft; undefined when there was none. */
  readonly contractNets: readonly ContractNet[] | undefined;
  /** What the document posted when it was issued, for its voiding; undefined when it posted nothing. */
  readonly issued?: IssuedEntry | undefined;
  /** Id of the event's n-th entry, from 0: always the same for the same event. */
  readonly entryId: (number: number) => string;
}
