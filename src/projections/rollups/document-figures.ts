import { addDays } from '../../domain/kernel/calendar.ts';
import { decimal, ZERO } from '../../domain/kernel/decimal.ts';
import { exactAmount } from '../../domain/kernel/money.ts';
import { applyProjection } from '../runner/apply-projection.ts';
import type { ProjectionTransaction } from '../runner/projection.ts';
import { rowsAsJson } from '../runner/row-sql.ts';
import { addSteps, type Step } from './steps.ts';

interface NoteKey {
  readonly tenant_id: string;
  readonly credit_note_id: string;
}

/** A credit lowers what is overdue from its own day on, or from the day on which the invoice would have become so. */
const CREDITED = `
  SELECT c.tenant_id, i.account_id, i.currency, i.issue_date AS stood_on, greatest(c.credited_on, i.due_date + 1) AS day, 1 AS steps,
    -c.amount AS overdue
  FROM json_to_recordset($1::json) AS n(tenant_id uuid, credit_note_id uuid)
  JOIN invoice_credits AS c ON c.tenant_id = n.tenant_id AND c.credit_note_id = n.credit_note_id
  JOIN invoices AS i ON i.tenant_id = c.tenant_id AND i.invoice_id = c.invoice_id`;

/**
 * What finalised documents add to the figures of their buyers: billed on the issue date, overdue from the day after the
 * due date on. Reads what credits.ts wrote for a note, and the invoices that it corrects: final, all of them, before it.
 */
export const documentFigures = applyProjection({
  name: 'account_figures of documents',
  on: {
    invoice: {
      InvoiceOpened: 'ignored',
      InvoiceDrafted: 'ignored',
      InvoiceFoundEmpty: 'ignored',
      InvoiceDiscarded: 'ignored',
      InvoiceHeld: 'ignored',
      InvoiceFinalisationStarted: 'ignored',
      InvoiceFinalised: 'applied',
      SummaryIssued: 'ignored',
      PaymentApplied: 'ignored',
      PaymentUnapplied: 'ignored',
      PaymentRefused: 'ignored',
    },
  },
  async apply(events, tx) {
    const notes: NoteKey[] = [];
    const steps: Step[] = [];
    for (const { stream, event } of events) {
      const { accountId, currency, documentType, issueDate, dueDate, total } = event.data;
      const place = {
        tenant_id: stream.tenantId,
        account_id: accountId,
        currency,
        stood_on: issueDate,
        steps: 1,
      } as const;
      if (documentType === 'credit_note') {
        steps.push({ ...place, day: issueDate, billed: exactAmount(ZERO.minus(decimal(total)), currency) });
        notes.push({ tenant_id: stream.tenantId, credit_note_id: stream.id });
      } else {
        steps.push({ ...place, day: issueDate, billed: total }, { ...place, day: addDays(dueDate, 1), overdue: total });
      }
    }
    await addSteps([...steps, ...(await creditedBy(notes, tx))], tx);
  },
});

async function creditedBy(notes: readonly NoteKey[], tx: ProjectionTransaction): Promise<Step[]> {
  return notes.length === 0 ? [] : tx.rows<Step>(CREDITED, [rowsAsJson(notes)]);
}
