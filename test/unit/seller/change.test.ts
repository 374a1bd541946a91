import { describe, expect, it } from 'vitest';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { zCurrencyCode } from '../../../src/domain/kernel/currency.ts';
import { zDecimalString } from '../../../src/domain/kernel/decimal.ts';
import { zSellerId } from '../../../src/domain/kernel/ids.ts';
import type { ChangeSeller, SellerChanges } from '../../../src/domain/seller/change.ts';
import { deductionLimitOn } from '../../../src/domain/seller/deduction-limits.ts';
import type { SellerEvent } from '../../../src/domain/seller/events.ts';
import { policyOn } from '../../../src/domain/seller/policies.ts';
import { seller } from '../../../src/domain/seller/seller.ts';
import { roundingOn, type Seller, seriesIn, taxRegistrationOn } from '../../../src/domain/seller/state.ts';
import { given } from '../../support/given.ts';

const EUR = zCurrencyCode.parse('EUR');
const CHF = zCurrencyCode.parse('CHF');
const amount = (text: string) => zDecimalString.parse(text);
const INV = { pattern: 'INV-{YYYY}-{000000}', base: 1 };
const CN = { pattern: 'CN-{YYYY}-{000000}', base: 1 };

const registered: SellerEvent = {
  type: 'SellerRegistered',
  data: {
    sellerId: zSellerId.parse('00000000-0000-4000-8000-000000000001'),
    legalName: 'Seats GmbH',
    addressLines: ['Ring 1'],
    country: 'DE',
    taxRegistration: 'DE123456789',
    bankAccount: null,
    baseCurrency: EUR,
    timeZone: 'Europe/Berlin',
    rounding: 'half_up',
    numberSeries: { invoice: INV, credit_note: CN },
    taxRates: [{ category: 'standard', ratePercent: amount('19'), validFrom: civilDate('2007-01-01'), note: null }],
  },
};

const reason = 'Decided by the board';
const change = (changes: SellerChanges, numbered: Partial<ChangeSeller['numbered']> = {}): ChangeSeller => ({
  kind: 'change',
  changes,
  reason,
  numbered: { invoice: [], credit_note: [], ...numbered },
});
const standing = (...events: SellerEvent[]) => given(seller, [registered, ...events]).state as Seller;

describe('a seller', () => {
  it('is changed with a fact for each thing that differs, before and after', () => {
    const changes = { legalName: 'Seats SE', addressLines: ['Ring 7'], bankAccount: 'DE02', timeZone: 'Europe/Berlin' };
    given(seller, [registered])
      .when(change(changes))
      .thenAccepts(
        { type: 'SellerLegalNameChanged', data: { before: 'Seats GmbH', after: 'Seats SE', reason } },
        {
          type: 'SellerAddressChanged',
          data: {
            before: { addressLines: ['Ring 1'], country: 'DE' },
            after: { addressLines: ['Ring 7'], country: 'DE' },
            reason,
          },
        },
        { type: 'SellerBankAccountChanged', data: { before: null, after: 'DE02', reason } },
      );
  });

  it('is not changed by what it is already, nor by nothing', () => {
    given(seller, [registered])
      .when(change({ legalName: 'Seats GmbH', country: 'DE', policies: { taxPoint: [] } }))
      .thenIgnores();
    given(seller, [registered]).when(change({})).thenIgnores();
  });

  it('that was never registered is not changed', () => {
    given(seller, [])
      .when(change({ legalName: 'Seats SE' }))
      .thenRejects('SELLER_NOT_FOUND');
  });

  it('changes wholly or not at all', () => {
    given(seller, [registered])
      .when(change({ legalName: 'Seats SE', timeZone: 'Mars/Olympus' }))
      .thenRejects('TIME_ZONE_UNKNOWN', 'timeZone');
  });

  it('changes its base currency before its first number, and never after', () => {
    given(seller, [registered])
      .when(change({ baseCurrency: CHF }))
      .thenAccepts({ type: 'SellerBaseCurrencyChanged', data: { before: EUR, after: CHF, reason } });
    given(seller, [registered])
      .when(change({ baseCurrency: CHF }, { credit_note: [2026] }))
      .thenRejects('BASE_CURRENCY_FIXED', 'baseCurrency');
    given(seller, [registered])
      .when(change({ baseCurrency: EUR }, { invoice: [2026] }))
      .thenIgnores();
  });

  it('has payment terms for those that name none, with the days where they need them', () => {
    given(seller, [registered])
      .when(change({ defaultTerms: { paymentTerms: 'custom', paymentTermsDays: 45 } }))
      .thenAccepts({
        type: 'SellerPaymentTermsChanged',
        data: { before: null, after: { paymentTerms: 'custom', paymentTermsDays: 45 }, reason },
      });
    given(seller, [registered])
      .when(change({ defaultTerms: { paymentTerms: 'custom', paymentTermsDays: null } }))
      .thenRejects('PAYMENT_TERMS_INCOMPLETE', 'paymentTermsDays');
  });
});

