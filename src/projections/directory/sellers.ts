import { KEEP } from '../runner/row-definition.ts';
import { rowProjection } from '../runner/row-projection.ts';
import type { SellerRow, TenantRow } from './queries/rows.ts';

/** One row per legal entity that sells. */
export const sellers = rowProjection<SellerRow>()({
  table: 'sellers',
  columns: {
    tenant_id: 'uuid',
    id: 'uuid',
    legal_name: 'text',
    address_lines: 'jsonb',
    country: 'text',
    tax_registration: 'text',
    bank_account: 'text',
    base_currency: 'text',
    time_zone: 'text',
    rounding: 'text',
    number_series: 'jsonb',
    tax_rates: 'jsonb',
    revision: 'integer',
    created_at: 'timestamptz',
    updated_at: 'timestamptz',
  },
  key: ['tenant_id', 'id'],
  keyOf: ({ stream }) => ({ tenant_id: stream.tenantId, id: stream.id }),
  on: {
    seller: {
      SellerRegistered: (_row, { event: { data }, metadata, revision }, key) => ({
        ...key,
        legal_name: data.legalName,
        address_lines: data.addressLines,
        country: data.country,
        tax_registration: data.taxRegistration,
        bank_account: data.bankAccount,
        base_currency: data.baseCurrency,
        time_zone: data.timeZone,
        rounding: data.rounding,
        number_series: data.numberSeries,
        tax_rates: data.taxRates,
        revision,
        created_at: metadata.recordedAt,
        updated_at: metadata.recordedAt,
      }),
      SellerTaxRatesChanged: (row, { event: { data }, metadata, revision }) =>
        row === undefined ? KEEP : { ...row, tax_rates: data.taxRates, revision, updated_at: metadata.recordedAt },
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
