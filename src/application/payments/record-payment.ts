import { account } from '../../domain/account/account.ts';
import { type CivilDate, civilDateIn } from '../../domain/kernel/calendar.ts';
import { decimal } from '../../domain/kernel/decimal.ts';
import type { AccountId, PaymentId } from '../../domain/kernel/ids.ts';
import { payment } from '../../domain/payment/payment.ts';
import type { PaymentRecord } from '../../domain/payment/state.ts';
import { loadSeller } from '../contracts/existing-contract.ts';
import { type Rejected, rejected } from '../execute.ts';
import type { Provenance } from '../ports/event-store.ts';
import { accountStream } from '../streams.ts';
import type { PaymentDeps } from './dependencies.ts';
import { loadPayment, onPayment, type PaymentOutcome } from './existing-payment.ts';
import { referenceOwner } from './payment-reference.ts';
import { planAllocations, type WantedAllocations } from './plan-allocations.ts';
import { settleAllocations } from './settle-allocations.ts';

export interface RecordPaymentInput extends Omit<PaymentRecord, 'paymentId' | 'receivedOn'> {
  /** Null: today, where the seller is. */
  readonly receivedOn: CivilDate | null;
  /** Null: all of it stays unapplied. */
  readonly allocations: WantedAllocations | null;
}

/**
 * Records money that has come, and uses it. Its id is the command's. With a reference it has a name of its own: the same
 * payment sent twice, by whatever way, is the one that is there.
 */
export async function recordPayment(
  deps: PaymentDeps,
  input: RecordPaymentInput,
  provenance: Provenance,
): Promise<PaymentOutcome> {
  const paymentId = provenance.commandId as PaymentId; // the id of a new record is its command's
  const { tenantId } = provenance;
  if ((await loadPayment(deps.eventStore, tenantId, paymentId)) !== undefined) {
    return ended(deps, paymentId, provenance); // a repetition goes on where the first one stopped
  }
  const today = await todayOfSeller(deps, input, provenance);
  if (typeof today !== 'string') {
    return today;
  }
  const { allocations: wanted, ...money } = input;
  const record: PaymentRecord = { ...money, paymentId, receivedOn: input.receivedOn ?? today };
  const checked = payment.decide({ kind: 'record', payment: record, allocations: [], today }, payment.initialState);
  if (checked.outcome === 'rejected') {
    return checked; // before a reference is reserved for it
  }
  const unknown = await unknownAccount(deps, record.accountId, provenance);
  if (unknown !== undefined) {
    return unknown;
  }
  const owner = await referenceOwner(deps, record, provenance);
  if (owner !== undefined) {
    return owner;
  }
  const { commandId } = provenance;
  const available = { ...record, unapplied: decimal(record.amount), on: record.receivedOn, commandId };
  const allocations = wanted === null ? [] : await planAllocations(deps, tenantId, wanted, available);
  if ('outcome' in allocations) {
    return allocations;
  }
  const command = { kind: 'record', payment: record, allocations, today } as const;
  const recorded = await onPayment(deps.eventStore, paymentId, command, provenance);
  return recorded.outcome === 'rejected' || allocations.length === 0
    ? recorded
    : ended(deps, paymentId, provenance, recorded.events);
}

/** With all that was begun brought to its end. */
export async function ended(
  deps: PaymentDeps,
  paymentId: PaymentId,
  provenance: Provenance,
  events: Extract<PaymentOutcome, { outcome: 'accepted' }>['events'] = [],
): Promise<PaymentOutcome> {
  const { state, revision, position } = await settleAllocations(deps, paymentId, provenance);
  return { outcome: 'accepted', state, revision, position, events };
}

async function todayOfSeller(
  { eventStore, clock }: PaymentDeps,
  { sellerId }: RecordPaymentInput,
  { tenantId }: Provenance,
): Promise<CivilDate | Rejected> {
  const seller = await loadSeller(eventStore, tenantId, sellerId);
  return 'rejection' in seller ? rejected(seller.rejection) : civilDateIn(seller.timeZone, clock.now());
}

/** Money comes from whom it comes: a closed account, or one that was merged, may still pay what it owes. */
async function unknownAccount(
  { eventStore }: PaymentDeps,
  accountId: AccountId,
  { tenantId }: Provenance,
): Promise<Rejected | undefined> {
  const { state } = await eventStore.load(accountStream(tenantId, accountId), account);
  return state.status === 'none'
    ? rejected({
        code: 'ACCOUNT_NOT_FOUND',
        message: `There is no account ${accountId}; send the account that has paid.`,
        fields: { accountId: 'is no account' },
      })
    : undefined;
}
