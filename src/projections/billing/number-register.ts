import { rowProjection } from '../runner/row-projection.ts';
import type { NumberRegisterRow } from './queries/rows.ts';

/** Every number that was given, by series: what an auditor checks for gaps. */
export const numberRegister = rowProjection<NumberRegisterRow>()({
  table: 'number_register',
  columns: {
    tenant_id: 'uuid',
    series: 'uuid',
    number_revision: 'integer',
    invoice_id: 'uuid',
    issue_date: 'date',
  },
  key: ['tenant_id', 'series', 'number_revision'],
  keyOf: ({ stream, revision }) => ({ tenant_id: stream.tenantId, series: stream.id, number_revision: revision }),
  on: {
    numbering: {
      NumberAssigned: (_row, { event: { data } }, key) => ({
        ...key,
        invoice_id: data.invoiceId,
        issue_date: data.issueDate,
      }),
    },
  },
});
