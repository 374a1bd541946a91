import { startRun } from '../../src/application/billing/start-run.ts';
import { createCreditDeps } from '../../src/application/credit/credit-deps.ts';
import { reduceCredit } from '../../src/application/credit/reserve-credit.ts';
import type { PaymentDeps } from '../../src/application/payments/dependencies.ts';
import { type RecordPaymentInput, recordPayment } from '../../src/application/payments/record-payment.ts';
import type { RecordedEvent } from '../../src/application/ports/event-store.ts';
import type { PaymentFinders } from '../../src/application/ports/payment-finders.ts';
import { invoiceStream, paymentStream } from '../../src/application/streams.ts';
import type { InvoiceEvent } from '../../src/domain/invoice/events.ts';
import { invoice } from '../../src/domain/invoice/invoice.ts';
import { applicationsOf, appliedTo } from '../../src/domain/invoice/settlement.ts';
import { civilDate } from '../../src/domain/kernel/calendar.ts';
import { zCurrencyCode } from '../../src/domain/kernel/currency.ts';
import { zDecimalString } from '../../src/domain/kernel/decimal.ts';
import type { AccountId, InvoiceId, PaymentId } from '../../src/domain/kernel/ids.ts';
import type { PaymentEvent } from '../../src/domain/payment/events.ts';
import { payment } from '../../src/domain/payment/payment.ts';
import { type Payment, pendingAllocations, unappliedOf } from '../../src/domain/payment/state.ts';
import { type BillingWorld, billingWorld, type ContractShape, SELLER } from './billing-world.ts';
import { acceptedOutcome } from './outcomes.ts';

/** What projections/billing/payment-finders.ts asks of the read models, asked of the log itself. */
export function paymentFindersOn(log: () => readonly RecordedEvent[]): PaymentFinders {
  const finalised = () =>
    log().flatMap(({ stream, event }) => {
      const told = event as InvoiceEvent;
      return told.type === 'InvoiceFinalised' ? [{ id: stream.id as InvoiceId, final: told.data }] : [];
    });
  return {
    // All invoices, whoever's they are and whatever is open on them: the streams decide.
    openInvoices: async () => finalised().map(({ id }) => id),
    creditNotesOn: async (_tenantId, invoiceId) =>
      finalised()
        .filter(({ final }) => final.documentType === 'credit_note' && final.corrects.includes(invoiceId))
        .map(({ id }) => id),
    unfinishedPayments: async () => {
      const payments = new Map<string, ReturnType<typeof payment.evolve>>();
      const found: Awaited<ReturnType<PaymentFinders['unfinishedPayments']>> = [];
      for (const { stream, event } of log().filter(({ stream: { category } }) => category === 'payment')) {
        const before = payments.get(stream.id) ?? payment.initialState;
        payments.set(stream.id, payment.evolve(before, event as PaymentEvent));
      }
      for (const { stream, event } of log()) {
        const state = payments.get(stream.id);
        const isHead = event.type === 'PaymentRecorded' && state !== undefined && state.status !== 'none';
        if (isHead && (state.status === 'reversing' || pendingAllocations(state).length > 0)) {
          found.push({ tenantId: stream.tenantId, paymentId: stream.id as PaymentId });
        }
      }
      return found;
    },
  };
}

export interface PaymentWorld {
  readonly world: BillingWorld;
  readonly deps: PaymentDeps;
  /** Bills what is due by a day; gives the invoices that this made. */
  bill(through: string): Promise<InvoiceId[]>;
  /** One contract of an account, billed up to its start: 10 seats at 20.00 a month, quarterly: 714.00 with tax. */
  invoiced(account: AccountId, shape?: ContractShape): Promise<InvoiceId>;
  record(accountId: AccountId, amount: string, changes?: Partial<RecordPaymentInput>): Promise<Payment>;
  payment(paymentId: PaymentId): Promise<Payment>;
  unapplied(paymentId: PaymentId): Promise<string>;
  /** What payments have settled of an invoice, with deductions. */
  paid(invoiceId: InvoiceId): Promise<string>;
  applications(invoiceId: InvoiceId): ReturnType<typeof loadApplications>;
}

type Loadable = { readonly world: BillingWorld };

async function loadApplications({ world }: Loadable, invoiceId: InvoiceId) {
  const { state } = await world.store.load(invoiceStream(world.tenantId, invoiceId), invoice);
  return state.status === 'finalised' ? applicationsOf(state.settlement) : [];
}

export const money = (text: string) => zDecimalString.parse(text);

export function aReceipt(
  accountId: AccountId,
  amount: string,
  changes: Partial<RecordPaymentInput> = {},
): RecordPaymentInput {
  return {
    sellerId: SELLER,
    accountId,
    currency: zCurrencyCode.parse('EUR'),
    amount: money(amount),
    method: 'bank_transfer',
    reference: null,
    receivedOn: null,
    note: null,
    allocations: null,
    ...changes,
  };
}

/** Payments over a billing world: real use cases, the event store in memory. */
export async function paymentWorld(today = '2026-01-10'): Promise<PaymentWorld> {
  const world = await billingWorld(today);
  const deps: PaymentDeps = {
    eventStore: world.store,
    clock: world.clock,
    finders: paymentFindersOn(() => world.store.log()),
    freeCredit: ({ invoiceId, amount: freed, allocationId }, provenance) =>
      reduceCredit(
        createCreditDeps({ eventStore: world.store, finders: world.deps.finders }, world.tenantId),
        { invoiceId, amount: freed, because: 'payment', byId: allocationId },
        provenance,
      ),
    reportFault: (error) => {
      throw error;
    },
  };
  const made = () =>
    world.store.log().flatMap(({ stream, event }) => (event.type === 'InvoiceFinalised' ? [stream.id] : []));
  const it: PaymentWorld = {
    world,
    deps,
    async bill(through) {
      const before = new Set(made());
      await startRun(world.deps, { sellerId: SELLER, through: civilDate(through), finalise: true }, world.by());
      await world.work();
      return made().filter((id) => !before.has(id)) as InvoiceId[];
    },
    async invoiced(account, shape = {}) {
      const contractId = await world.contract({ account, ...shape });
      const [invoiceId] = await it.bill(shape.startDate ?? '2026-01-01');
      if (invoiceId === undefined) {
        throw new Error(`Contract ${contractId} was not billed`);
      }
      return invoiceId;
    },
    async record(accountId, amount, changes = {}) {
      return acceptedOutcome(await recordPayment(deps, aReceipt(accountId, amount, changes), world.by())).state;
    },
    async payment(paymentId) {
      const { state } = await world.store.load(paymentStream(world.tenantId, paymentId), payment);
      if (state.status === 'none') {
        throw new Error(`Payment ${paymentId} was never recorded`);
      }
      return state;
    },
    unapplied: async (paymentId) => unappliedOf(await it.payment(paymentId)).toFixed(2),
    async paid(invoiceId) {
      const { state } = await world.store.load(invoiceStream(world.tenantId, invoiceId), invoice);
      return state.status === 'finalised' ? appliedTo(state.settlement).toFixed(2) : 'not finalised';
    },
    applications: (invoiceId) => loadApplications(it, invoiceId),
  };
  return it;
}