describe('tax registrations', () => {
  const german = { country: 'DE', number: 'DE123456789', validFrom: null };
  const newGerman = { country: 'DE', number: 'DE987654321', validFrom: civilDate('2026-07-01') };
  const austrian = { country: 'AT', number: 'ATU12345678', validFrom: civilDate('2026-01-01') };

  it('are several; the one of the seller’s own country holds from its day on', () => {
    const changed: SellerEvent = {
      type: 'SellerTaxRegistrationsChanged',
      data: { before: [german], after: [german, newGerman, austrian], reason },
    };
    given(seller, [registered])
      .when(change({ taxRegistrations: [german, newGerman, austrian] }))
      .thenAccepts(changed);
    const state = standing(changed);
    expect(taxRegistrationOn(state, civilDate('2026-06-30'))).toBe('DE123456789');
    expect(taxRegistrationOn(state, civilDate('2026-07-01'))).toBe('DE987654321');
  });

  it('are one for each country and day', () => {
    given(seller, [registered])
      .when(change({ taxRegistrations: [german, { ...german, number: 'DE2' }] }))
      .thenRejects('TAX_REGISTRATIONS_INVALID', 'taxRegistrations.1');
  });
});

describe('number series', () => {
  const RE = { pattern: 'RE-{YYYY}-{0000}', base: 500 };
  const from = (fromYear: number) => ({ kind: 'invoice', fromYear, ...RE }) as const;
  const changed = (fromYear: number): SellerEvent => ({
    type: 'SellerNumberSeriesChanged',
    data: { kind: 'invoice', fromYear, before: INV, after: RE, reason },
  });

  it('change from a year on in which no number was given; the years before stay', () => {
    given(seller, [registered])
      .when(change({ numberSeries: [from(2027)] }, { invoice: [2025, 2026], credit_note: [2027] }))
      .thenAccepts(changed(2027));
    const state = standing(changed(2027));
    expect([2026, 2027, 2030].map((year) => seriesIn(state, 'invoice', year))).toEqual([INV, RE, RE]);
    expect(seriesIn(state, 'credit_note', 2027)).toEqual(CN);
  });

  it('are fixed in a year in which a number was given', () => {
    given(seller, [registered])
      .when(change({ numberSeries: [from(2026)] }, { invoice: [2026] }))
      .thenRejects('NUMBER_SERIES_USED', 'numberSeries.invoice');
  });

  it('change up to the next change only, so a used year after that does not matter', () => {
    const earlier: SellerEvent = {
      type: 'SellerNumberSeriesChanged',
      data: { kind: 'invoice', fromYear: 2026, before: INV, after: RE, reason },
    };
    given(seller, [registered, changed(2027)])
      .when(change({ numberSeries: [from(2026)] }, { invoice: [2027] }))
      .thenAccepts(earlier);
  });

  it('never come to write one number twice, also when both change at once', () => {
    given(seller, [registered])
      .when(change({ numberSeries: [{ kind: 'invoice', fromYear: 2027, ...CN }] }))
      .thenRejects('NUMBER_SERIES_AMBIGUOUS', 'numberSeries.creditNote.pattern');
    const swapped = change({
      numberSeries: [
        { kind: 'invoice', fromYear: 2027, ...CN },
        { kind: 'credit_note', fromYear: 2027, ...INV },
      ],
    });
    expect(seller.decide(swapped, standing()).outcome).toBe('accepted');
  });
});

