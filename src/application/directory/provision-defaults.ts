import { type CivilDate, civilDate } from '../../domain/kernel/calendar.ts';
import type { CurrencyCode } from '../../domain/kernel/currency.ts';
import type { DecimalString } from '../../domain/kernel/decimal.ts';
import type { SellerId, TenantId } from '../../domain/kernel/ids.ts';
import type { TaxRate } from '../../domain/seller/events.ts';
import type { SellerRegistration } from '../../domain/seller/state.ts';
import { tenant } from '../../domain/tenant/tenant.ts';
import { derivedId } from '../derived-ids.ts';
import { execute, type Rejected } from '../execute.ts';
import type { EventStore, Provenance } from '../ports/event-store.ts';
import { tenantStream } from '../streams.ts';
import { onSeller } from './sellers.ts';

/** Everybody's tenant until there are others. Derived, so that every process and every start knows it. */
export const DEFAULT_TENANT_ID = derivedId('tenant', 'default') as TenantId; // a fresh UUID of ours
export const DEFAULT_SELLER_ID = derivedId('seller', 'default') as SellerId; // likewise

export interface DefaultsConfig {
  readonly tenantName: string;
  readonly sellerName: string;
  readonly currency: CurrencyCode;
  /** IANA name, such as Europe/Berlin. */
  readonly timeZone: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
}

/** Before any document that anybody could still bill. */
const FROM_THE_START: CivilDate = civilDate('2000-01-01');

function rate(category: TaxRate['category'], ratePercent: string, note: string | null): TaxRate {
  return { category, ratePercent: ratePercent as DecimalString, validFrom: FROM_THE_START, note }; // literals below
}

/** As in Germany (UStG §12, §4, §13b), to be changed for sellers elsewhere. */
const DEFAULT_TAX_RATES: TaxRate[] = [
  rate('standard', '19', null),
  rate('reduced', '7', null),
  rate('zero', '0', null),
  rate('exempt', '0', 'Exempt from VAT'),
  rate('reverse_charge', '0', 'Reverse charge: the recipient is liable for the VAT'),
];

function defaultSeller({ sellerName, currency, timeZone, country }: DefaultsConfig): SellerRegistration {
  return {
    sellerId: DEFAULT_SELLER_ID,
    legalName: sellerName,
    addressLines: [],
    country,
    taxRegistration: null,
    bankAccount: null,
    baseCurrency: currency,
    timeZone,
    rounding: 'half_up',
    numberSeries: {
      invoice: { pattern: 'INV-{YYYY}-{000000}', base: 1 },
      credit_note: { pattern: 'CN-{YYYY}-{000000}', base: 1 },
    },
    taxRates: DEFAULT_TAX_RATES,
  };
}

/**
 * Makes the default tenant and its seller at the first start; at every later one, in any number of processes, it finds
 * them. What the configuration says by then changes nothing: they are facts by now.
 * @throws when the configuration makes no seller, such as an unknown time zone.
 */
export async function provisionDefaults(
  deps: { readonly eventStore: EventStore },
  config: DefaultsConfig,
  provenance: Provenance,
): Promise<{ readonly tenantId: TenantId; readonly sellerId: SellerId }> {
  const own: Provenance = { ...provenance, tenantId: DEFAULT_TENANT_ID };
  const provisioned = await execute(
    deps.eventStore,
    tenant,
    tenantStream(DEFAULT_TENANT_ID),
    { kind: 'provision', tenantId: DEFAULT_TENANT_ID, name: config.tenantName, fourEyes: true },
    { ...own, commandId: derivedId(provenance.commandId, 'tenant') },
  );
  const registered = await onSeller(
    deps,
    DEFAULT_SELLER_ID,
    { kind: 'register', seller: defaultSeller(config) },
    { ...own, commandId: derivedId(provenance.commandId, 'seller') },
  );
  if (provisioned.outcome === 'rejected') {
    throw notProvisioned(provisioned);
  }
  if (registered.outcome === 'rejected' && registered.rejection.code !== 'SELLER_EXISTS') {
    throw notProvisioned(registered);
  }
  return { tenantId: DEFAULT_TENANT_ID, sellerId: DEFAULT_SELLER_ID };
}

function notProvisioned({ rejection }: Rejected): Error {
  return new Error(`The default tenant cannot be provisioned: ${rejection.message}`);
}
