import { decimal } from '../../domain/kernel/decimal.ts';
import type { PaymentId } from '../../domain/kernel/ids.ts';
import type { Payment, PaymentRecord } from '../../domain/payment/state.ts';
import { derivedId } from '../derived-ids.ts';
import { rejected } from '../execute.ts';
import { type Reservation, release, reserve, takeOverAbandoned } from '../natural-keys.ts';
import type { Provenance } from '../ports/event-store.ts';
import type { PaymentDeps } from './dependencies.ts';
import { loadPayment, type PaymentOutcome } from './existing-payment.ts';
import { settleAllocations } from './settle-allocations.ts';

const KIND = 'paymentReference';

/**
 * Reserves the payment's reference for it. Undefined: it is free to be recorded. Else the answer: the payment that has
 * the reference, when it is the same one, or a refusal. A payment without a reference has no such name.
 */
export async function referenceOwner(
  deps: PaymentDeps,
  record: PaymentRecord,
  provenance: Provenance,
): Promise<PaymentOutcome | undefined> {
  const { sellerId, accountId, method, reference, paymentId } = record;
  if (reference === null) {
    return undefined;
  }
  const key = derivedId('payment reference', sellerId, accountId, method, reference);
  const reservation = await reserved(deps, key, paymentId, provenance);
  if (reservation.outcome === 'reserved') {
    return undefined;
  }
  const owner = reservation.owner as PaymentId; // owners of references are payments
  const found = await loadPayment(deps.eventStore, provenance.tenantId, owner);
  if (found !== undefined && isSamePayment(record, found.state)) {
    return { outcome: 'accepted', ...(await settleAllocations(deps, owner, provenance)), events: [] };
  }
  return rejected({
    code: 'PAYMENT_REFERENCE_TAKEN',
    message:
      found === undefined
        ? `The reference ${reference} is being recorded by another request right now; look for it in a moment.`
        : `A payment of ${found.state.amount} ${found.state.currency} received on ${found.state.receivedOn} has the reference ${reference} already; send another reference, or reverse that payment.`,
    fields: { reference: 'is taken' },
  });
}

async function reserved(
  deps: PaymentDeps,
  key: string,
  owner: PaymentId,
  provenance: Provenance,
): Promise<Reservation> {
  const reservation = await reserve(deps, KIND, key, owner, provenance);
  if (reservation.outcome === 'reserved') {
    return reservation;
  }
  const from = reservation.owner as PaymentId; // as above
  const found = await loadPayment(deps.eventStore, provenance.tenantId, from);
  if (found === undefined) {
    return takeOverAbandoned(deps, KIND, key, { from, owner }, provenance);
  }
  if (found.state.status !== 'reversed') {
    return reservation;
  }
  // What was reversed has not stayed: the same debit comes again, or the receipt is recorded as it should have been.
  await release(deps, KIND, key, from, provenance);
  return reserve(deps, KIND, key, owner, provenance);
}

function isSamePayment(wanted: PaymentRecord, found: Payment): boolean {
  return (
    wanted.currency === found.currency &&
    wanted.receivedOn === found.receivedOn &&
    decimal(wanted.amount).eq(decimal(found.amount))
  );
}