describe('policies', () => {
  const [JAN, JUL] = [civilDate('2026-01-01'), civilDate('2026-07-01')];
  const halfEven = [{ validFrom: JUL, value: 'half_even' as const }];

  it('hold from their days on; before that the default does', () => {
    const changed: SellerEvent = {
      type: 'SellerPolicyChanged',
      data: { policy: 'roundingMode', before: [], after: halfEven, reason },
    };
    given(seller, [registered])
      .when(change({ policies: { roundingMode: halfEven } }))
      .thenAccepts(changed);
    const state = standing(changed);
    expect(roundingOn(state, civilDate('2026-06-30'))).toBe('half_up');
    expect(roundingOn(state, JUL)).toBe('half_even');
    expect(policyOn(state.policies, 'taxPoint', JUL)).toBeUndefined();
  });

  it('have one value for each day, in whatever order they are listed', () => {
    given(seller, [registered])
      .when(
        change({
          policies: {
            invoiceLeadDays: [
              { validFrom: JUL, value: 5 },
              { validFrom: JUL, value: 6 },
            ],
          },
        }),
      )
      .thenRejects('POLICY_INVALID', 'policies.invoiceLeadDays.1.validFrom');
    const leadDays = [
      { validFrom: JUL, value: 5 },
      { validFrom: JAN, value: 3 },
    ];
    const state = standing({
      type: 'SellerPolicyChanged',
      data: { policy: 'invoiceLeadDays', before: [], after: leadDays, reason },
    });
    expect(policyOn(state.policies, 'invoiceLeadDays', civilDate('2026-12-31'))).toBe(5);
    expect(policyOn(state.policies, 'invoiceLeadDays', JAN)).toBe(3);
  });

  const threshold = { minValue: amount('100000'), currency: EUR, minDiscountPercent: null, roles: ['approver'] };
  const approval = (value: object) =>
    change({ policies: { contractApproval: [{ validFrom: JAN, value: [{ ...threshold, ...value }] }] } });

  it('say who approves which contracts', () => {
    const { decide } = seller;
    expect(decide(approval({}), standing()).outcome).toBe('accepted');
    expect(decide(approval({ minDiscountPercent: amount('25') }), standing()).outcome).toBe('accepted');
  });

  it.each([
    ['no limit', { minValue: null, currency: null }],
    ['a value without its currency', { currency: null }],
    ['a negative value', { minValue: amount('-1') }],
    ['a discount of more than everything', { minDiscountPercent: amount('100.01') }],
  ])('refuse a threshold with %s', (_what, value) => {
    given(seller, [registered])
      .when(approval(value))
      .thenRejects('POLICY_INVALID', 'policies.contractApproval.0.value.0');
  });

  const limits = { tolerance: '1', earlyPaymentDiscount: '2', bankFee: '0', withholdingTax: '15' };
  const deducting = (changes: Partial<typeof limits>) => {
    const value = Object.fromEntries(
      Object.entries({ ...limits, ...changes }).map(([name, percent]) => [name, amount(percent)]),
    );
    return change({ policies: { deductionLimits: [{ validFrom: JUL, value: value as never }] } });
  };

  it('say how much of an invoice may be deducted, from a day on', () => {
    const decision = seller.decide(deducting({}), standing());
    if (decision.outcome === 'rejected') {
      throw new Error(decision.rejection.message);
    }
    const state = standing(...decision.events);
    expect(deductionLimitOn(state, 'early_payment_discount', JAN)).toBe('3'); // as is usual
    expect(deductionLimitOn(state, 'early_payment_discount', JUL)).toBe('2');
    expect(deductionLimitOn(state, 'bank_fee', JUL)).toBe('0');
    given(seller, [registered])
      .when(deducting({ bankFee: '100.1' }))
      .thenRejects('POLICY_INVALID', 'policies.deductionLimits.0.value.bankFee');
  });
});
