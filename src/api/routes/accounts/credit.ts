import { z } from 'zod';
import { zAutomaticHold, zCreditPolicy } from '../../../domain/account/credit-terms.ts';
import { zCreditScope } from '../../../domain/credit/events.ts';
import { civilDateIn } from '../../../domain/kernel/calendar.ts';
import { zAccountId } from '../../../domain/kernel/ids.ts';
import type { Identity } from '../../../identity/identity.ts';
import { type Permission, ROLE_PERMISSIONS } from '../../../identity/permissions.ts';
import { creditAccounts, creditUsage, creditUseRows } from '../../../projections/billing/queries/credit.ts';
import type { BillingTables } from '../../../projections/billing/queries/rows.ts';
import { respondAccepted } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import { list, single, zAccepted, zList, zSingle } from '../../envelope.ts';
import type { ListDeclaration } from '../../list-fields.ts';
import { fetchPage } from '../../list-page.ts';
import { acceptedOrRefuse, foundOr404 } from '../../refusal.ts';
import type { TenantRead } from '../../tenant-read.ts';
import {
  zMoneyText,
  zOptional,
  zOptionalText,
  zRequiredText,
  zTimestamp,
  zWireDate,
  zWireMoney,
  zWireUuid,
} from '../../values.ts';
import { BILLING_GROUPS } from '../billing-groups.ts';
import { DIRECTORY_GROUPS } from '../directory-groups.ts';
import { accountRow } from './account-book.ts';
import { recordOfDecision, zAccount } from './account-record.ts';
import { creditRecord, limitRecord, limitsAbove, zAccountCredit } from './credit-record.ts';

const reads = {
  method: 'GET',
  permission: 'account.read',
  tags: ['Credit'],
  params: z.strictObject({ id: zAccountId }),
  groups: [...DIRECTORY_GROUPS, ...BILLING_GROUPS],
} as const;

export const getAccountCredit = defineRoute({
  ...reads,
  url: '/api/accounts/:id/credit',
  summary: 'Limits, what uses them, holds, and what would release them',
  description: 'Days are those of UTC. What is delivered and not billed yet is computed when it is asked for.',
  response: { 200: zSingle(zAccountCredit) },
  handler: async ({ params: { id }, deps, identity, read }) => {
    const today = civilDateIn('UTC', deps.clock.now());
    const { way, found } = await read(async ({ client }) => {
      const accounts = await creditAccounts(client, id);
      const limits = [];
      for (const limit of limitsAbove(accounts, today)) {
        const { account, scope, currency } = limit;
        limits.push({ limit, usage: await creditUsage(client, { accountId: account.id, scope, currency }) });
      }
      return { way: accounts, found: limits };
    });
    const account = foundOr404(way[0], `account ${id}`);
    const addresses = found.map(({ limit: { account: holder, scope, currency } }) => {
      return { accountId: holder.id, scope, currency };
    });
    const unbilled = await deps.useCases.credit.unbilledOf(identity().tenantId, addresses);
    const limits = found.map(({ limit, usage }, index) => limitRecord(limit, usage, unbilled[index] ?? '0'));
    return single(creditRecord([account, ...way.slice(1)], limits, today));
  },
});

const zUse = z
  .strictObject({
    invoiceId: zWireUuid,
    invoiceNumber: z.string().nullable(),
    accountId: zWireUuid.meta({ description: 'The debtor' }),
    scope: zCreditScope,
    currency: z.string(),
    amount: zMoneyText.meta({ description: 'What is open of the document, tax included' }),
    documentStatus: z.string().nullable(),
    beyondLimit: z.boolean(),
    dueDate: zWireDate.nullable(),
    usedAt: zTimestamp,
  })
  .meta({ id: 'CreditUse' });

const useList: ListDeclaration = {
  name: 'credit-uses',
  idColumn: 'u.invoice_id',
  defaultSort: '-usedAt',
  fields: {
    accountId: { column: 'u.account_id', type: 'uuid', sortable: false },
    amount: { column: 'u.amount', type: 'decimal', sortable: false },
    beyondLimit: { column: 'u.beyond_limit', type: 'boolean', sortable: false },
    dueDate: { column: 'i.due_date', type: 'date', nullable: true, sortable: false },
    usedAt: { column: 'u.used_at', type: 'timestamp' },
  },
};

