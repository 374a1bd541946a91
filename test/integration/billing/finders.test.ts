import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startRun } from '../../../src/application/billing/start-run.ts';
import { derivedId } from '../../../src/application/derived-ids.ts';
import type { RecordedEvent } from '../../../src/application/ports/event-store.ts';
import type { RunScope } from '../../../src/domain/billing-run/events.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { BillingRunId, ClaimId, InvoiceId } from '../../../src/domain/kernel/ids.ts';
import { withTenant } from '../../../src/platform/pools.ts';
import { createBillingFinders } from '../../../src/projections/billing/finders.ts';
import { numberGaps } from '../../../src/projections/billing/queries/number-gaps.ts';
import { type BillingDatabase, billingDatabase, inTenant } from '../../support/billing-database.ts';
import { type BillingWorld, billingWorld, SELLER } from '../../support/billing-world.ts';
import { OTHER_TENANT } from '../../support/controls/provenance.ts';

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

async function start(through: string, finalise = true): Promise<BillingRunId> {
  const started = await startRun(world.deps, { sellerId: SELLER, through: civilDate(through), finalise }, world.by());
  if (started.outcome === 'rejected') throw new Error(started.rejection.message);
  return started.runId;
}

async function bill(through: string, finalise = true): Promise<readonly RecordedEvent[]> {
  await start(through, finalise);
  await world.work();
  return world.store.log();
}

function only(log: readonly RecordedEvent[], type: string): RecordedEvent {
  const found = log.find(({ event }) => event.type === type);
  if (found === undefined) throw new Error(`No ${type} in the log`);
  return found;
}

describe('billable contracts', () => {
  const billable = (through: string, tenantId = world.tenantId) =>
    finders().billableContracts(tenantId, {
      sellerId: SELLER,
      scope: { kind: 'batch' },
      through: civilDate(through),
      on: civilDate(through),
    });

  it('are those with something due by that day, groups together', async () => {
    const [acme, beta] = [await world.account('Acme'), await world.account('Beta')];
    const ofAcme = [await world.contract({ account: acme })];
    await world.contract({ account: beta });
    ofAcme.push(await world.contract({ account: acme }));
    await world.contract({ account: beta, startDate: '2026-07-01' });
    await tables.project(world.store.log());

    const found = await billable('2026-01-01');
    expect(found).toHaveLength(3);
    const places = ofAcme.map((id) => found.findIndex(({ contractId }) => contractId === id)).toSorted();
    expect((places[1] ?? 0) - (places[0] ?? 0)).toBe(1);
    expect(found.find(({ contractId }) => contractId === ofAcme[0])).toEqual({
      contractId: ofAcme[0],
      invoicing: 'per_account',
      sellerId: SELLER,
      accountId: acme,
      billToAccountId: acme,
      currency: 'EUR',
      paymentTerms: 'net_30',
      paymentTermsDays: null,
      purchaseOrderNumber: null,
      weight: 3, // drafted and activated, with one line
    });
    expect(await billable('2026-07-01')).toHaveLength(4);
  });

  it('are fewer once they are billed, and again more when something changes', async () => {
    const contractId = await world.contract();
    await tables.project(await bill('2026-01-01'));
    expect(await billable('2026-01-01')).toEqual([]);
    const before = world.store.log().length;
    const effectiveOn = civilDate('2026-02-01');
    await world.on(contractId, { kind: 'adjustSeats', lineId: null, quantity: 12, effectiveOn, reason: null });
    await tables.project(world.store.log().slice(before));
    expect(await billable('2026-02-01')).toMatchObject([{ contractId }]);
  });

  it('are those of the scope: a tree by buyer or bill-to, contracts by name, a rhythm', async () => {
    const [group, payer] = [await world.account('Group'), await world.account('Payer')];
    const below = await world.account('Below', { parentAccountId: group });
    const ofGroup = await world.contract({ account: group });
    const ofBelow = await world.contract({ account: below });
    const monthly = await world.contract({ account: payer, billingFrequency: 'monthly', billingIntervalMonths: 1 });
    await tables.project(world.store.log());
    const found = async (scope: RunScope) => {
      const through = civilDate('2026-01-01');
      const wanted = { sellerId: SELLER, scope, through, on: through };
      const contracts = await finders().billableContracts(world.tenantId, wanted);
      return contracts.map(({ contractId }) => contractId).toSorted();
    };
    expect(await found({ kind: 'tree', accountId: group, includeDescendants: true })).toEqual(
      [ofGroup, ofBelow].toSorted(),
    );
    expect(await found({ kind: 'tree', accountId: group, includeDescendants: false })).toEqual([ofGroup]);
    expect(await found({ kind: 'tree', accountId: below, includeDescendants: true })).toEqual([ofBelow]);
    expect(await found({ kind: 'contracts', contractIds: [monthly, ofBelow] })).toEqual([monthly, ofBelow].toSorted());
    expect(await found({ kind: 'single', contractId: monthly })).toEqual([monthly]);
    expect(await found({ kind: 'frequency', billingFrequency: 'monthly' })).toEqual([monthly]);
  });

  it('of another tenant are not found', async () => {
    await world.contract();
    await tables.project(world.store.log());
    expect(await billable('2026-01-01', OTHER_TENANT)).toEqual([]);
  });
});

