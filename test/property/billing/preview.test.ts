import { expect, test } from 'vitest';
import { previewRun } from '../../../src/application/billing/preview-run.ts';
import { startRun } from '../../../src/application/billing/start-run.ts';
import type { DraftedInvoice } from '../../../src/domain/invoice/state.ts';
import { SELLER } from '../../support/billing-world.ts';
import { settle, simulate } from './simulation.ts';

const SEEDS = Number(process.env.SIMULATION_SEEDS ?? 12);

/** All that a reader of the document sees: ids derive from the run and differ. */
function shown({
  accountId,
  documentType,
  currency,
  subtotal,
  tax,
  total,
  taxTotals,
  lines,
  corrects,
}: DraftedInvoice) {
  const items = lines.map(({ contractId, description, periodStart, periodEnd, quantity, unitPrice, amount }) => ({
    ...{ contractId, description, periodStart, periodEnd, quantity, unitPrice, amount },
  }));
  return JSON.stringify({ accountId, documentType, currency, subtotal, tax, total, taxTotals, items, corrects });
}

test('a preview shows the documents that a run makes at the same moment, to the cent', {
  timeout: 600_000,
}, async () => {
  let documents = 0;
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const { world } = await simulate(seed);
    world.clock.advance(45 * 86_400_000);
    const scope = { kind: 'batch' } as const;
    const wanted = {
      sellerId: SELLER,
      scope,
      through: null,
      grouping: 'account_setting',
      after: null,
      limit: 200,
    } as const;
    const before = world.store.log().length;
    const previewed = await previewRun(world.deps, wanted, world.by());
    expect(world.store.log()).toHaveLength(before);

    await startRun(world.deps, { sellerId: SELLER, through: null, finalise: false }, world.by());
    await world.work();
    const drafted = world.store
      .log()
      .slice(before)
      .flatMap(({ event }) => (event.type === 'InvoiceDrafted' ? [event.data as DraftedInvoice] : []));
    expect(previewed.outcome === 'previewed' ? previewed.documents.map(shown).sort() : null).toEqual(
      drafted.map(shown).sort(),
    );
    documents += drafted.length;
    await settle(world);
  }
  expect(documents).toBeGreaterThan(SEEDS);
});
