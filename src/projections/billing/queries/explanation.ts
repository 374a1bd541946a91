import type { ClientBase } from 'pg';
import type { Rate } from '../../../domain/rating/price.ts';
import type { InvoiceItemRow } from './rows.ts';

/** A charge that another one takes something back from, or the other way round, with the document that shows it. */
export interface RelatedCharge {
  readonly chargeId: string;
  readonly amount: string;
  readonly invoiceId: string;
  readonly invoiceNumber: string | null;
  readonly released: boolean;
}

/** The charge behind a line, and the event that raised it. */
export interface ExplainedCharge {
  readonly charge_id: string;
  readonly contract_id: string;
  readonly contract_number: string | null;
  readonly line_id: string;
  readonly component: string;
  readonly period_start: string;
  readonly period_end: string;
  readonly service_start: string;
  readonly service_end: string;
  readonly days: number;
  readonly days_of_period: number;
  readonly quantity: string;
  readonly rate: Rate;
  readonly list_price: string;
  readonly unit_price: string;
  readonly amount: string;
  readonly contract_revision: number;
  readonly event_id: string;
  readonly raised_at: string;
  readonly released: boolean;
  readonly reduced: RelatedCharge | null;
  readonly reducing: readonly RelatedCharge[];
}

export interface ExplainedItem {
  readonly item: InvoiceItemRow;
  readonly charge: ExplainedCharge | null;
}

/** Amounts go through JSON as text: a JSON number would be read as a float. */
const RELATED = (charge: string) => `
  json_build_object('chargeId', ${charge}.charge_id, 'amount', ${charge}.amount::text,
    'invoiceId', ${charge}.invoice_id, 'invoiceNumber', d.invoice_number, 'released', ${charge}.released OR (coalesce(cl.released, false) AND NOT ${charge}.waived))`;

const SURROUNDINGS = (charge: string) => `
  LEFT JOIN billing.invoices AS d ON d.tenant_id = ${charge}.tenant_id AND d.invoice_id = ${charge}.invoice_id
  LEFT JOIN billing.claims AS cl ON cl.tenant_id = ${charge}.tenant_id AND cl.claim_id = ${charge}.claim_id`;

const CHARGES = `
  SELECT ch.charge_id, ch.contract_id, k.contract_number, ch.line_id, ch.component, ch.period_start, ch.period_end,
    ch.service_start, ch.service_end, ch.days, ch.days_of_period, ch.quantity, ch.rate, ch.list_price, ch.unit_price,
    ch.amount, ch.contract_revision, ch.event_id, ch.raised_at, ch.released OR (coalesce(own.released, false) AND NOT ch.waived) AS released,
    (SELECT ${RELATED('r')} FROM billing.charges AS r ${SURROUNDINGS('r')}
     WHERE r.tenant_id = ch.tenant_id AND r.charge_id = ch.reduces) AS reduced,
    (SELECT coalesce(json_agg(${RELATED('r')} ORDER BY r.raised_at, r.charge_id), '[]')
     FROM billing.charges AS r ${SURROUNDINGS('r')}
     WHERE r.tenant_id = ch.tenant_id AND r.reduces = ch.charge_id) AS reducing
  FROM billing.charges AS ch
  LEFT JOIN billing.claims AS own ON own.tenant_id = ch.tenant_id AND own.claim_id = ch.claim_id
  LEFT JOIN billing.contracts AS k ON k.tenant_id = ch.tenant_id AND k.id = ch.contract_id
  WHERE ch.charge_id = ANY ($1::text[])`;

/** Lines with the charges behind them; a line that no charge stands behind (an adjustment) has none. */
export async function explain(
  client: Pick<ClientBase, 'query'>,
  items: readonly InvoiceItemRow[],
): Promise<ExplainedItem[]> {
  const ids = items.flatMap(({ charge_id }) => charge_id ?? []);
  const { rows } = await client.query<ExplainedCharge>(CHARGES, [ids]);
  const charges = new Map(rows.map((charge) => [charge.charge_id, charge]));
  return items.map((item) => ({
    item,
    charge: item.charge_id === null ? null : (charges.get(item.charge_id) ?? null),
  }));
}
