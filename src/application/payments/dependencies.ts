import type { DecimalString } from '../../domain/kernel/decimal.ts';
import type { InvoiceId } from '../../domain/kernel/ids.ts';
import type { Clock } from '../ports/clock.ts';
import type { EventStore, Provenance } from '../ports/event-store.ts';
import type { PaymentFinders } from '../ports/payment-finders.ts';

/** So much of an invoice is settled, deductions included; known by its allocation. */
export interface FreedCredit {
  readonly invoiceId: InvoiceId;
  readonly amount: DecimalString;
  readonly allocationId: string;
}

/** What payments need from outside. */
export interface PaymentDeps {
  readonly eventStore: EventStore;
  readonly clock: Clock;
  readonly finders: PaymentFinders;
  /** What a payment has settled uses no credit limit any more. The sweeper of credit makes up for what was missed. */
  readonly freeCredit: (freed: FreedCredit, provenance: Provenance) => Promise<void>;
  /** Told about a payment that the sweeper could not finish: the next sweep meets it again. */
  readonly reportFault: (error: unknown, context: Readonly<Record<string, string>>) => void;
}
