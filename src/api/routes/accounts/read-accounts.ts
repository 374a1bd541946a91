import { z } from 'zod';
import { zAccountStatus, zAccountType } from '../../../domain/account/events.ts';
import { civilDateIn } from '../../../domain/kernel/calendar.ts';
import { zAccountId } from '../../../domain/kernel/ids.ts';
import {
  accountRows,
  activeContracts,
  childrenInBrief,
  findAccount,
  withSurroundings,
} from '../../../projections/directory/queries/accounts.ts';
import { findCandidates } from '../../../projections/directory/queries/candidates.ts';
import type { DirectoryTables } from '../../../projections/directory/queries/rows.ts';
import { setRevision } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import { list, single, zList, zSingle } from '../../envelope.ts';
import type { ListDeclaration } from '../../list-fields.ts';
import { fetchPage } from '../../list-page.ts';
import { foundOr404 } from '../../refusal.ts';
import type { TenantRead } from '../../tenant-read.ts';
import { zWireUuid } from '../../values.ts';
import { DIRECTORY_GROUPS } from '../directory-groups.ts';
import { likeTexts } from '../like-texts.ts';
import { accountFields, accountListRecords, zAccountRow } from './account-record.ts';

/** A record shows so many children and contracts; the rest is in the lists, by parentAccountId and accountId. */
const SHOWN_MAX = 200;

const accountList: ListDeclaration = {
  name: 'accounts',
  idColumn: 'a.id',
  fields: {
    accountName: { column: 'a.account_name', type: 'text' },
    accountType: { column: 'a.account_type', type: 'enum', values: zAccountType.options, sortable: false },
    status: { column: 'a.status', type: 'enum', values: zAccountStatus.options },
    parentAccountId: { column: 'a.parent_account_id', type: 'uuid', nullable: true },
    creditHold: { column: 'a.credit_hold', type: 'boolean', sortable: false },
    currency: { column: 'a.currency', type: 'text', sortable: false },
    createdAt: { column: 'a.created_at', type: 'timestamp' },
  },
};

export const listAccounts = defineRoute({
  method: 'GET',
  url: '/api/accounts',
  permission: 'account.read',
  summary: 'Accounts',
  tags: ['Accounts'],
  list: accountList,
  groups: DIRECTORY_GROUPS,
  response: { 200: zList(zAccountRow) },
  handler: async ({ list: query, deps, identity, read }) => {
    const page = await read(async ({ db, client }: TenantRead<DirectoryTables>) => {
      const candidates = await findCandidates(db, { accounts_named_like: likeTexts(query, 'accountName') });
      const found = await fetchPage(db, accountRows(db, candidates), query);
      return { rows: await withSurroundings(client, found.rows), paging: found.paging };
    });
    return list(await accountListRecords(deps.useCases.directory, identity().tenantId, page.rows), page.paging);
  },
});

const zAccountDetail = z
  .strictObject({
    ...accountFields,
    parent: zAccountRow.shape.parent,
    _count: zAccountRow.shape._count,
    children: z.array(
      z.strictObject({ id: zWireUuid, accountName: z.string(), accountType: zAccountType, status: zAccountStatus }),
    ),
    contracts: z
      .array(
        z.strictObject({
          id: zWireUuid,
          contractNumber: z.string(),
          contractName: z.string(),
          status: z.string(),
          startDate: z.string(),
          endDate: z.string(),
        }),
      )
      .meta({ description: 'Active contracts' }),
  })
  .meta({ id: 'AccountDetail' });

export const getAccount = defineRoute({
  method: 'GET',
  url: '/api/accounts/:id',
  permission: 'account.read',
  summary: 'One account, with its children and active contracts',
  tags: ['Accounts'],
  params: z.strictObject({ id: zAccountId }),
  groups: DIRECTORY_GROUPS,
  response: { 200: zSingle(zAccountDetail) },
  handler: async ({ params: { id }, deps, identity, read, reply }) => {
    const found = await read(async ({ db, client }: TenantRead<DirectoryTables>) => ({
      rows: await withSurroundings(client, [foundOr404(await findAccount(db, id), `account ${id}`)]),
      children: await childrenInBrief(client, id, SHOWN_MAX),
      contracts: await activeContracts(client, id, civilDateIn('UTC', deps.clock.now()), SHOWN_MAX),
    }));
    const [record] = await accountListRecords(deps.useCases.directory, identity().tenantId, found.rows);
    setRevision(reply, found.rows[0]?.revision);
    return single({
      ...foundOr404(record, `account ${id}`),
      children: found.children.map(({ id: childId, account_name, account_type, status }) => ({
        id: childId,
        accountName: account_name,
        accountType: account_type,
        status,
      })),
      contracts: found.contracts.map((contract) => ({
        id: contract.id,
        contractNumber: contract.contract_number,
        contractName: contract.contract_name,
        status: contract.status,
        startDate: contract.start_date,
        endDate: contract.end_date,
      })),
    });
  },
});
