import type { CivilDate } from '../kernel/calendar.ts';
import { unreachable } from '../kernel/decider.ts';
import type { RoundingMode } from '../kernel/decimal.ts';
import type { DefaultTerms, NumberSeries, SellerEvent, TaxRegistration } from './events.ts';
import { NO_POLICIES, policyOn, type SellerPolicies } from './policies.ts';

export type SellerRegistration = Extract<SellerEvent, { type: 'SellerRegistered' }>['data'];
export type SeriesKind = keyof SellerRegistration['numberSeries'];

/** Another pattern and base for documents issued in that year and later. */
export interface SeriesChange extends NumberSeries {
  readonly kind: SeriesKind;
  readonly fromYear: number;
}

/** A registered seller as it stands. */
export interface Seller extends Omit<SellerRegistration, 'taxRegistration' | 'rounding' | 'numberSeries'> {
  readonly status: 'registered';
  readonly taxRegistrations: readonly TaxRegistration[];
  /** As registered; ask {@link roundingOn} what holds on a day. */
  readonly registeredRounding: RoundingMode;
  /** As registered; ask {@link seriesIn} what holds in a year. */
  readonly registeredSeries: SellerRegistration['numberSeries'];
  readonly seriesChanges: readonly SeriesChange[];
  /** Of accounts and contracts that name none. */
  readonly defaultTerms: DefaultTerms | null;
  readonly invoiceFooter: string | null;
  readonly policies: SellerPolicies;
}

export type SellerState = { readonly status: 'none' } | Seller;

export function evolveSeller(state: SellerState, event: SellerEvent): SellerState {
  if (event.type === 'SellerRegistered') {
    return registered(event.data);
  }
  if (state.status === 'none') {
    throw new Error(`${event.type} cannot happen to a seller that was never registered`);
  }
  return changed(state, event);
}

function registered({ taxRegistration, rounding, numberSeries, ...data }: SellerRegistration): Seller {
  const { country } = data;
  return {
    status: 'registered',
    ...data,
    taxRegistrations: taxRegistration === null ? [] : [{ country, number: taxRegistration, validFrom: null }],
    registeredRounding: rounding,
    registeredSeries: numberSeries,
    seriesChanges: [],
    defaultTerms: null,
    invoiceFooter: null,
    policies: NO_POLICIES,
  };
}

function changed(state: Seller, event: Exclude<SellerEvent, { type: 'SellerRegistered' }>): Seller {
  switch (event.type) {
    case 'SellerTaxRatesChanged':
      return { ...state, taxRates: event.data.taxRates };
    case 'SellerLegalNameChanged':
      return { ...state, legalName: event.data.after };
    case 'SellerAddressChanged':
      return { ...state, ...event.data.after };
    case 'SellerTaxRegistrationsChanged':
      return { ...state, taxRegistrations: event.data.after };
    case 'SellerBankAccountChanged':
      return { ...state, bankAccount: event.data.after };
    case 'SellerBaseCurrencyChanged':
      return { ...state, baseCurrency: event.data.after };
    case 'SellerTimeZoneChanged':
      return { ...state, timeZone: event.data.after };
    case 'SellerNumberSeriesChanged':
      return { ...state, seriesChanges: withSeries(state.seriesChanges, event.data) };
    case 'SellerPaymentTermsChanged':
      return { ...state, defaultTerms: event.data.after };
    case 'SellerInvoiceFooterChanged':
      return { ...state, invoiceFooter: event.data.after };
    case 'SellerPolicyChanged':
      return { ...state, policies: { ...state.policies, [event.data.policy]: event.data.after } };
    default:
      return unreachable(event);
  }
}

function withSeries(
  changes: readonly SeriesChange[],
  { kind, fromYear, after }: { readonly kind: SeriesKind; readonly fromYear: number; readonly after: NumberSeries },
): readonly SeriesChange[] {
  const others = changes.filter((change) => change.kind !== kind || change.fromYear !== fromYear);
  return [...others, { kind, fromYear, ...after }].sort((a, b) => a.fromYear - b.fromYear);
}

/** Pattern and base of documents issued in that year. */
export function seriesIn(
  { registeredSeries, seriesChanges }: Pick<Seller, 'registeredSeries' | 'seriesChanges'>,
  kind: SeriesKind,
  year: number,
): NumberSeries {
  const latest = seriesChanges.filter((change) => change.kind === kind && change.fromYear <= year).at(-1);
  return latest === undefined ? registeredSeries[kind] : { pattern: latest.pattern, base: latest.base };
}

/** How amounts are rounded on a day. */
export function roundingOn({ policies, registeredRounding }: Seller, day: CivilDate): RoundingMode {
  return policyOn(policies, 'roundingMode', day) ?? registeredRounding;
}

/** The number under which the tax office of the seller's own country knows it on a day; null when there is none. */
export function taxRegistrationOn({ taxRegistrations, country }: Seller, day: CivilDate): string | null {
  const valid = taxRegistrations
    .filter((each) => each.country === country && (each.validFrom ?? '') <= day)
    .sort((a, b) => ((a.validFrom ?? '') < (b.validFrom ?? '') ? -1 : 1));
  return valid.at(-1)?.number ?? null;
}