describe('unfinished runs', () => {
  it('are found in the books of every tenant, until they are completed', async () => {
    await world.contract();
    const runId = await start('2026-01-01');
    const begun = world.store.log();
    await tables.project(begun);
    await tables.project(inTenant(OTHER_TENANT, begun));
    const position = begun.findLast(({ stream }) => stream.category === 'billingRun')?.position;
    expect(await finders().unfinishedRuns()).toEqual(
      [world.tenantId, OTHER_TENANT].toSorted().map((tenantId) => ({ tenantId, runId, position })),
    );

    await world.work();
    await tables.project(world.store.log().slice(begun.length));
    expect(await finders().unfinishedRuns()).toMatchObject([{ tenantId: OTHER_TENANT }]);
  });
});

describe('stranded claims', () => {
  it('are those of a discarded draft, until they are released', async () => {
    const contractId = await world.contract();
    const log = await bill('2026-01-01', false);
    const drafted = only(log, 'InvoiceDrafted');
    await tables.project(log);
    expect(await finders().strandedClaims()).toEqual([]);

    const invoiceId = drafted.stream.id as InvoiceId;
    await tables.project([
      { ...drafted, revision: 1, event: { type: 'InvoiceDiscarded', data: { reason: 'Wrong price' } } },
    ]);
    expect(await finders().strandedClaims()).toEqual([{ tenantId: world.tenantId, contractId, invoiceId }]);

    const raised = only(log, 'ChargesRaised');
    const { claimId } = raised.event.data as { claimId: ClaimId };
    await tables.project([
      {
        ...raised,
        event: {
          type: 'ChargesReleased',
          data: { claimId, invoiceId, chargeIds: null, periods: [], creditNoteId: null, reason: 'Discarded' },
        },
      },
    ]);
    expect(await finders().strandedClaims()).toEqual([]);
  });

  it('are those that a document was closed without', async () => {
    const contractId = await world.contract();
    const log = await bill('2026-01-01', false);
    const raised = only(log, 'ChargesRaised');
    const data = raised.event.data as { charges: readonly object[] };
    const claimId = derivedId('claim', 'late');
    const charges = data.charges.map((charge, index) => ({ ...charge, chargeId: `${claimId}.${index + 1}` }));
    await tables.project(log);
    await tables.project([{ ...raised, event: { type: 'ChargesRaised', data: { ...data, claimId, charges } } }]);
    const invoiceId = only(log, 'InvoiceDrafted').stream.id;
    expect(await finders().strandedClaims()).toEqual([{ tenantId: world.tenantId, contractId, invoiceId }]);
  });

  it('are those of a document that was found empty', async () => {
    const contractId = await world.contract();
    const log = await bill('2026-01-01', false);
    const drafted = only(log, 'InvoiceDrafted');
    const empty = { ...drafted, event: { type: 'InvoiceFoundEmpty', data: { members: [] } } };
    await tables.project(log.map((event) => (event === drafted ? empty : event)));
    expect(await finders().strandedClaims()).toEqual([
      { tenantId: world.tenantId, contractId, invoiceId: drafted.stream.id },
    ]);
  });
});

describe('the number register', () => {
  const faults = () => withTenant(tables.database.pool('api'), world.tenantId, (client) => numberGaps(client));

  it('is whole after a run', async () => {
    await world.contract({ account: await world.account('Acme') });
    await world.contract({ account: await world.account('Beta') });
    await tables.project(await bill('2026-01-01'));
    expect(await faults()).toEqual([]);
    expect(await tables.rows('SELECT number_revision FROM number_register ORDER BY 1')).toEqual([
      { number_revision: 0 },
      { number_revision: 1 },
    ]);
  });

  it('tells of numbers that are missing and of documents without one', async () => {
    await world.contract({ account: await world.account('Acme') });
    await world.contract({ account: await world.account('Beta') });
    const log = await bill('2026-01-01');
    const lost = only(log, 'NumberAssigned');
    await tables.project(log.filter((event) => event !== lost));
    const { invoiceId } = lost.event.data as { invoiceId: string };
    expect(await faults()).toEqual([
      { series: lost.stream.id, fault: 'number_missing', numberRevision: 0, invoiceId: null },
      { series: lost.stream.id, fault: 'document_without_number', numberRevision: null, invoiceId },
    ]);
  });
});

describe('row-level security', () => {
  const TABLES = [
    'contracts',
    'invoices',
    'invoice_items',
    'charges',
    'claims',
    'billing_runs',
    'billing_run_chunks',
    'number_register',
    'billed_tenants',
  ];

  it.each(['api', 'worker'] as const)('shows %s the rows of its tenant only, and none without one', async (role) => {
    await world.contract();
    const log = await bill('2026-01-01');
    await tables.project(log);
    await tables.project(inTenant(OTHER_TENANT, log));
    const pool = tables.database.pool(role);
    for (const table of TABLES) {
      const text = `SELECT DISTINCT tenant_id FROM billing.${table}`;
      expect((await pool.query(text)).rows).toEqual([]);
      const { rows } = await withTenant(pool, OTHER_TENANT, (client) => client.query(text));
      expect(rows, table).toEqual([{ tenant_id: OTHER_TENANT }]);
    }
  });

  it('lets nobody but workers ask which tenants there are', async () => {
    await expect(tables.database.pool('api').query('SELECT billing.all_billed_tenants()')).rejects.toThrow(
      /permission denied/,
    );
  });
});
