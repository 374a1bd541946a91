import type { Kysely } from 'kysely';
import type { BillingTables } from './rows.ts';

/** Schedules as `s`; the caller adds filters and order. */
export function scheduleRows(db: Kysely<BillingTables>) {
  return db.selectFrom('billing.billing_schedules as s').selectAll('s');
}
