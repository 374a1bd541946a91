import { z } from 'zod';
import { zAccountId } from '../../../domain/kernel/ids.ts';
import type { Ask } from '../../../platform/prepared-read.ts';
import {
  accountRows,
  findAccount,
  type PlacedRow,
  smallSubtree,
  subtree,
  wayUp,
  withSurroundings,
} from '../../../projections/directory/queries/accounts.ts';
import type { DirectoryTables } from '../../../projections/directory/queries/rows.ts';
import { defineRoute } from '../../define-route.ts';
import { list, single, zList, zSingle } from '../../envelope.ts';
import { foundOr404, refusal } from '../../refusal.ts';
import type { TenantRead, TenantReader } from '../../tenant-read.ts';
import { DIRECTORY_GROUPS } from '../directory-groups.ts';
import { type AccountRecord, accountFields, accountListRecords, placedRecords, zAccountRow } from './account-record.ts';

/** These answers are not paged; a tree of more accounts than this is read through the list, parent by parent. */
const ACCOUNTS_MAX = 10_000;

const params = z.strictObject({ id: zAccountId });
const common = {
  method: 'GET',
  permission: 'account.read',
  tags: ['Accounts'],
  params,
  groups: DIRECTORY_GROUPS,
} as const;

const zPlacedAccount = z.strictObject({ ...accountFields, depth: z.int() }).meta({ id: 'PlacedAccount' });

interface HierarchyNode extends AccountRecord {
  readonly depth: number;
  readonly children: HierarchyNode[];
}

const zHierarchyNode: z.ZodType<HierarchyNode> = z
  .strictObject({
    ...accountFields,
    depth: z.int(),
    get children(): z.ZodType<HierarchyNode[]> {
      return z.array(zHierarchyNode);
    },
  })
  .meta({ id: 'AccountHierarchyNode' });

async function accountsBelow(id: string, ask: Ask, read: TenantReader): Promise<readonly PlacedRow[]> {
  return (await smallSubtree(ask, id)) ?? read(({ client }) => subtree(client, id, ACCOUNTS_MAX + 1));
}

/** The first row is the account itself, unless it is closed or was never opened. */
function startingAt<Row extends { readonly id: string }>(rows: readonly Row[], id: string): readonly Row[] {
  foundOr404(rows[0]?.id === id ? id : undefined, `account ${id}`);
  return refuseTooMany(rows, id);
}

function refuseTooMany<Row>(rows: readonly Row[], id: string): readonly Row[] {
  if (rows.length > ACCOUNTS_MAX) {
    throw refusal(
      'ACCOUNT_TREE_TOO_LARGE',
      `More than ${ACCOUNTS_MAX} accounts stand here; read them by GET /api/accounts?parentAccountId[eq]=${id}.`,
    );
  }
  return rows;
}

export const getHierarchy = defineRoute({
  ...common,
  url: '/api/accounts/:id/hierarchy',
  summary: 'The account (depth 0) and everything below it as a tree, children by name',
  response: { 200: zSingle(zHierarchyNode) },
  handler: async ({ params: { id }, deps, identity, ask, read }) => {
    const rows = startingAt(await accountsBelow(id, ask, read), id);
    const records = await placedRecords(deps.useCases.directory, identity().tenantId, rows);
    return single(foundOr404(asTree(records), `account ${id}`));
  },
});

/** Rows come level by level, each by name: a parent is always there before its children. */
function asTree(records: readonly (AccountRecord & { readonly depth: number })[]): HierarchyNode | undefined {
  const nodes = new Map<string, HierarchyNode>();
  let root: HierarchyNode | undefined;
  for (const record of records) {
    const node = { ...record, children: [] };
    nodes.set(node.id, node);
    root ??= node;
    if (node !== root && node.parentAccountId !== null) {
      nodes.get(node.parentAccountId)?.children.push(node);
    }
  }
  return root;
}

export const getDescendants = defineRoute({
  ...common,
  url: '/api/accounts/:id/descendants',
  summary: 'Everything below the account, level by level, each level by name; children have depth 1',
  response: { 200: zList(zPlacedAccount) },
  handler: async ({ params: { id }, deps, identity, ask, read }) => {
    const rows = startingAt(await accountsBelow(id, ask, read), id);
    return list(await placedRecords(deps.useCases.directory, identity().tenantId, rows.slice(1)));
  },
});

export const getAncestors = defineRoute({
  ...common,
  url: '/api/accounts/:id/ancestors',
  summary: 'The accounts above, from the root (depth 0) down to the parent',
  response: { 200: zList(zPlacedAccount) },
  handler: async ({ params: { id }, deps, identity, ask }) => {
    const [self, ...above] = startingAt(await wayUp(ask, id), id);
    foundOr404(self?.deleted_at === null ? self : undefined, `account ${id}`);
    const fromRoot = above.reverse().map((row, depth) => ({ ...row, depth }));
    return list(await placedRecords(deps.useCases.directory, identity().tenantId, fromRoot));
  },
});

export const getChildren = defineRoute({
  ...common,
  url: '/api/accounts/:id/children',
  summary: 'The accounts directly below, by name',
  response: { 200: zList(zAccountRow) },
  handler: async ({ params: { id }, deps, identity, read }) => {
    const rows = await read(async ({ db, client }: TenantRead<DirectoryTables>) => {
      foundOr404(await findAccount(db, id), `account ${id}`);
      const below = accountRows(db).where('a.parent_account_id', '=', id).orderBy('a.account_name').orderBy('a.id');
      return withSurroundings(client, refuseTooMany(await below.limit(ACCOUNTS_MAX + 1).execute(), id));
    });
    return list(await accountListRecords(deps.useCases.directory, identity().tenantId, rows));
  },
});
