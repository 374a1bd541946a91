import type { RecordedEvent } from '../../application/ports/event-store.ts';
import { creditShares } from '../../domain/invoice/credit-shares.ts';
import type { InvoiceEvent } from '../../domain/invoice/events.ts';
import { applyProjection } from '../runner/apply-projection.ts';
import type { ProjectionTransaction } from '../runner/projection.ts';
import { rowsAsJson } from '../runner/row-sql.ts';
import type { InvoiceCreditRow } from './queries/rows.ts';

interface CreditNote {
  readonly tenant_id: string;
  readonly credit_note_id: string;
  readonly corrects: readonly string[];
  readonly currency: string;
  readonly total: string;
  readonly credited_on: string;
}

/** How heavily one corrected document weighs in a credit note that corrects several. */
interface Weight {
  readonly tenant_id: string;
  readonly credit_note_id: string;
  readonly invoice_id: string;
  readonly weight: string;
}

/**
 * Which document a line corrects: the line names its charge, the charge the one that it reduces, that one its document.
 * A line weighs what it credits with tax. Lines that reduce nothing (a charge netted against credits) weigh nothing.
 */
const WEIGHTS = `
  SELECT n.tenant_id, n.credit_note_id, reduced.invoice_id,
    sum(item.amount * (100 + item.tax_rate_percent)) AS weight
  FROM json_to_recordset($1::json) AS n(tenant_id uuid, credit_note_id uuid)
  JOIN invoice_items AS item ON item.tenant_id = n.tenant_id AND item.invoice_id = n.credit_note_id
  JOIN charges AS charge ON charge.tenant_id = n.tenant_id AND charge.charge_id = item.charge_id
  JOIN charges AS reduced ON reduced.tenant_id = n.tenant_id AND reduced.charge_id = charge.reduces
  GROUP BY n.tenant_id, n.credit_note_id, reduced.invoice_id
  ORDER BY n.tenant_id, n.credit_note_id, reduced.invoice_id`;

const INSERT = `
  INSERT INTO invoice_credits SELECT * FROM json_populate_recordset(null::invoice_credits, $1::json)`;

const ADD = `
  UPDATE invoices SET credited_amount = credited_amount + credit.amount
  FROM (
    SELECT tenant_id, invoice_id, sum(amount) AS amount
    FROM json_populate_recordset(null::invoice_credits, $1::json) GROUP BY tenant_id, invoice_id
  ) AS credit
  WHERE invoices.tenant_id = credit.tenant_id AND invoices.invoice_id = credit.invoice_id`;

/**
 * Spreads the total of every finalised credit note over the invoices that it corrects (`creditShares`), and adds it to
 * what is credited on them.
 *
 * Reads invoice_items and charges of the note: both were written once, by earlier events.
 */
export const credits = applyProjection({
  name: 'invoice_credits',
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
    await credited(
      events.flatMap((recorded) => (isFinalised(recorded) ? [recorded] : [])),
      tx,
    );
    const voided = events.flatMap(({ stream, event }) =>
      event.type === 'InvoiceVoided'
        ? [{ tenant_id: stream.tenantId, credit_note_id: stream.id, voided_on: event.data.voidedOn }]
        : [],
    );
    if (voided.length > 0) {
      await tx.run(END, [rowsAsJson(voided)]);
    }
  },
});

type Finalised = RecordedEvent<Extract<InvoiceEvent, { type: 'InvoiceFinalised' }>>;

function isFinalised(recorded: RecordedEvent<InvoiceEvent>): recorded is Finalised {
  return recorded.event.type === 'InvoiceFinalised';
}

/** A note that is void takes nothing back any more. It was final before, so its rows are there. */
const END = `
  WITH ended AS (
    UPDATE invoice_credits AS c SET credited_until = v.voided_on
    FROM json_to_recordset($1::json) AS v(tenant_id uuid, credit_note_id uuid, voided_on date)
    WHERE c.tenant_id = v.tenant_id AND c.credit_note_id = v.credit_note_id
    RETURNING c.tenant_id, c.invoice_id, c.amount
  )
  UPDATE invoices SET credited_amount = credited_amount - e.amount
  FROM (SELECT tenant_id, invoice_id, sum(amount) AS amount FROM ended GROUP BY tenant_id, invoice_id) AS e
  WHERE invoices.tenant_id = e.tenant_id AND invoices.invoice_id = e.invoice_id`;

async function credited(events: readonly Finalised[], tx: ProjectionTransaction): Promise<void> {
  const notes = events.flatMap(({ stream, event: { data } }): CreditNote[] =>
    data.documentType === 'credit_note' && data.corrects.length > 0
      ? [
          {
            tenant_id: stream.tenantId,
            credit_note_id: stream.id,
            corrects: data.corrects,
            currency: data.currency,
            total: data.total,
            credited_on: data.issueDate,
          },
        ]
      : [],
  );
  const weights = await weightsOf(
    notes.filter(({ corrects }) => corrects.length > 1),
    tx,
  );
  const rows = notes.flatMap((note) => creditsOf(note, weights.get(note.credit_note_id) ?? []));
  if (rows.length > 0) {
    const json = rowsAsJson(rows);
    await tx.run(INSERT, [json]);
    await tx.run(ADD, [json]);
  }
}

async function weightsOf(notes: readonly CreditNote[], tx: ProjectionTransaction): Promise<Map<string, Weight[]>> {
  const found = new Map<string, Weight[]>();
  if (notes.length > 0) {
    for (const weight of await tx.rows<Weight>(WEIGHTS, [rowsAsJson(notes)])) {
      found.set(weight.credit_note_id, [...(found.get(weight.credit_note_id) ?? []), weight]);
    }
  }
  return found;
}

function creditsOf(note: CreditNote, weights: readonly Weight[]): InvoiceCreditRow[] {
  const { tenant_id, credit_note_id, credited_on } = note;
  const shares = creditShares(
    note,
    weights.map(({ invoice_id: invoiceId, weight }) => ({ invoiceId, weight })),
  );
  return shares.map(({ invoiceId: invoice_id, amount }) => ({
    tenant_id,
    credit_note_id,
    invoice_id,
    amount,
    credited_on,
    credited_until: null,
  }));
}
