import { z } from 'zod';
import { policyInForce, zCreditPolicy } from '../../../domain/account/credit-terms.ts';
import { civilDateIn } from '../../../domain/kernel/calendar.ts';
import { heldAccountRows, overdueOf } from '../../../projections/billing/queries/credit.ts';
import type { BillingTables } from '../../../projections/billing/queries/rows.ts';
import { defineRoute } from '../../define-route.ts';
import { list, zList } from '../../envelope.ts';
import type { ListDeclaration } from '../../list-fields.ts';
import { fetchPage } from '../../list-page.ts';
import type { TenantRead } from '../../tenant-read.ts';
import { zMoneyText, zWireDate, zWireUuid } from '../../values.ts';
import { zHoldWhy } from '../accounts/credit-record.ts';
import { BILLING_GROUPS } from '../billing-groups.ts';
import { DIRECTORY_GROUPS } from '../directory-groups.ts';

const zHeldAccount = z
  .strictObject({
    accountId: zWireUuid,
    accountName: z.string(),
    currency: z.string(),
    policy: zCreditPolicy,
    hold: zHoldWhy.nullable(),
    overdue: z.array(z.strictObject({ amount: zMoneyText, since: zWireDate })).meta({
      description: 'Open on documents whose due date is past, for each currency',
    }),
    releasedBy: z.enum(['payment_or_release', 'release']),
  })
  .meta({ id: 'HeldAccount' });

const holdList: ListDeclaration = {
  name: 'credit-holds',
  idColumn: 'a.id',
  defaultSort: 'accountName',
  fields: {
    accountName: { column: 'a.account_name', type: 'text' },
    currency: { column: 'a.currency', type: 'text', sortable: false },
  },
};

export const listCreditHolds = defineRoute({
  method: 'GET',
  url: '/api/credit/holds',
  permission: 'account.read',
  summary: 'Accounts on credit hold, why, and what would release them',
  tags: ['Credit'],
  list: holdList,
  groups: [...DIRECTORY_GROUPS, ...BILLING_GROUPS],
  response: { 200: zList(zHeldAccount) },
  handler: async ({ list: query, deps, read }) => {
    const today = civilDateIn('UTC', deps.clock.now());
    return read(async ({ db, client }: TenantRead<BillingTables>) => {
      const page = await fetchPage(db, heldAccountRows(db), query);
      const ids = page.rows.map(({ id }) => id);
      const sums = await overdueOf(client, ids, today);
      const rows = page.rows.map((row) => ({
        accountId: row.id,
        accountName: row.account_name,
        currency: row.currency,
        policy: policyInForce(row.credit_policies, today).policy,
        hold: row.hold,
        overdue: sums
          .filter(({ account_id }) => account_id === row.id)
          .map(({ overdue, since }) => ({ amount: overdue, since })),
        releasedBy: row.hold?.isAutomatic === true ? ('payment_or_release' as const) : ('release' as const),
      }));
      return list(rows, page.paging);
    });
  },
});
