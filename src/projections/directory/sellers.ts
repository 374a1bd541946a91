import type { RecordedEvent } from '../../application/ports/event-store.ts';
import type { SellerEvent } from '../../domain/seller/events.ts';
import { evolveSeller, type SellerState } from '../../domain/seller/state.ts';
import { KEEP } from '../runner/row-definition.ts';
import { rowProjection } from '../runner/row-projection.ts';
import type { SellerRow, TenantRow } from './queries/rows.ts';
import { sellerOfRow } from './queries/sellers.ts';

type SellerFact = Exclude<SellerEvent, { type: 'SellerRegistered' }>;

/** A seller's row after one of its facts, which the aggregate itself folds: rows and decisions cannot differ. */
function changed(row: SellerRow | undefined, { event, metadata, revision }: RecordedEvent<SellerFact>) {
  return row === undefined
    ? KEEP
    : { ...row, ...columnsOf(evolveSeller(sellerOfRow(row), event)), revision, updated_at: metadata.recordedAt };
}

function columnsOf(state: SellerState) {
  if (state.status === 'none') {
    throw new Error('A seller that has a row is registered');
  }
  return {
    legal_name: state.legalName,
    address_lines: state.addressLines,
    country: state.country,
    tax_registrations: state.taxRegistrations,
    bank_account: state.bankAccount,
    base_currency: state.baseCurrency,
    time_zone: state.timeZone,
    registered_rounding: state.registeredRounding,
    registered_series: state.registeredSeries,
    series_changes: state.seriesChanges,
    default_terms: state.defaultTerms,
    invoice_footer: state.invoiceFooter,
    policies: state.policies,
    tax_rates: state.taxRates,
  };
}

/** One row per legal entity that sells. */
export const sellers = rowProjection<SellerRow>()({
  table: 'sellers',
  columns: {
    tenant_id: 'uuid',
    id: 'uuid',
    legal_name: 'text',
    address_lines: 'jsonb',
    country: 'text',
    tax_registrations: 'jsonb',
    bank_account: 'text',
    base_currency: 'text',
    time_zone: 'text',
    registered_rounding: 'text',
    registered_series: 'jsonb',
    series_changes: 'jsonb',
    default_terms: 'jsonb',
    invoice_footer: 'text',
    policies: 'jsonb',
    tax_rates: 'jsonb',
    revision: 'integer',
    created_at: 'timestamptz',
    updated_at: 'timestamptz',
  },
  key: ['tenant_id', 'id'],
  keyOf: ({ stream }) => ({ tenant_id: stream.tenantId, id: stream.id }),
  on: {
    seller: {
      SellerRegistered: (_row, { event, metadata, revision }, key) => ({
        ...key,
        ...columnsOf(evolveSeller({ status: 'none' }, event)),
        revision,
        created_at: metadata.recordedAt,
        updated_at: metadata.recordedAt,
      }),
      SellerTaxRatesChanged: changed,
      SellerLegalNameChanged: changed,
      SellerAddressChanged: changed,
      SellerTaxRegistrationsChanged: changed,
      SellerBankAccountChanged: changed,
      SellerBaseCurrencyChanged: changed,
      SellerTimeZoneChanged: changed,
      SellerNumberSeriesChanged: changed,
      SellerPaymentTermsChanged: changed,
      SellerInvoiceFooterChanged: changed,
      SellerPolicyChanged: changed,
    },
  },
});

export const tenants = rowProjection<TenantRow>()({
  table: 'tenants',
  columns: { tenant_id: 'uuid', name: 'text', created_at: 'timestamptz' },
  key: ['tenant_id'],
  keyOf: ({ stream }) => ({ tenant_id: stream.tenantId }),
  on: {
    tenant: {
      TenantProvisioned: (_row, { event: { data }, metadata }, key) => ({
        ...key,
        name: data.name,
        created_at: metadata.recordedAt,
      }),
      TenantSuspended: 'ignored',
      TenantResumed: 'ignored',
      TenantRoleChanged: 'ignored',
      TenantRenamed: (row, { event: { data } }) => (row === undefined ? KEEP : { ...row, name: data.after }),
      AccountTreeDepthChanged: 'ignored',
      FourEyesChanged: 'ignored',
    },
  },
});
