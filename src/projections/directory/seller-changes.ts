import type { RecordedEvent } from '../../application/ports/event-store.ts';
import type { SellerEvent } from '../../domain/seller/events.ts';
import { rowProjection } from '../runner/row-projection.ts';
import type { SellerChangeRow } from './queries/rows.ts';

type SellerFact = Exclude<SellerEvent, { type: 'SellerRegistered' }>;
type SellerChangeKey = Pick<SellerChangeRow, 'tenant_id' | 'seller_id' | 'revision'>;

function changeOf({ stream, revision, event }: RecordedEvent) {
  return event.type === 'SellerRegistered' ? [] : [{ tenant_id: stream.tenantId, seller_id: stream.id, revision }];
}

function rowOf(
  _row: SellerChangeRow | undefined,
  { event, metadata }: RecordedEvent<SellerFact>,
  key: SellerChangeKey,
): SellerChangeRow {
  const { actor, recordedAt } = metadata;
  return {
    ...key,
    fact: event.type,
    ...beforeAndAfter(event),
    reason: event.data.reason,
    changed_by_kind: actor.kind,
    changed_by_id: actor.id,
    changed_at: recordedAt,
  };
}

/** With what it is about beside it, where the values alone do not say. */
function beforeAndAfter({ type, data }: SellerFact): { before: unknown; after: unknown } {
  switch (type) {
    case 'SellerTaxRatesChanged':
      return { before: data.before, after: data.taxRates };
    case 'SellerNumberSeriesChanged': {
      const { kind, fromYear, before, after } = data;
      return { before: { kind, fromYear, ...before }, after: { kind, fromYear, ...after } };
    }
    case 'SellerPolicyChanged':
      return { before: { [data.policy]: data.before }, after: { [data.policy]: data.after } };
    default:
      return { before: data.before, after: data.after };
  }
}

/** One row per change of a seller, for ever. */
export const sellerChanges = rowProjection<SellerChangeRow>()({
  table: 'seller_changes',
  columns: {
    tenant_id: 'uuid',
    seller_id: 'uuid',
    revision: 'integer',
    fact: 'text',
    before: 'jsonb',
    after: 'jsonb',
    reason: 'text',
    changed_by_kind: 'text',
    changed_by_id: 'text',
    changed_at: 'timestamptz',
  },
  key: ['tenant_id', 'seller_id', 'revision'],
  keyOf: changeOf,
  on: {
    seller: {
      SellerRegistered: 'ignored',
      SellerTaxRatesChanged: rowOf,
      SellerLegalNameChanged: rowOf,
      SellerAddressChanged: rowOf,
      SellerTaxRegistrationsChanged: rowOf,
      SellerBankAccountChanged: rowOf,
      SellerBaseCurrencyChanged: rowOf,
      SellerTimeZoneChanged: rowOf,
      SellerNumberSeriesChanged: rowOf,
      SellerPaymentTermsChanged: rowOf,
      SellerInvoiceFooterChanged: rowOf,
      SellerPolicyChanged: rowOf,
    },
  },
});
