import type { Clock } from '../ports/clock.ts';
import type { EventStore } from '../ports/event-store.ts';
import type { PaymentFinders } from '../ports/payment-finders.ts';

/** What payments need from outside. */
export interface PaymentDeps {
  readonly eventStore: EventStore;
  readonly clock: Clock;
  readonly finders: PaymentFinders;
  /** Told about a payment that the sweeper could not finish: the next sweep meets it again. */
  readonly reportFault: (error: unknown, context: Readonly<Record<string, string>>) => void;
}
