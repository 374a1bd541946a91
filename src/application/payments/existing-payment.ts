import type { PaymentId, TenantId } from '../../domain/kernel/ids.ts';
import type { PaymentCommand } from '../../domain/payment/commands.ts';
import type { PaymentEvent } from '../../domain/payment/events.ts';
import { payment } from '../../domain/payment/payment.ts';
import type { Payment, PaymentState } from '../../domain/payment/state.ts';
import { execute, type Outcome, type Rejected, rejected } from '../execute.ts';
import type { EventStore, Loaded, Provenance } from '../ports/event-store.ts';
import { paymentStream } from '../streams.ts';
import type { PaymentDeps } from './dependencies.ts';

export type PaymentOutcome = Outcome<Payment, PaymentEvent>;

/** Changes in a row by others while one is prepared, before giving up. */
const ATTEMPTS_MAX = 20;

export async function loadPayment(
  eventStore: EventStore,
  tenantId: TenantId,
  paymentId: PaymentId,
): Promise<Loaded<Payment> | undefined> {
  const loaded = await eventStore.load<PaymentState, PaymentEvent>(paymentStream(tenantId, paymentId), payment);
  return isThere(loaded) ? loaded : undefined;
}

function isThere(loaded: Loaded<PaymentState>): loaded is Loaded<Payment> {
  return loaded.state.status !== 'none';
}

export function paymentNotFound(): Rejected {
  return rejected({ code: 'PAYMENT_NOT_FOUND', message: 'There is no such payment.' });
}

/** Decides one command on a payment that is there. */
export async function onPayment(
  eventStore: EventStore,
  paymentId: PaymentId,
  command: PaymentCommand,
  provenance: Provenance,
  expectedRevision?: number,
): Promise<PaymentOutcome> {
  const stream = paymentStream(provenance.tenantId, paymentId);
  const outcome: Outcome<PaymentState, PaymentEvent> = await execute(eventStore, payment, stream, command, provenance, {
    expectedRevision,
  });
  if (outcome.outcome === 'rejected') {
    return outcome;
  }
  const { state } = outcome;
  if (state.status === 'none') {
    throw new Error('A command was accepted on a payment that does not exist');
  }
  return { ...outcome, state };
}

/**
 * Decides a command that is made from the payment's state and from other streams: when it changes in the meantime, the
 * command is made again. A command that is in the stream already is answered as it was.
 */
export async function onPaymentAsItIs(
  { eventStore }: Pick<PaymentDeps, 'eventStore'>,
  { paymentId, expectedRevision }: { readonly paymentId: PaymentId; readonly expectedRevision: number | undefined },
  commandFor: (state: Payment) => Promise<PaymentCommand | Rejected>,
  provenance: Provenance,
): Promise<PaymentOutcome> {
  for (let attempt = 1; ; attempt += 1) {
    const loaded = await loadPayment(eventStore, provenance.tenantId, paymentId);
    if (loaded === undefined) {
      return paymentNotFound();
    }
    if (loaded.commands.has(provenance.commandId)) {
      return { outcome: 'accepted', ...loaded, events: [] };
    }
    const command = await commandFor(loaded.state);
    if ('outcome' in command) {
      return command;
    }
    const revision = expectedRevision ?? loaded.revision;
    const outcome = await onPayment(eventStore, paymentId, command, provenance, revision);
    const isOvertaken = outcome.outcome === 'rejected' && outcome.rejection.code === 'REVISION_MISMATCH';
    if (!isOvertaken || expectedRevision !== undefined || attempt === ATTEMPTS_MAX) {
      return outcome;
    }
  }
}
