import { describe, expect, test } from 'vitest';
import { discardInvoice, finaliseInvoice } from '../../../src/application/billing/draft-documents.ts';
import { explainDocument } from '../../../src/application/billing/explain-document.ts';
import { sweepBilling } from '../../../src/application/billing/sweep.ts';
import { type ChangeLines, changeDraftLines } from '../../../src/application/invoices/change-lines.ts';
import { chargesInForce } from '../../../src/domain/contract/state.ts';
import { zDecimalString } from '../../../src/domain/kernel/decimal.ts';
import type { ContractId, InvoiceId } from '../../../src/domain/kernel/ids.ts';
import { wholeRun } from '../../support/billing-runs.ts';
import { type BillingWorld, billingWorld } from '../../support/billing-world.ts';
import { documentsOf, lineIds } from '../../support/corrections.ts';
import { rejectionOf } from '../../support/outcomes.ts';

/** Two lines of 10 seats at 20.00 a month, quarterly: 2 × 600.00, 1,428.00 with tax; a draft. */
async function drafted() {
  const world = await billingWorld();
  const contractId = await world.contract({ lines: 2 });
  await wholeRun(world, '2026-01-01', false);
  const [invoiceId = '' as InvoiceId] = documentsOf(world);
  const [first = '', second = ''] = await lineIds(world, invoiceId);
  return { world, contractId, invoiceId, first, second };
}

function change(world: BillingWorld, invoiceId: InvoiceId, changes: Partial<ChangeLines>, by = world.by()) {
  return changeDraftLines(
    world.deps,
    { invoiceId, added: [], removed: [], reason: 'Came a week late', ...changes },
    by,
  );
}

const off = (lineId: string, waive = false) => ({ removed: [{ lineId, waive }] });
const adjustment = (quantity: string, unitPrice = '50.00') => ({
  added: [
    {
      description: 'For the outage',
      quantity: zDecimalString.parse(quantity),
      unitPrice: zDecimalString.parse(unitPrice),
      taxCategory: 'standard' as const,
    },
  ],
});
const inForce = async (world: BillingWorld, id: ContractId) => chargesInForce(await world.contractState(id)).length;
const totals = (world: BillingWorld) => world.register().map(({ total }) => total);

describe('the lines of a draft', () => {
  test('taken off: the charge is due again, and stands on the next document', async () => {
    const { world, contractId, invoiceId, first } = await drafted();
    const changed = await change(world, invoiceId, off(first));
    expect(changed).toMatchObject({
      state: { status: 'draft', draft: { total: '714.00', lines: [{ amount: '600.00' }] } },
    });
    expect(await inForce(world, contractId)).toBe(1);
    await finaliseInvoice(world.deps, { invoiceId }, world.by());
    await wholeRun(world, '2026-01-01');
    expect(totals(world)).toEqual(['714.00', '714.00']);
  });

  test('forgiven: the charge is never billed, also when the draft is thrown away', async () => {
    const { world, contractId, invoiceId, first } = await drafted();
    await change(world, invoiceId, off(first, true));
    expect(await world.contractState(contractId)).toMatchObject({ waived: [expect.any(String)] });
    await discardInvoice(world.deps, { invoiceId, reason: 'Anew' }, world.by());
    await wholeRun(world, '2026-01-01');
    expect(totals(world)).toEqual(['714.00']);
  });

  test('explained as they stand, and not as they were drafted', async () => {
    const { world, invoiceId, first } = await drafted();
    await change(world, invoiceId, off(first));
    const { draft, charges } = await explainDocument(world.store, world.tenantId, invoiceId);
    expect(draft).toMatchObject({ subtotal: '600.00', total: '714.00' });
    expect(charges.size).toBe(2); // also of the line that was taken off
  });

  test('adjusted by a line with a reason, which takes off by its quantity', async () => {
    const { world, invoiceId } = await drafted();
    const changed = await change(world, invoiceId, adjustment('-2'));
    // 1,200.00 − 100.00 = 1,100.00, and 19 %
    expect(changed).toMatchObject({
      state: {
        draft: { total: '1309.00', lines: [{}, {}, { amount: '-100.00', chargeId: null, reason: 'Came a week late' }] },
      },
    });
    await finaliseInvoice(world.deps, { invoiceId }, world.by());
    expect(totals(world)).toEqual(['1309.00']);
  });

  test('not the last one, not below zero, not at a price below zero, not what is not there or final', async () => {
    const { world, invoiceId, first, second } = await drafted();
    const code = async (changes: Partial<ChangeLines>) => rejectionOf(await change(world, invoiceId, changes)).code;
    expect(await code({ removed: [first, second].map((lineId) => ({ lineId, waive: false })) })).toBe('LAST_LINE');
    expect(await code(adjustment('-25'))).toBe('TOTAL_BELOW_ZERO');
    expect(await code(adjustment('1', '-1.00'))).toBe('PRICE_BELOW_ZERO');
    expect(await code(off(world.by().commandId))).toBe('INVOICE_LINE_NOT_FOUND');
    await finaliseInvoice(world.deps, { invoiceId }, world.by());
    expect(await code(off(first))).toBe('INVOICE_FINALISED');
  });

  test.each([false, true])(
    'a process that falls anywhere (waived: %s) is taken up by the same command or the sweeper',
    async (waive) => {
      for (const [fatal, isAfter, again] of [1, 2, 3].flatMap((n) =>
        [false, true].flatMap(
          (a) =>
            [
              [n, a, true],
              [n, a, false],
            ] as const,
        ),
      )) {
        const { world, contractId, invoiceId, first } = await drafted();
        const by = world.by();
        let count = 0;
        const kill = () => {
          count += 1;
          if (count === fatal) {
            throw new Error('Killed');
          }
        };
        world.store.beforeAppend = isAfter ? undefined : kill;
        world.store.afterAppend = isAfter ? kill : undefined;
        await expect(change(world, invoiceId, off(first, waive), by)).rejects.toThrow('Killed');
        world.store.beforeAppend = undefined;
        world.store.afterAppend = undefined;
        const begun = isAfter || fatal > 1 || again;
        if (again) {
          await change(world, invoiceId, off(first, waive), by);
        }
        world.clock.advance(60_000);
        await sweepBilling(world.deps);
        expect(await world.deps.finders.followUps()).toEqual([]);
        expect(await inForce(world, contractId)).toBe(begun && !waive ? 1 : 2);
        expect((await world.contractState(contractId)).waived).toHaveLength(begun && waive ? 1 : 0);
      }
    },
  );
});