export const listCreditUses = defineRoute({
  ...reads,
  url: '/api/accounts/:id/credit/uses',
  summary: 'Documents that use the limit of the account: of its group where that has one, else its own',
  list: useList,
  response: { 200: zList(zUse) },
  handler: async ({ params: { id }, list: query, read }) => {
    await accountRow(read, id); // or 404
    const page = await read(({ db }: TenantRead<BillingTables>) => fetchPage(db, creditUseRows(db, id), query));
    return list(
      page.rows.map((row) => ({
        invoiceId: row.invoice_id,
        invoiceNumber: row.invoice_number,
        accountId: row.account_id,
        scope: row.scope,
        currency: row.currency,
        amount: row.amount,
        documentStatus: row.document_status,
        beyondLimit: row.beyond_limit,
        dueDate: row.due_date,
        usedAt: row.used_at,
      })),
      page.paging,
    );
  },
});

const verbs = {
  method: 'POST',
  tags: ['Credit'],
  params: z.strictObject({ id: zAccountId }),
  groups: DIRECTORY_GROUPS,
  response: { 200: zAccepted(zAccount) },
} as const;

export const setCreditPolicyRoute = defineRoute({
  ...verbs,
  url: '/api/accounts/:id/set-credit-policy',
  permission: 'account.write',
  summary:
    'Say what a limit or a hold stops, the limit of the whole group, and when overdue documents hold the account',
  description:
    'From today on, or a later day. hold_invoices also holds documents; hold_new_business, which is usual, stops new ' +
    'contracts, seats, lines and renewals by hand; warn stops nothing. The account’s own limit is its creditLimit.',
  body: z.strictObject({
    policy: zCreditPolicy,
    groupCreditLimit: zOptional(zWireMoney),
    automaticHold: zOptional(
      z.strictObject({ overdueDays: zAutomaticHold.shape.overdueDays, overdueAmount: zWireMoney }),
    ),
    effectiveOn: zOptional(zWireDate),
    reason: zOptionalText(1000),
  }),
  handler: async ({ params: { id }, body, deps, command, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const { policy, groupCreditLimit = null, automaticHold = null, effectiveOn = null, reason = null } = body;
    const terms = { policy, groupCreditLimit, automaticHold };
    const input = { accountId: id, terms, effectiveOn, reason, expectedRevision };
    const outcome = acceptedOrRefuse(await deps.useCases.credit.setCreditPolicy(input, provenance));
    const { state, position, revision } = outcome;
    return respondAccepted(reply, { data: recordOfDecision(state), position, revision, groups: DIRECTORY_GROUPS });
  },
});

export const holdCreditRoute = defineRoute({
  ...verbs,
  url: '/api/accounts/:id/credit/hold',
  permission: 'credit.hold',
  summary: 'Put an account on credit hold by hand: it ends by hand alone',
  body: z.strictObject({ reason: zRequiredText(1000) }),
  handler: async ({ params: { id }, body, deps, command, identity, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const role = roleFor(identity(), 'credit.hold');
    const input = { accountId: id, reason: body.reason, role, expectedRevision };
    const outcome = acceptedOrRefuse(await deps.useCases.credit.holdCredit(input, provenance));
    const { state, position, revision } = outcome;
    return respondAccepted(reply, { data: recordOfDecision(state), position, revision, groups: DIRECTORY_GROUPS });
  },
});

export const releaseCreditRoute = defineRoute({
  ...verbs,
  url: '/api/accounts/:id/credit/release',
  permission: 'credit.release',
  summary: 'Release an account from its credit hold, whoever or whatever has set it',
  description: 'Held documents go out by themselves then, the oldest first, as far as the limits go.',
  body: z.strictObject({
    reason: zRequiredText(1000),
    automaticAgainOn: zOptional(zWireDate).meta({
      description: 'The first day on which overdue documents may hold it again; in two weeks unless given',
    }),
  }),
  handler: async ({ params: { id }, body, deps, command, identity, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const { reason, automaticAgainOn = null } = body;
    const role = roleFor(identity(), 'credit.release');
    const input = { accountId: id, reason, role, automaticAgainOn, expectedRevision };
    const outcome = acceptedOrRefuse(await deps.useCases.credit.releaseAccount(input, provenance));
    const { state, position, revision } = outcome;
    return respondAccepted(reply, { data: recordOfDecision(state), position, revision, groups: DIRECTORY_GROUPS });
  },
});

/** The role by which somebody does it: one that is made for it, else their first; null for the local user. */
function roleFor({ roles }: Identity, permission: Permission): string | null {
  return roles?.find((role) => ROLE_PERMISSIONS[role].includes(permission)) ?? roles?.[0] ?? null;
}
