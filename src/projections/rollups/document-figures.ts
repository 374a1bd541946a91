import type { InvoiceEvent } from '../../domain/invoice/events.ts';
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

interface VoidKey {
  readonly tenant_id: string;
  readonly invoice_id: string;
  readonly voided_on: string;
}

/** What a void document had added goes from the day of voiding on. Reads what was written when it became final. */
const VOIDED = `
  WITH void AS (
    SELECT i.*, v.voided_on AS day
    FROM json_to_recordset($1::json) AS v(tenant_id uuid, invoice_id uuid, voided_on date)
    JOIN invoices AS i ON i.tenant_id = v.tenant_id AND i.invoice_id = v.invoice_id
  )
  SELECT tenant_id, account_id, currency, issue_date AS stood_on, day, 1 AS steps,
    CASE document_type WHEN 'credit_note' THEN total ELSE -total END AS billed, NULL::numeric AS overdue
  FROM void
  UNION ALL
  SELECT tenant_id, account_id, currency, issue_date, greatest(day, due_date + 1), 1, NULL, -total
  FROM void WHERE document_type = 'invoice'
  UNION ALL
  SELECT c.tenant_id, i.account_id, i.currency, i.issue_date, greatest(void.day, c.credited_on, i.due_date + 1), 1,
    NULL, c.amount
  FROM void
  JOIN invoice_credits AS c ON c.tenant_id = void.tenant_id AND c.credit_note_id = void.invoice_id
  JOIN invoices AS i ON i.tenant_id = c.tenant_id AND i.invoice_id = c.invoice_id`;

/** A credit lowers what is overdue from its own day on, or from the day on which the invoice would have become so. */
const CREDITED = `
  SELECT c.tenant_id, i.account_id, i.currency, i.issue_date AS stood_on, greatest(c.credited_on, i.due_date + 1) AS day, 1 AS steps,
    -c.amount AS overdue
  FROM json_to_recordset($1::json) AS n(tenant_id uuid, credit_note_id uuid)
  JOIN invoice_credits AS c ON c.tenant_id = n.tenant_id AND c.credit_note_id = n.credit_note_id
  JOIN invoices AS i ON i.tenant_id = c.tenant_id AND i.invoice_id = c.invoice_id`;

/** What a payment settled, or settles no more: negative then. */
interface Settled {
  readonly tenant_id: string;
  readonly invoice_id: string;
  readonly day: string;
  readonly amount: string;
}

/** Paid from its own day on; overdue no longer from that day on, or from the one on which the invoice would have become so. */
const SETTLED = `
  SELECT i.tenant_id, i.account_id, i.currency, i.issue_date AS stood_on, step.day, 1 AS steps, step.paid, step.overdue
  FROM json_to_recordset($1::json) AS p(tenant_id uuid, invoice_id uuid, day date, amount numeric)
  JOIN invoices AS i ON i.tenant_id = p.tenant_id AND i.invoice_id = p.invoice_id
  CROSS JOIN LATERAL (VALUES
    (p.day, p.amount, 0 * p.amount), (greatest(p.day, i.due_date + 1), 0 * p.amount, -p.amount)
  ) AS step(day, paid, overdue)`;

/**
 * What finalised documents, and the payments that settle them, add to the figures of their buyers: billed on the issue date, overdue from the day after the
 * due date on. Reads what credits.ts wrote for a note, and the invoices that are corrected or settled: final, all of them,
 * before that.
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
      PaymentApplied: 'applied',
      PaymentUnapplied: 'applied',
      PaymentRefused: 'ignored',
      InvoiceVoided: 'applied',
      CreditOpened: 'ignored',
      InvoiceCredited: 'ignored',
      InvoiceCreditWithdrawn: 'ignored',
      CreditSettled: 'ignored',
      RebillRequested: 'ignored',
      InvoiceRelated: 'ignored',
      RebillEnded: 'ignored',
      DraftLinesChanged: 'ignored',
      DraftLinesSettled: 'ignored',
    },
  },
  async apply(events, tx) {
    const notes: NoteKey[] = [];
    const steps: Step[] = [];
    const settled: Settled[] = [];
    const voided: VoidKey[] = [];
    for (const { stream, event } of events) {
      if (event.type === 'InvoiceVoided') {
        voided.push({ tenant_id: stream.tenantId, invoice_id: stream.id, voided_on: event.data.voidedOn });
        continue;
      }
      if (event.type !== 'InvoiceFinalised') {
        settled.push({ tenant_id: stream.tenantId, invoice_id: stream.id, ...settledBy(event) });
        continue;
      }
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
    const others = [await creditedBy(notes, tx), await paidBy(settled, tx), await takenBack(voided, tx)];
    await addSteps([...steps, ...others.flat()], tx);
  },
});

type SettlementEvent = Extract<InvoiceEvent, { readonly type: 'PaymentApplied' | 'PaymentUnapplied' }>;

function settledBy({ type, data }: SettlementEvent): Pick<Settled, 'day' | 'amount'> {
  return type === 'PaymentApplied'
    ? { day: data.appliedOn, amount: data.amount }
    : { day: data.unappliedOn, amount: exactAmount(ZERO.minus(decimal(data.amount)), data.currency) };
}

async function paidBy(settled: readonly Settled[], tx: ProjectionTransaction): Promise<Step[]> {
  return settled.length === 0 ? [] : tx.rows<Step>(SETTLED, [rowsAsJson(settled)]);
}

async function creditedBy(notes: readonly NoteKey[], tx: ProjectionTransaction): Promise<Step[]> {
  return notes.length === 0 ? [] : tx.rows<Step>(CREDITED, [rowsAsJson(notes)]);
}

async function takenBack(voided: readonly VoidKey[], tx: ProjectionTransaction): Promise<Step[]> {
  return voided.length === 0 ? [] : tx.rows<Step>(VOIDED, [rowsAsJson(voided)]);
}
