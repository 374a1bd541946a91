import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { claimCharges } from '../../../src/application/billing/claim.ts';
import { documentId } from '../../../src/application/billing/documents.ts';
import { finaliseInvoice } from '../../../src/application/billing/draft-documents.ts';
import { groupFactsOf, groupIdOf } from '../../../src/application/billing/group-id.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { InvoiceId } from '../../../src/domain/kernel/ids.ts';
import { createBillingFinders } from '../../../src/projections/billing/finders.ts';
import { type BillingDatabase, billingDatabase } from '../../support/billing-database.ts';
import { runState, wholeRun } from '../../support/billing-runs.ts';
import { type BillingWorld, billingWorld } from '../../support/billing-world.ts';

let tables: BillingDatabase;
let world: BillingWorld;

beforeAll(async () => {
  tables = await billingDatabase();
});
afterAll(() => tables.database.drop());
beforeEach(async () => {
  await tables.empty();
  world = await billingWorld();
});

const finders = () =>
  createBillingFinders({ pool: tables.database.pool('worker'), progress: { waitFor: async () => true } });

test('a document whose finalisation was started and not ended is found until it is', async () => {
  await world.contract();
  await wholeRun(world, '2026-01-01', false);
  const invoiceId = world.store.log().find(({ event }) => event.type === 'InvoiceDrafted')?.stream.id as InvoiceId;
  world.store.beforeAppend = (_stream, [event]) => {
    if (event?.type === 'NumberAssigned') {
      throw new Error('killed');
    }
  };
  await expect(finaliseInvoice(world.deps, { invoiceId }, world.by())).rejects.toThrow('killed');
  await tables.project(world.store.log());
  expect(await finders().startedDocuments()).toEqual([{ tenantId: world.tenantId, invoiceId }]);

  world.store.beforeAppend = undefined;
  const before = world.store.log().length;
  await finaliseInvoice(world.deps, { invoiceId }, world.by());
  await tables.project(world.store.log().slice(before));
  expect(await finders().startedDocuments()).toEqual([]);
});

test('a claim without a document is found when its run has ended', async () => {
  const contractId = await world.contract({ seats: 0 });
  const runId = await wholeRun(world, '2026-01-01');
  const effectiveOn = civilDate('2026-01-01');
  await world.on(contractId, { kind: 'adjustSeats', lineId: null, effectiveOn, quantity: 10, reason: null });
  const state = await runState(world, runId);
  if (state.status === 'none') {
    throw new Error('There is a run');
  }
  const groupId = groupIdOf(groupFactsOf(await world.contractState(contractId)));
  const invoiceId = documentId(state.request, groupId, 1);
  await claimCharges(
    world.deps,
    state.request,
    { groupId, invoiceId, bytesUsed: 0, bearer: null, guard: null },
    contractId,
    world.by(runId),
  );
  await tables.project(world.store.log());
  expect(await finders().strandedClaims()).toEqual([{ tenantId: world.tenantId, contractId, invoiceId }]);
});
