import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { tenantReader } from '../../../src/api/tenant-read.ts';
import { shownStatus, shownStatusSql } from '../../../src/projections/billing/queries/invoice-status.ts';
import { TENANT } from '../../support/controls/provenance.ts';
import { type MigratedDatabase, migratedDatabase } from '../../support/database.ts';

let database: MigratedDatabase;

beforeAll(async () => {
  database = await migratedDatabase();
});
afterAll(() => database.drop());

const TODAY = '2026-03-15';

it.each([
  ['invoice', 'draft', null, '100', '0', 'draft'],
  ['invoice', 'finalising', null, '100', '0', 'draft'],
  ['invoice', 'discarded', null, '100', '0', 'cancelled'],
  ['invoice', 'finalised', '2026-03-15', '100', '0', 'sent'],
  ['invoice', 'finalised', '2026-03-14', '100', '0', 'overdue'],
  ['invoice', 'finalised', '2026-03-14', '40', '60', 'overdue'],
  ['invoice', 'finalised', '2026-03-15', '40', '60', 'partially_paid'],
  ['invoice', 'finalised', '2026-03-14', '0.00', '100', 'paid'],
  ['invoice', 'finalised', '2026-03-14', '0', '0', 'paid'],
  ['credit_note', 'finalised', '2026-03-14', '100', '0', 'issued'],
  ['credit_note', 'draft', null, '100', '0', 'draft'],
] as const)('%s, %s, due %s, %s owed and %s paid, is %s', async (documentType, status, dueDate, due, paid, shown) => {
  const facts = { documentType, status, dueDate, balanceDue: due, paidAmount: paid };
  expect(shownStatus(facts, TODAY)).toBe(shown);
  const read = tenantReader(database.pool('api'), TENANT);
  const { rows } = await read(({ db }) =>
    sql<{ shown: string }>`
      select ${shownStatusSql(sql<string>`${TODAY}::date`)} as shown
      from (select ${documentType}::text as document_type, ${status}::text as status, ${dueDate}::date as due_date,
        ${due}::numeric as balance_due, ${paid}::numeric as paid_amount) as k`.execute(db),
  );
  expect(rows).toEqual([{ shown }]);
});
