import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Decimal, decimal, ZERO } from '../../../src/domain/kernel/decimal.ts';
import type { PurchaseOrderCommand } from '../../../src/domain/purchase-order/commands.ts';
import type { PurchaseOrderEvent } from '../../../src/domain/purchase-order/events.ts';
import { purchaseOrder } from '../../../src/domain/purchase-order/purchase-order.ts';
import { type PurchaseOrder, remainingOf } from '../../../src/domain/purchase-order/state.ts';
import { invoiceIdOf } from '../../support/order-world.ts';
import { amount, asking, orderOf, submitted, TODAY } from '../../support/purchase-orders.ts';

const RUNS = Number(process.env.PROPERTY_RUNS ?? 500);

const cents = fc.integer({ min: 1, max: 60_000 }).map((n) => amount((n / 100).toFixed(2)));
const document = fc.integer({ min: 1, max: 5 }).map(invoiceIdOf);
const note = fc.integer({ min: 11, max: 14 }).map(invoiceIdOf);

/** Whatever documents, credit notes and people may ask of an open order of 1,000.00, in any order and again. */
const command: fc.Arbitrary<PurchaseOrderCommand> = fc.oneof(
  fc.record({
    kind: fc.constant('draw' as const),
    invoiceId: document,
    contractIds: fc.constant([]),
    amount: cents,
    on: fc.constant(TODAY),
    tolerancePercent: fc.constantFrom(null, amount('5')),
  }),
  fc.record({ kind: fc.constant('confirmDraw' as const), invoiceId: document }),
  fc.record({ kind: fc.constant('releaseDraw' as const), invoiceId: document, reason: fc.constant('void') }),
  fc.record({ kind: fc.constant('giveBack' as const), invoiceId: document, creditNoteId: note, amount: cents }),
  cents.map((net): PurchaseOrderCommand => ({ kind: 'amend', terms: { amount: net }, reason: 'x', ...asking() })),
);

function leftOver({ draws }: PurchaseOrder): Decimal {
  return [...draws.values()].reduce((sum, { left }) => sum.plus(decimal(left)), ZERO);
}

test('an order never gives more than it has and its tolerance, and what is used is what its draws have left', () => {
  fc.assert(
    fc.property(fc.array(command, { maxLength: 40 }), (commands) => {
      const events: PurchaseOrderEvent[] = submitted([], { amount: amount('1000.00') });
      let state = orderOf(events);
      for (const each of commands) {
        const before = remainingOf(state);
        const decision = purchaseOrder.decide(each, state);
        const made = decision.outcome === 'accepted' ? decision.events : [];
        events.push(...made);
        state = orderOf(events);
        expect(decimal(state.used).eq(leftOver(state))).toBe(true);
        expect(leftOver(state).gte(ZERO)).toBe(true);
        for (const { left, amount: drawn } of state.draws.values()) {
          expect(decimal(left).gte(ZERO) && decimal(left).lte(decimal(drawn))).toBe(true);
        }
        if (made.some(({ type }) => type === 'PurchaseOrderDrawn') && each.kind === 'draw') {
          const beyond = each.tolerancePercent === null ? ZERO : decimal(state.amount).times(decimal('0.05'));
          expect(remainingOf(state).plus(beyond).gte(ZERO)).toBe(true);
        } else if (each.kind !== 'amend') {
          expect(remainingOf(state).gte(before)).toBe(true); // only a draw takes
        }
        // Asked once more, it is so already.
        const again = purchaseOrder.decide(each, state);
        expect(made.length > 0 && again.outcome === 'accepted' ? again.events : []).toEqual([]);
      }
    }),
    { numRuns: RUNS },
  );
});
