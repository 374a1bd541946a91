import { z } from 'zod';
import { zAccountStatus } from '../../../domain/account/events.ts';
import { civilDateIn } from '../../../domain/kernel/calendar.ts';
import { zAccountId } from '../../../domain/kernel/ids.ts';
import { askOn } from '../../../platform/prepared-read.ts';
import { childrenOn, type RollupTables } from '../../../projections/rollups/queries/children.ts';
import { rollupsOn } from '../../../projections/rollups/queries/rollup.ts';
import { defineRoute } from '../../define-route.ts';
import { list, single, zList, zSingle } from '../../envelope.ts';
import type { ListDeclaration } from '../../list-fields.ts';
import { fetchPage } from '../../list-page.ts';
import type { ListQuery } from '../../list-query.ts';
import { foundOr404 } from '../../refusal.ts';
import type { TenantRead } from '../../tenant-read.ts';
import { zMoneyText, zOptional, zWireDate, zWireUuid } from '../../values.ts';
import { BILLING_GROUPS } from '../billing-groups.ts';
import { DIRECTORY_GROUPS } from '../directory-groups.ts';

const zFigures = z
  .strictObject({
    accounts: z.int().meta({ description: 'Accounts that were open on the day' }),
    currencies: z.array(
      z.strictObject({
        currency: z.string(),
        activeContracts: z.int().meta({ description: 'Contracts in service on the day' }),
        committedValue: zMoneyText.meta({
          description: 'What those contracts come to over their whole service as agreed now, net of tax',
        }),
        seats: z.int().meta({ description: 'Quantities of their lines in force on the day' }),
        billed: zMoneyText.meta({
          description: 'Finalised invoices less credit notes, issued up to the day, tax included',
        }),
        paid: zMoneyText.meta({ description: 'Settled by payments up to the day' }),
        overdue: zMoneyText.meta({ description: 'Open balances of invoices whose due date lay before the day' }),
      }),
    ),
  })
  .meta({ id: 'RollupFigures' });

const rollupFields = { own: zFigures, withDescendants: zFigures };

const zRollup = z
  .strictObject({ accountId: zWireUuid, date: zWireDate, ...rollupFields })
  .meta({ id: 'AccountRollup' });

const zChildRollup = z
  .strictObject({ accountId: zWireUuid, accountName: z.string(), status: zAccountStatus, ...rollupFields })
  .meta({ id: 'ChildRollup' });

const common = {
  method: 'GET',
  permission: 'account.read',
  tags: ['Accounts'],
  params: z.strictObject({ id: zAccountId }),
  groups: [...DIRECTORY_GROUPS, ...BILLING_GROUPS],
} as const;

const TODAY = 'is today in UTC unless given, since openings and moves are dated so, whatever the seller';

export const getRollup = defineRoute({
  ...common,
  url: '/api/accounts/:id/rollup',
  summary: 'What an account comes to on a day, alone and with everything below it',
  description: `date ${TODAY}.`,
  query: z.strictObject({ date: zOptional(zWireDate) }),
  response: { 200: zSingle(zRollup) },
  handler: async ({ params: { id }, query, deps, ask }) => {
    const date = query.date ?? civilDateIn('UTC', deps.clock.now());
    const rollups = await rollupsOn(ask, [id], date);
    return single({ accountId: id, date, ...foundOr404(rollups.get(id), `account ${id}`) });
  },
});

const childList: ListDeclaration = {
  name: 'rolled-up-children',
  idColumn: 'a.id',
  defaultSort: 'accountName',
  fields: {
    // No column of theirs: the day for which they are asked. See dayOf.
    date: { column: 'day', type: 'date', ops: ['eq'], sortable: false },
    accountName: { column: 'a.account_name', type: 'text' },
    status: { column: 'a.status', type: 'enum', values: zAccountStatus.options, sortable: false },
  },
};

/** The day that a list asks for, and what else it asks. */
function dayOf(query: ListQuery, today: string): { readonly date: string; readonly query: ListQuery } {
  const isDay = ({ key }: ListQuery['conditions'][number]) => key === 'date[eq]';
  const [date = today] = query.conditions.find(isDay)?.values ?? [];
  return { date, query: { ...query, conditions: query.conditions.filter((condition) => !isDay(condition)) } };
}

export const listChildRollups = defineRoute({
  ...common,
  url: '/api/accounts/:id/rollup/children',
  summary: 'The accounts that stand directly below on a day, each with everything below it',
  description: `date[eq] ${TODAY}. Names and statuses are those of now; closed accounts keep their place.`,
  list: childList,
  response: { 200: zList(zChildRollup) },
  handler: async ({ params: { id }, list: asked, deps, read }) => {
    const { date, query } = dayOf(asked, civilDateIn('UTC', deps.clock.now()));
    return read(async ({ db, client }: TenantRead<RollupTables>) => {
      const page = await fetchPage(db, childrenOn(db, id, date), query);
      const rollups = await rollupsOn(askOn(client), [id, ...page.rows.map((child) => child.id)], date);
      foundOr404(rollups.get(id), `account ${id}`);
      const rows = page.rows.map((child) => ({
        accountId: child.id,
        accountName: child.account_name,
        status: child.status,
        ...foundOr404(rollups.get(child.id), `account ${child.id}`),
      }));
      return list(rows, page.paging);
    });
  },
});
