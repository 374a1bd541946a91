import type { PoolClient } from 'pg';

/** Something in a number series that must never be. */
export interface NumberFault {
  readonly series: string;
  readonly fault:
    | 'number_missing'
    | 'document_has_two_numbers'
    | 'dated_before_the_number_before'
    | 'number_without_document'
    | 'document_without_number';
  /** Place in the series; null for a document that stands nowhere in it. */
  readonly numberRevision: number | null;
  readonly invoiceId: string | null;
}

/**
 * `number_without_document` is no gap while a finalisation is under way: the number is assigned first. So it counts only
 * for documents that are not on the way (any more).
 */
const FAULTS = `
  WITH register AS (
    SELECT series, number_revision, invoice_id, issue_date,
      lag(number_revision, 1, -1) OVER by_place AS revision_before,
      lag(issue_date) OVER by_place AS date_before,
      count(*) OVER (PARTITION BY invoice_id) AS numbers
    FROM billing.number_register
    WINDOW by_place AS (PARTITION BY series ORDER BY number_revision)
  )
  SELECT series, 'number_missing' AS fault, missing AS "numberRevision", NULL::uuid AS "invoiceId"
  FROM register, generate_series(revision_before + 1, number_revision - 1) AS missing
  UNION ALL
  SELECT series, 'document_has_two_numbers', number_revision, invoice_id FROM register WHERE numbers > 1
  UNION ALL
  SELECT series, 'dated_before_the_number_before', number_revision, invoice_id FROM register
  WHERE issue_date < date_before
  UNION ALL
  SELECT r.series, 'number_without_document', r.number_revision, r.invoice_id
  FROM register AS r LEFT JOIN billing.invoices AS i ON i.invoice_id = r.invoice_id
  WHERE i.invoice_id IS NULL OR i.status NOT IN ('finalising', 'finalised', 'void')
  UNION ALL
  SELECT i.series, 'document_without_number', NULL, i.invoice_id
  FROM billing.invoices AS i LEFT JOIN billing.number_register AS r ON r.invoice_id = i.invoice_id
  WHERE i.status IN ('finalised', 'void') AND (r.invoice_id IS NULL OR r.issue_date <> i.issue_date)
  ORDER BY 1, 3, 2, 4
  LIMIT $1`;

/** What is wrong with the caller's number series; nothing, as long as they are gapless and every number has its document. */
export async function numberGaps(client: Pick<PoolClient, 'query'>, limit = 100): Promise<NumberFault[]> {
  const { rows } = await client.query<NumberFault>(FAULTS, [limit]);
  return rows;
}
