import { expect, test } from 'vitest';
import { billChunk } from '../../../src/application/billing/bill-chunk.ts';
import { execute } from '../../../src/application/execute.ts';
import { sellerStream } from '../../../src/application/streams.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { zDecimalString } from '../../../src/domain/kernel/decimal.ts';
import { seller } from '../../../src/domain/seller/seller.ts';
import { plannedRun } from '../../support/billing-runs.ts';
import { billingWorld, SELLER } from '../../support/billing-world.ts';

class Killed extends Error {}

test('two workers that draft one document differently: what was recorded is what is finalised', async () => {
  const world = await billingWorld();
  await world.contract();
  const runId = await plannedRun(world, '2026-01-01');

  // The first worker has made its draft at 19 % and is about to record it. Then the rate changes, a second worker
  // records its draft at 16 % and falls.
  let isFirst = true;
  world.store.beforeAppend = async (_stream, events) => {
    const [type] = events.map((event) => event.type);
    if (type === 'InvoiceDrafted' && isFirst) {
      isFirst = false;
      const taxRates = [
        {
          category: 'standard',
          ratePercent: zDecimalString.parse('16'),
          validFrom: civilDate('2007-01-01'),
          note: null,
        },
      ] as const;
      const stream = sellerStream(world.tenantId, SELLER);
      await execute(world.store, seller, stream, { kind: 'changeTaxRates', taxRates }, world.by());
      await expect(billChunk(world.deps, runId, 1, world.by(runId))).rejects.toThrow(Killed);
    } else if (type === 'NumberAssigned' && !isFirst) {
      world.store.beforeAppend = undefined;
      throw new Killed();
    }
  };
  await billChunk(world.deps, runId, 1, world.by(runId));

  const drafts = world.store.log().filter(({ event }) => event.type === 'InvoiceDrafted');
  // 600.00 net and 16 % of it
  expect(drafts.map(({ event }) => event.data)).toMatchObject([{ total: '696.00' }]);
  expect(world.register()).toMatchObject([{ invoiceNumber: 'INV-2026-000001', total: '696.00' }]);
});
