import { z } from 'zod';
import type { Contract } from '../../../application/contracts/existing-contract.ts';
import { splitOn } from '../../../domain/contract/split.ts';
import { type CivilDate, civilDate } from '../../../domain/kernel/calendar.ts';
import { zAccountId, zContractId } from '../../../domain/kernel/ids.ts';
import {
  type ContractTables,
  contractsSharedWith,
  findContract,
} from '../../../projections/billing/contracts/queries/contracts.ts';
import { respondAccepted, respondDeleted, setRevision } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import { list, zAccepted, zList } from '../../envelope.ts';
import { acceptedOrRefuse, foundOr404 } from '../../refusal.ts';
import type { TenantRead } from '../../tenant-read.ts';
import { zMoneyText, zWireDate, zWireUuid } from '../../values.ts';
import { share } from './amendments.ts';
import { contractRecordOfRow, zContract } from './contract-record.ts';
import { CONTRACT_GROUPS, contractsOf } from './contracts-of.ts';
import { zContractParams } from './write-contracts.ts';

const zShare = z
  .strictObject({
    contractId: zWireUuid,
    accountId: zWireUuid,
    seats: z.int().nullable(),
    percent: zMoneyText.nullable(),
    method: z.enum(['allocation', 'percentage', 'equally']),
    invoicing: z.enum(['one', 'each']),
    /** First day of the split that the share is part of. */
    effectiveOn: zWireDate,
  })
  .meta({ id: 'ContractShare' });

/** The shares in force on a day; before its first split a contract has none. */
function sharesOn(contract: Contract, day: CivilDate): z.input<typeof zShare>[] {
  if (contract.status !== 'active' && contract.status !== 'cancelled') {
    return [];
  }
  const split = splitOn(contract, day);
  const effectiveOn = contract.splits.findLast((entry) => entry.effectiveOn <= day)?.effectiveOn;
  return split === null || effectiveOn === undefined
    ? []
    : split.shares.map((each) => ({
        contractId: contract.contractId,
        ...each,
        method: split.method,
        invoicing: split.invoicing,
        effectiveOn,
      }));
}

export const listContractShares = defineRoute({
  method: 'GET',
  url: '/api/contracts/:id/shares',
  permission: 'contract.read',
  summary: 'Who shares a contract and its cost',
  description: 'On a day: today where the seller is unless given.',
  tags: ['Contracts'],
  params: zContractParams,
  query: z.strictObject({ date: zWireDate.optional() }),
  groups: CONTRACT_GROUPS,
  response: { 200: zList(zShare) },
  handler: async ({ params: { id }, query, deps, read, reply }) => {
    const found = await read(({ db }: TenantRead<ContractTables>) => findContract(db, deps.clock.now(), id));
    const row = foundOr404(found, `contract ${id}`);
    setRevision(reply, row.revision);
    return list(sharesOn(row.state, query.date ?? civilDate(row.today)));
  },
});

export const postContractShare = defineRoute({
  method: 'POST',
  url: '/api/contracts/:id/shares',
  permission: share.permission,
  summary: share.summary,
  description: share.description ?? share.summary,
  tags: ['Contracts'],
  params: zContractParams,
  body: share.body,
  groups: CONTRACT_GROUPS,
  response: { 201: zAccepted(zShare) },
  handler: async ({ params, body, deps, command, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const input = { contractId: params.id, amendment: share.amendment(body), expectedRevision };
    const outcome = acceptedOrRefuse(await contractsOf(deps).amendContract(input, provenance));
    const { contract, today } = outcome.state;
    const made = sharesOn(contract, body.effectiveOn ?? today).find(({ accountId }) => accountId === body.accountId);
    const { position, revision } = outcome;
    const data = foundOr404(made, `share of account ${body.accountId}`);
    return respondAccepted(reply, { data, position, revision, groups: CONTRACT_GROUPS, status: 201 });
  },
});

export const deleteContractShare = defineRoute({
  method: 'DELETE',
  url: '/api/contracts/:id/shares/:accountId',
  permission: share.permission,
  summary: 'Stop sharing a contract with an account, from today on where the seller is',
  tags: ['Contracts'],
  params: z.strictObject({ id: zContractId, accountId: zAccountId }),
  groups: CONTRACT_GROUPS,
  response: { 204: z.undefined() },
  handler: async ({ params, deps, command, reply }) => {
    const { expectedRevision, ...provenance } = command();
    const { id: contractId, accountId } = params;
    const amendment = { kind: 'stopSharing', accountId, effectiveOn: null, reason: null } as const;
    const input = { contractId, amendment, expectedRevision };
    const { position, revision } = acceptedOrRefuse(await contractsOf(deps).amendContract(input, provenance));
    return respondDeleted(reply, { position, revision, groups: CONTRACT_GROUPS });
  },
});

export const listContractsSharedWith = defineRoute({
  method: 'GET',
  url: '/api/contracts/shared/:accountId',
  permission: 'contract.read',
  summary: 'Contracts that are shared with an account, today or later',
  tags: ['Contracts'],
  params: z.strictObject({ accountId: zAccountId }),
  groups: CONTRACT_GROUPS,
  response: { 200: zList(zContract) },
  handler: async ({ params: { accountId }, deps, read }) => {
    const rows = await read(({ db }: TenantRead<ContractTables>) =>
      contractsSharedWith(db, deps.clock.now(), accountId),
    );
    return list(
      rows.filter((row) => isSharedFrom(row.state, accountId, civilDate(row.today))).map(contractRecordOfRow),
    );
  },
});

function isSharedFrom(contract: Contract, accountId: string, today: CivilDate): boolean {
  if (contract.status !== 'active' && contract.status !== 'cancelled') {
    return false;
  }
  const current = splitOn(contract, today);
  const later = contract.splits.filter(({ effectiveOn }) => effectiveOn > today).map(({ value }) => value);
  return [current, ...later].some((split) => split?.shares.some((each) => each.accountId === accountId) === true);
}
