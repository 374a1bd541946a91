import { z } from 'zod';
import { zBillingFrequency } from '../../../domain/contract/events.ts';
import { zContractId } from '../../../domain/kernel/ids.ts';
import {
  type ContractTables,
  contractRows,
  contractsNumberedLike,
  findContract,
} from '../../../projections/billing/contracts/queries/contracts.ts';
import { setRevision } from '../../accepted.ts';
import { defineRoute } from '../../define-route.ts';
import { list, single, zList, zSingle } from '../../envelope.ts';
import type { ListDeclaration } from '../../list-fields.ts';
import { fetchPage } from '../../list-page.ts';
import { foundOr404 } from '../../refusal.ts';
import type { TenantRead } from '../../tenant-read.ts';
import { likeTexts } from '../like-texts.ts';
import { contractInFullOfRow, zContractInFull } from './contract-in-full.ts';
import { CONTRACT_STATUSES, contractRecordOfRow, zContract } from './contract-record.ts';
import { CONTRACT_GROUPS } from './contracts-of.ts';

const contractList: ListDeclaration = {
  name: 'contracts',
  idColumn: 'c.id',
  fields: {
    contractNumber: { column: 'c.contract_number', type: 'text' },
    accountId: { column: 'c.account_id', type: 'uuid', sortable: false },
    status: { column: 'c.status', type: 'enum', values: CONTRACT_STATUSES, sortable: false },
    billingFrequency: {
      column: 'c.billing_frequency',
      type: 'enum',
      values: zBillingFrequency.options,
      sortable: false,
    },
    autoRenew: { column: 'c.auto_renew', type: 'boolean', sortable: false },
    startDate: { column: 'c.start_date', type: 'date' },
    endDate: { column: 'c.end_date', type: 'date' },
    contractValue: { column: 'c.contract_value', type: 'decimal', nullable: true },
    createdAt: { column: 'c.created_at', type: 'timestamp' },
  },
};

export const listContracts = defineRoute({
  method: 'GET',
  url: '/api/contracts',
  permission: 'contract.read',
  summary: 'Contracts',
  description: 'status is as of today where the seller is: active contracts past their last day are expired.',
  tags: ['Contracts'],
  list: contractList,
  groups: CONTRACT_GROUPS,
  response: { 200: zList(zContract) },
  handler: async ({ list: query, deps, read }) => {
    // One text narrows enough; the conditions compare all of them again.
    const [text] = likeTexts(query, 'contractNumber');
    const page = await read(async ({ db }: TenantRead<ContractTables>) =>
      fetchPage(db, contractRows(db, deps.clock.now(), await contractsNumberedLike(db, text)), query),
    );
    return list(page.rows.map(contractRecordOfRow), page.paging);
  },
});

export const getContract = defineRoute({
  method: 'GET',
  url: '/api/contracts/:id',
  permission: 'contract.read',
  summary: 'One contract',
  tags: ['Contracts'],
  params: z.strictObject({ id: zContractId }),
  groups: CONTRACT_GROUPS,
  response: { 200: zSingle(zContractInFull) },
  handler: async ({ params: { id }, deps, read, reply }) => {
    const found = await read(({ db }: TenantRead<ContractTables>) => findContract(db, deps.clock.now(), id));
    const row = foundOr404(found, `contract ${id}`);
    setRevision(reply, row.revision);
    return single(contractInFullOfRow(row));
  },
});
