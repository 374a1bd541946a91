import fc from 'fast-check';
import { recordPayment } from '../../src/application/payments/record-payment.ts';
import { refundPayment, reversePayment, unallocatePayment } from '../../src/application/payments/use-payment.ts';
import type { InvoiceEvent } from '../../src/domain/invoice/events.ts';
import { zCurrencyCode } from '../../src/domain/kernel/currency.ts';
import type { AccountId, InvoiceId, PaymentId } from '../../src/domain/kernel/ids.ts';
import type { PaymentEvent } from '../../src/domain/payment/events.ts';
import type { BillingWorld } from './billing-world.ts';
import { aReceipt, money, paymentFindersOn } from './payment-world.ts';

/** Which of those that are there; taken modulo their number. */
const which = fc.nat({ max: 1_000 });

/** Money that comes, by all ways of using it, and what becomes of it later. */
export const paymentStep = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('pay' as const),
      account: which,
      currency: fc.constantFrom('EUR', 'USD', 'JPY'),
      amount: fc.constantFrom('5', '100', '714', '10000'),
      use: fc.constantFrom('oldest_due', 'exact_match', 'nothing'),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('payInvoice' as const),
      invoice: which,
      amount: fc.constantFrom('5', '714', '10000'),
      fee: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('takeOff' as const), allocation: which }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('payBack' as const), payment: which, reversed: fc.boolean() }),
  },
);
export type PaymentStep = typeof paymentStep extends fc.Arbitrary<infer Value> ? Value : never;

const at = <T>(items: readonly T[], index: number): T | undefined => items[index % Math.max(1, items.length)];

/** What is refused changes nothing. */
export async function playPayment(world: BillingWorld, accounts: readonly AccountId[], wanted: PaymentStep) {
  const deps = {
    eventStore: world.store,
    clock: world.clock,
    finders: paymentFindersOn(() => world.store.log()),
    freeCredit: async () => undefined,
    reportFault: world.deps.reportFault,
  };
  const told = world.store
    .log()
    .map(({ stream, event }) => ({ id: stream.id, event: event as InvoiceEvent | PaymentEvent }));
  switch (wanted.kind) {
    case 'pay': {
      const { amount, use } = wanted;
      const accountId = at(accounts, wanted.account);
      if (accountId !== undefined) {
        const changes = {
          currency: zCurrencyCode.parse(wanted.currency),
          allocations: use === 'nothing' ? null : ({ by: use as 'oldest_due' } as const),
        };
        await recordPayment(deps, aReceipt(accountId, amount, changes), world.by());
      }
      return;
    }
    case 'payInvoice': {
      const invoices = told.flatMap(({ id, event }) =>
        event.type === 'InvoiceFinalised' ? [{ invoiceId: id as InvoiceId, final: event.data }] : [],
      );
      const found = at(invoices, wanted.invoice);
      if (found !== undefined) {
        const { invoiceId, final } = found;
        const deductions = wanted.fee ? [{ kind: 'bank_fee' as const, amount: money('1') }] : [];
        const allocations = { by: 'hand' as const, allocations: [{ invoiceId, amount: null, deductions }] };
        const changes = { currency: final.currency, allocations };
        await recordPayment(deps, aReceipt(final.accountId, wanted.amount, changes), world.by());
      }
      return;
    }
    case 'takeOff': {
      const started = told.flatMap(({ id, event }) =>
        event.type === 'AllocationStarted'
          ? [{ paymentId: id as PaymentId, allocationId: event.data.allocationId }]
          : [],
      );
      const found = at(started, wanted.allocation);
      if (found !== undefined) {
        const input = { ...found, reason: 'Moved', expectedRevision: undefined };
        await unallocatePayment(deps, input, world.by());
      }
      return;
    }
    case 'payBack': {
      const recorded = told.flatMap(({ id, event }) => (event.type === 'PaymentRecorded' ? [id as PaymentId] : []));
      const paymentId = at(recorded, wanted.payment);
      if (paymentId !== undefined) {
        const on = { paymentId, reason: 'Back', expectedRevision: undefined };
        await (wanted.reversed
          ? reversePayment(deps, { ...on, reversedOn: null }, world.by())
          : refundPayment(deps, { ...on, amount: null, reference: null, refundedOn: null }, world.by()));
      }
    }
  }
}
