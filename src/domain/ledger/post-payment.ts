import type { CivilDate } from '../kernel/calendar.ts';
import { decimal } from '../kernel/decimal.ts';
import type { PaymentEvent } from '../payment/events.ts';
import type { PostingContext } from './context.ts';
import type { EntrySource, JournalEntry, PostingRule } from './entry.ts';
import { lineOf } from './entry.ts';
import { entryOf } from './one-entry.ts';

type DataOf<Type extends PaymentEvent['type']> = Extract<PaymentEvent, { type: Type }>['data'];

/** Version of the rules below; entries carry theirs. */
const RULE_VERSION = 1;

/** Whose money moved, how much and when. */
interface Movement extends Pick<DataOf<'PaymentReversed'>, 'sellerId' | 'accountId' | 'currency' | 'amount'> {
  readonly on: CivilDate;
  readonly rule: PostingRule;
  readonly description: string;
  /** Into the bank, or out of it. */
  readonly direction: 'in' | 'out';
}

/** A receipt is owed to whoever paid until an invoice takes it: Dr bank, Cr unapplied cash (billing-rules §8). */
export function postReceived(data: DataOf<'PaymentRecorded'>, source: EntrySource, context: PostingContext) {
  const description = `Payment received${data.reference === null ? '' : `: ${data.reference}`}`;
  const movement = { ...data, on: data.receivedOn, rule: 'payment_received', description, direction: 'in' } as const;
  return postMovement(movement, source, context);
}

export function postRefunded(data: DataOf<'PaymentRefunded'>, source: EntrySource, context: PostingContext) {
  const description = `Payment refunded${data.reference === null ? '' : `: ${data.reference}`}`;
  const movement = { ...data, on: data.refundedOn, rule: 'payment_refunded', description, direction: 'out' } as const;
  return postMovement(movement, source, context);
}

/** On the day of the reversal; the allocations have come off by their own entries. */
export function postReversed(data: DataOf<'PaymentReversed'>, source: EntrySource, context: PostingContext) {
  const description = 'Payment reversed';
  const movement = { ...data, on: data.reversedOn, rule: 'payment_reversed', description, direction: 'out' } as const;
  return postMovement(movement, source, context);
}

function postMovement(movement: Movement, source: EntrySource, context: PostingContext): JournalEntry[] {
  const { accountId: customerAccountId, currency, amount, direction } = movement;
  const { bank, unappliedCash } = context.mapping;
  const payer = { customerAccountId, contractId: null, invoiceId: null };
  const [debit, credit] = direction === 'in' ? [bank, unappliedCash] : [unappliedCash, bank];
  return entryOf(
    { ...movement, ruleVersion: RULE_VERSION },
    [
      ...lineOf('debit', debit, decimal(amount), currency, payer),
      ...lineOf('credit', credit, decimal(amount), currency, payer),
    ],
    source,
    context,
  );
}
