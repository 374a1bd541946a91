import { describe, expect, it } from 'vitest';
import {
  DEFAULT_SELLER_ID,
  DEFAULT_TENANT_ID,
  type DefaultsConfig,
  provisionDefaults,
} from '../../../src/application/directory/provision-defaults.ts';
import { changeTaxRates } from '../../../src/application/directory/sellers.ts';
import { sellerStream } from '../../../src/application/streams.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import type { TaxRate } from '../../../src/domain/seller/events.ts';
import { seller } from '../../../src/domain/seller/seller.ts';
import { amount, currency } from '../../support/controls/accounts.ts';
import { createDirectoryDeps } from '../../support/controls/directory.ts';
import { aProvenance } from '../../support/controls/provenance.ts';

const config: DefaultsConfig = {
  tenantName: 'Default',
  sellerName: 'Ledgerline GmbH',
  currency: currency('EUR'),
  timeZone: 'Europe/Berlin',
  country: 'DE',
};

const aRate = (changes: Partial<TaxRate> = {}): TaxRate => ({
  category: 'standard',
  ratePercent: amount('19'),
  validFrom: civilDate('2026-01-01'),
  note: null,
  ...changes,
});

describe('provisioning the defaults', () => {
  it('makes a tenant and a seller with series and tax rates', async () => {
    const deps = createDirectoryDeps();
    await provisionDefaults(deps, config, aProvenance());
    const { state } = await deps.eventStore.load(sellerStream(DEFAULT_TENANT_ID, DEFAULT_SELLER_ID), seller);
    expect(state).toMatchObject({
      registeredSeries: { invoice: { pattern: 'INV-{YYYY}-{000000}', base: 1 } },
      taxRates: [
        { category: 'standard', ratePercent: '19' },
        { category: 'reduced' },
        {},
        {},
        { note: expect.any(String) },
      ],
    });
  });

  it('finds them at every later start, also in several processes and with another configuration', async () => {
    const deps = createDirectoryDeps();
    const starts = ['Ledgerline GmbH', 'Ledgerline SE', 'Ledgerline AG'].map((sellerName) =>
      provisionDefaults(deps, { ...config, sellerName }, aProvenance()),
    );
    await Promise.all(starts);
    expect(deps.eventStore.log().map(({ event }) => event.type)).toEqual(['TenantProvisioned', 'SellerRegistered']);
  });

  it('refuses a time zone that does not exist', async () => {
    const starting = provisionDefaults(createDirectoryDeps(), { ...config, timeZone: 'Mars/Olympus' }, aProvenance());
    await expect(starting).rejects.toThrow('Mars/Olympus is no time zone');
  });
});

describe('changing tax rates', () => {
  const change = async (taxRates: TaxRate[]) => {
    const deps = createDirectoryDeps();
    await provisionDefaults(deps, config, aProvenance());
    const input = { sellerId: DEFAULT_SELLER_ID, taxRates, expectedRevision: undefined };
    return changeTaxRates(deps, input, aProvenance({ tenantId: DEFAULT_TENANT_ID }));
  };

  it('replaces the table', async () => {
    const taxRates = [aRate(), aRate({ ratePercent: amount('20'), validFrom: civilDate('2027-01-01') })];
    expect(await change(taxRates)).toMatchObject({ outcome: 'accepted', revision: 1, state: { taxRates } });
  });

  it.each([
    ['a rate above 100 %', aRate({ ratePercent: amount('100.1') }), 'taxRates.0.ratePercent'],
    ['tax on what is exempt', aRate({ category: 'exempt', note: 'x' }), 'taxRates.0.ratePercent'],
    [
      'reverse charge without its note',
      aRate({ category: 'reverse_charge', ratePercent: amount('0') }),
      'taxRates.0.note',
    ],
  ])('refuses %s', async (_what, rate, field) => {
    expect(await change([rate])).toMatchObject({
      rejection: { code: 'TAX_RATES_INVALID', fields: { [field]: expect.any(String) } },
    });
  });

  it('refuses two rates of one category from the same day on', async () => {
    expect(await change([aRate(), aRate()])).toMatchObject({ rejection: { code: 'TAX_RATES_INVALID' } });
  });
});
