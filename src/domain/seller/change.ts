import { normalPaymentTerms, paymentTermsFault } from '../account/terms.ts';
import { isSameJson } from '../kernel/changed-fields.ts';
import type { CurrencyCode } from '../kernel/currency.ts';
import { accept, type Decision, reject } from '../kernel/decider.ts';
import { changePolicies } from './change-policies.ts';
import type { DefaultTerms, SellerEvent, TaxRegistration } from './events.ts';
import { changeSeries, type NumberedYears, seriesFaultInAnyYear } from './number-series.ts';
import type { SellerPolicies } from './policies.ts';
import { evolveSeller, type Seller, type SeriesChange } from './state.ts';
import { timeZoneFault } from './time-zone.ts';

/** What is to be another; what is left out stays. */
export interface SellerChanges {
  readonly legalName?: string | undefined;
  readonly addressLines?: readonly string[] | undefined;
  readonly country?: string | undefined;
  readonly taxRegistrations?: readonly TaxRegistration[] | undefined;
  readonly bankAccount?: string | null | undefined;
  readonly baseCurrency?: CurrencyCode | undefined;
  readonly timeZone?: string | undefined;
  readonly numberSeries?: readonly SeriesChange[] | undefined;
  readonly defaultTerms?: DefaultTerms | null | undefined;
  readonly invoiceFooter?: string | null | undefined;
  /** Each policy that is named, whole. */
  readonly policies?: Partial<SellerPolicies> | undefined;
}

export interface ChangeSeller {
  readonly kind: 'change';
  readonly changes: SellerChanges;
  readonly reason: string;
  /** Read from the series' own streams: a number is for ever. */
  readonly numbered: NumberedYears;
}

/** One fact, decided on the seller as the facts before it have left it. */
type Fact = (command: ChangeSeller, seller: Seller) => Decision<SellerEvent>;

/** A fact for each thing that differs: all of them or none. */
export function changeSeller(command: ChangeSeller, seller: Seller): Decision<SellerEvent> {
  const events: SellerEvent[] = [];
  let after = seller;
  for (const fact of [...FACTS, ...seriesFacts(command)]) {
    const decision = fact(command, after);
    if (decision.outcome === 'rejected') {
      return decision;
    }
    events.push(...decision.events);
    after = decision.events.reduce<Seller>((state, event) => evolveSeller(state, event) as Seller, after); // it is registered
  }
  return seriesFaultInAnyYear(after) ?? accept(...events);
}

/** A fact about one field, unless it is as it was. */
function fact<Value>(
  wanted: Value | undefined,
  before: Value,
  eventOf: (change: { before: Value; after: Value }) => SellerEvent,
): Decision<SellerEvent> {
  return wanted === undefined || isSameJson(wanted, before) ? accept() : accept(eventOf({ before, after: wanted }));
}

const changeLegalName: Fact = ({ changes, reason }, { legalName }) =>
  fact(changes.legalName, legalName, (change) => ({ type: 'SellerLegalNameChanged', data: { ...change, reason } }));

const changeAddress: Fact = ({ changes, reason }, { addressLines, country }) => {
  const wanted = { addressLines: [...(changes.addressLines ?? addressLines)], country: changes.country ?? country };
  return fact(wanted, { addressLines, country }, (change) => ({
    type: 'SellerAddressChanged',
    data: { ...change, reason },
  }));
};

const changeTaxRegistrations: Fact = ({ changes, reason }, { taxRegistrations }) => {
  const places = (changes.taxRegistrations ?? []).map(({ country, validFrom }) => `${country} ${validFrom ?? ''}`);
  const twice = places.findIndex((place, index) => places.indexOf(place) !== index);
  if (twice !== -1) {
    const text = 'is the second one of its country from the same day on';
    return reject('TAX_REGISTRATIONS_INVALID', `Tax registration ${twice + 1} cannot be used: it ${text}.`, {
      [`taxRegistrations.${twice}`]: text,
    });
  }
  return fact(changes.taxRegistrations, taxRegistrations, ({ before, after }) => ({
    type: 'SellerTaxRegistrationsChanged',
    data: { before: [...before], after: [...after], reason },
  }));
};

const changeBankAccount: Fact = ({ changes, reason }, { bankAccount }) =>
  fact(changes.bankAccount, bankAccount, (change) => ({
    type: 'SellerBankAccountChanged',
    data: { ...change, reason },
  }));

const changeBaseCurrency: Fact = ({ changes, reason, numbered }, { baseCurrency, legalName }) => {
  const decision = fact(changes.baseCurrency, baseCurrency, (change) => ({
    type: 'SellerBaseCurrencyChanged',
    data: { ...change, reason },
  }));
  const isPosted = numbered.invoice.length + numbered.credit_note.length > 0;
  return isPosted && decision.outcome === 'accepted' && decision.events.length > 0
    ? reject(
        'BASE_CURRENCY_FIXED',
        `The books of ${legalName} are kept in ${baseCurrency} since its first document; register another seller for ${changes.baseCurrency}.`,
        { baseCurrency: `is ${baseCurrency} for good` },
      )
    : decision;
};

const changeTimeZone: Fact = ({ changes, reason }, { timeZone }) =>
  (changes.timeZone === undefined ? undefined : timeZoneFault(changes.timeZone)) ??
  fact(changes.timeZone, timeZone, (change) => ({ type: 'SellerTimeZoneChanged', data: { ...change, reason } }));

const changeDefaultTerms: Fact = ({ changes: { defaultTerms: wanted }, reason }, { defaultTerms }) =>
  (wanted ? paymentTermsFault(wanted) : undefined) ??
  fact(wanted ? normalPaymentTerms(wanted) : wanted, defaultTerms, (change) => ({
    type: 'SellerPaymentTermsChanged',
    data: { ...change, reason },
  }));

const changeInvoiceFooter: Fact = ({ changes, reason }, { invoiceFooter }) =>
  fact(changes.invoiceFooter, invoiceFooter, (change) => ({
    type: 'SellerInvoiceFooterChanged',
    data: { ...change, reason },
  }));

const FACTS: readonly Fact[] = [
  changeLegalName,
  changeAddress,
  changeTaxRegistrations,
  changeBankAccount,
  changeBaseCurrency,
  changeTimeZone,
  changeDefaultTerms,
  changeInvoiceFooter,
  ({ changes, reason }, seller) => changePolicies(changes.policies ?? {}, seller.policies, reason),
];

function seriesFacts({ changes }: ChangeSeller): Fact[] {
  return (changes.numberSeries ?? []).map(
    (change): Fact =>
      ({ numbered, reason }, seller) =>
        changeSeries(change, seller, numbered, reason),
  );
}
