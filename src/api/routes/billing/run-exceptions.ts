import { z } from 'zod';
import { zBillingRunId } from '../../../domain/kernel/ids.ts';
import type { BillingTables } from '../../../projections/billing/queries/rows.ts';
import { findRun, runExceptionRows } from '../../../projections/billing/queries/runs.ts';
import { defineRoute } from '../../define-route.ts';
import { list, zList } from '../../envelope.ts';
import type { ListDeclaration } from '../../list-fields.ts';
import { fetchPage } from '../../list-page.ts';
import { foundOr404 } from '../../refusal.ts';
import type { TenantRead } from '../../tenant-read.ts';
import { zTimestamp, zWireUuid } from '../../values.ts';
import { BILLING_GROUPS } from '../billing-groups.ts';

const EXCEPTION_STATUSES = ['open', 'retried', 'accepted'] as const;

const zRunException = z
  .strictObject({
    contractId: zWireUuid,
    contractNumber: z.string().nullable(),
    chunk: z.int(),
    status: z.enum(EXCEPTION_STATUSES),
    attempts: z.int(),
    code: z.string(),
    message: z.string(),
    acceptedBy: z.strictObject({ kind: z.string(), id: z.string() }).nullable(),
    acceptedReason: z.string().nullable(),
    createdAt: zTimestamp,
  })
  .meta({ id: 'BillingRunException' });

const exceptionList: ListDeclaration = {
  name: 'billing-run-exceptions',
  idColumn: 'x.contract_id',
  defaultSort: 'createdAt',
  fields: {
    status: { column: 'x.status', type: 'enum', values: EXCEPTION_STATUSES, sortable: false },
    code: { column: 'x.code', type: 'text', sortable: false },
    contractId: { column: 'x.contract_id', type: 'uuid', sortable: false },
    createdAt: { column: 'x.noted_at', type: 'timestamp' },
  },
};

export const listRunExceptions = defineRoute({
  method: 'GET',
  url: '/api/billing/runs/:id/exceptions',
  permission: 'billing.read',
  summary: 'Contracts that a run could not bill, and why',
  tags: ['Billing'],
  params: z.strictObject({ id: zBillingRunId }),
  list: exceptionList,
  groups: BILLING_GROUPS,
  response: { 200: zList(zRunException) },
  handler: async ({ params: { id }, list: query, read }) => {
    const page = await read(async ({ db }: TenantRead<BillingTables>) => {
      foundOr404(await findRun(db, id), `billing run ${id}`);
      return fetchPage(db, runExceptionRows(db, id), query);
    });
    const records = page.rows.map((row) => ({
      contractId: row.contract_id,
      contractNumber: row.contract_number,
      chunk: row.chunk,
      status: row.status,
      attempts: row.attempts,
      code: row.code,
      message: row.message,
      acceptedBy: row.accepted_by,
      acceptedReason: row.accepted_reason,
      createdAt: row.noted_at,
    }));
    return list(records, page.paging);
  },
});
