import { invoice } from '../../domain/invoice/invoice.ts';
import type { SettlementCommand } from '../../domain/invoice/settle.ts';
import type { DecimalString } from '../../domain/kernel/decimal.ts';
import type { PaymentId } from '../../domain/kernel/ids.ts';
import { exactAmount, sumDecimals } from '../../domain/kernel/money.ts';
import type { PaymentCommand } from '../../domain/payment/commands.ts';
import { type Allocation, type Payment, pendingAllocations } from '../../domain/payment/state.ts';
import { execute } from '../execute.ts';
import type { Loaded, Provenance } from '../ports/event-store.ts';
import { step } from '../step.ts';
import { invoiceStream } from '../streams.ts';
import { creditedOn } from './credited.ts';
import type { PaymentDeps } from './dependencies.ts';
import { loadPayment, onPayment } from './existing-payment.ts';

type SettleDeps = Pick<PaymentDeps, 'eventStore' | 'finders' | 'freeCredit'>;

/**
 * Ends what was begun: asks the invoice of every allocation that waits for it, and notes on the payment what it said.
 * Each step may be done twice, and by whoever comes: the invoice's word about an allocation is its last.
 */
export async function settleAllocations(
  deps: SettleDeps,
  paymentId: PaymentId,
  provenance: Provenance,
): Promise<Loaded<Payment>> {
  const begun = await paymentOf(deps, paymentId, provenance);
  for (const allocation of pendingAllocations(begun.state)) {
    const command =
      allocation.status === 'started'
        ? await applied(deps, begun.state, allocation, provenance)
        : await unapplied(deps, allocation, provenance);
    await noted(deps, paymentId, command, step(provenance, command.kind, allocation.allocationId));
    if (command.kind === 'settle') {
      const { invoiceId, allocationId } = allocation;
      const freed = { invoiceId, amount: settledBy(allocation, begun.state.currency), allocationId };
      await deps.freeCredit(freed, step(provenance, 'free-credit', allocationId));
    }
  }
  const ended = await paymentOf(deps, paymentId, provenance);
  if (ended.state.status !== 'reversing') {
    return ended;
  }
  await noted(deps, paymentId, { kind: 'completeReversal' }, step(provenance, 'completeReversal', paymentId));
  return paymentOf(deps, paymentId, provenance);
}

/** What it settles of the invoice: the money and what was deducted from it. */
function settledBy({ amount, deductions }: Allocation, currency: string): DecimalString {
  return exactAmount(sumDecimals([amount, ...deductions.map((deduction) => deduction.amount)]), currency);
}

/** Asks the invoice to take it. What the payment is then to note. */
async function applied(
  deps: SettleDeps,
  { paymentId, accountId, sellerId, currency }: Payment,
  { allocationId, invoiceId, amount: cash, deductions, allocatedOn }: Allocation,
  provenance: Provenance,
): Promise<PaymentCommand> {
  const command: SettlementCommand = {
    kind: 'applyPayment',
    wanted: { allocationId, paymentId, payerAccountId: accountId, sellerId, currency, cash, deductions },
    credited: await creditedOn(deps, provenance.tenantId, invoiceId, currency),
    appliedOn: allocatedOn,
  };
  const stream = invoiceStream(provenance.tenantId, invoiceId);
  const outcome = await execute(deps.eventStore, invoice, stream, command, step(provenance, 'apply', allocationId));
  if (outcome.outcome === 'rejected') {
    const { code, message } = outcome.rejection;
    return { kind: 'withdraw', allocationId, code, because: message };
  }
  const { state } = outcome;
  const said = state.status === 'finalised' ? state.settlement.allocations.get(allocationId) : undefined;
  return said?.status === 'refused'
    ? { kind: 'withdraw', allocationId, code: said.code, because: said.because }
    : { kind: 'settle', allocationId };
}

/** Takes it off the invoice. */
async function unapplied(
  { eventStore }: SettleDeps,
  { allocationId, invoiceId, undo }: Allocation,
  provenance: Provenance,
): Promise<PaymentCommand> {
  if (undo === null) {
    throw new Error(`Allocation ${allocationId} is being undone, and nobody has said why`);
  }
  const command: SettlementCommand = {
    kind: 'unapplyPayment',
    allocationId,
    reason: undo.reason,
    unappliedOn: undo.undoneOn,
  };
  const stream = invoiceStream(provenance.tenantId, invoiceId);
  const outcome = await execute(eventStore, invoice, stream, command, step(provenance, 'unapply', allocationId));
  if (outcome.outcome === 'rejected') {
    throw new Error(`Invoice ${invoiceId} keeps a payment: ${outcome.rejection.message}`);
  }
  return { kind: 'undone', allocationId };
}

async function noted(
  { eventStore }: SettleDeps,
  paymentId: PaymentId,
  command: PaymentCommand,
  provenance: Provenance,
): Promise<void> {
  const outcome = await onPayment(eventStore, paymentId, command, provenance);
  if (outcome.outcome === 'rejected') {
    throw new Error(`Payment ${paymentId} refused to ${command.kind}: ${outcome.rejection.message}`);
  }
}

async function paymentOf({ eventStore }: SettleDeps, paymentId: PaymentId, { tenantId }: Provenance) {
  const loaded = await loadPayment(eventStore, tenantId, paymentId);
  if (loaded === undefined) {
    throw new Error(`Payment ${paymentId} was never recorded`);
  }
  return loaded;
}
