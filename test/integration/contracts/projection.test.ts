import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { execute } from '../../../src/application/execute.ts';
import type { ContractCommand } from '../../../src/domain/contract/commands.ts';
import { contract } from '../../../src/domain/contract/contract.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { withTenant } from '../../../src/platform/pools.ts';
import { type ContractDatabase, contractDatabase } from '../../support/contract-database.ts';
import {
  adjustTo,
  CONTRACT,
  cancelAfter,
  LINE,
  line,
  lineId,
  raise,
  release,
  repriceTo,
  SELLER,
  seats,
  terms,
} from '../../support/contracts.ts';
import { aProvenance, OTHER_TENANT, TENANT } from '../../support/controls/provenance.ts';
import { createMemoryEventStore, type MemoryEventStore } from '../../support/memory-event-store.ts';

let billing: ContractDatabase;
beforeAll(async () => {
  billing = await contractDatabase();
});
afterAll(() => billing?.database.drop());

const LINES = [line(), line({ lineId: lineId(2), description: 'Support', price: seats('1.50') })];
const DRAFT: ContractCommand = {
  kind: 'draft',
  contractId: CONTRACT,
  contractNumber: 'C-1',
  sellerId: SELLER,
  terms: terms({ contractValue: '12000.00' }),
  lines: LINES,
};
const ACTIVATE: ContractCommand = {
  kind: 'activate',
  activatedOn: civilDate('2025-12-15'),
  lines: LINES,
  rounding: 'half_up',
  approvals: [],
};
const onLine = (command: ContractCommand) => ({ ...command, lineId: LINE }) as ContractCommand;

async function played(commands: readonly ContractCommand[], tenantId = TENANT): Promise<MemoryEventStore> {
  const store = createMemoryEventStore();
  for (const [index, command] of commands.entries()) {
    const by = aProvenance({ tenantId, recordedAt: `2026-01-01T00:00:${String(index).padStart(2, '0')}.000Z` });
    await execute(store, contract, { category: 'contract', tenantId, id: CONTRACT }, command, by);
  }
  return store;
}

async function rows(table = 'contracts', tenantId = TENANT): Promise<Record<string, unknown>[]> {
  return withTenant(billing.database.pool('api'), tenantId, async (client) => {
    const { rows: found } = await client.query(`SELECT * FROM billing.${table}`);
    return found;
  });
}

async function rowAfter(...commands: ContractCommand[]) {
  await billing.database.pool('projector').query('TRUNCATE billing.contracts');
  await billing.project((await played([DRAFT, ACTIVATE, ...commands])).log());
  return (await rows())[0];
}

describe('the table of contracts', () => {
  test('shows what billing looks for', async () => {
    expect(await rowAfter()).toMatchObject({
      tenant_id: TENANT,
      id: CONTRACT,
      contract_id: CONTRACT,
      contract_number: 'C-1',
      status: 'active',
      seller_id: SELLER,
      payment_terms: 'net_30',
      start_date: '2026-01-01',
      end_date: '2026-12-31',
      service_end: '2027-01-01',
      contract_value: '12000.00',
      settled_before: null,
      next_due_on: '2026-01-01',
      revision: 1,
      created_at: '2026-01-01T00:00:00.000Z',
      updated_at: '2026-01-01T00:00:01.000Z',
    });
  });

  test('says when something is due next', async () => {
    expect(await rowAfter(raise(1, '2026-04-01'))).toMatchObject({
      next_due_on: '2026-07-01',
      settled_before: '2026-04-01',
    });
    const backdated = onLine(adjustTo(120, '2026-02-15'));
    expect(await rowAfter(raise(1, '2026-04-01'), backdated)).toMatchObject({ next_due_on: '2026-01-01' });
    expect(await rowAfter(raise(1, '2026-04-01'), release(1))).toMatchObject({ next_due_on: '2026-01-01' });
    expect(await rowAfter(raise(1, '2026-12-31'))).toMatchObject({ next_due_on: null });
  });

  test('is the same wherever the log is cut into batches', async () => {
    const commands = [
      raise(1, '2026-01-01'),
      onLine(adjustTo(120, '2026-02-15')),
      raise(2, '2026-04-01'),
      release(1),
      onLine(repriceTo(seats('11.25'), '2026-05-01')),
      raise(3, '2026-05-01'),
      cancelAfter('2026-08-31'),
      raise(4, '2026-12-31'),
    ];
    const atOnce = await rowAfter(...commands);
    await billing.database.pool('projector').query('TRUNCATE billing.contracts');
    for (const event of (await played([DRAFT, ACTIVATE, ...commands])).log()) {
      await billing.project([event]);
    }
    expect((await rows())[0]).toEqual(atOnce);
    expect(atOnce).toMatchObject({ status: 'cancelled', service_end: '2026-09-01', next_due_on: null });
  });

  test('keeps no charge and no released claim in the folded state', async () => {
    const row = await rowAfter(raise(1, '2026-01-01'), raise(2, '2026-04-01'), release(1));
    expect(row?.state).toMatchObject({ claims: [{ charges: [], periods: [{ start: '2026-04-01' }, {}] }] });
  });

  test('forgets a discarded draft', async () => {
    await billing.database.pool('projector').query('TRUNCATE billing.contracts');
    await billing.project((await played([DRAFT, { kind: 'discardDraft', reason: null }])).log());
    expect(await rows()).toEqual([]);
  });

  test('shows lines as rows', async () => {
    await rowAfter(onLine(adjustTo(120, '2026-02-15')));
    const lines = await rows('contract_lines ORDER BY line_no');
    expect(lines).toMatchObject([
      { contract_id: CONTRACT, line_id: LINE, line_no: 1, quantity: 100, description: 'Platform seats' },
      { line_no: 2, description: 'Support', price: { unitPrice: '1.50' } },
    ]);
    expect(lines[0]?.quantities).toHaveLength(2);
  });

  test('and its lines are seen by their own tenant only', async () => {
    await rowAfter();
    expect(await rows('contracts', OTHER_TENANT)).toEqual([]);
    expect(await rows('contract_lines', OTHER_TENANT)).toEqual([]);
    expect((await billing.database.pool('api').query('SELECT * FROM billing.contract_lines')).rows).toEqual([]);
  });
});
