import { expect, test } from 'vitest';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { zCurrencyCode } from '../../../src/domain/kernel/currency.ts';
import { zDecimalString } from '../../../src/domain/kernel/decimal.ts';
import { zSellerId } from '../../../src/domain/kernel/ids.ts';
import { seller } from '../../../src/domain/seller/seller.ts';
import type { SellerRegistration } from '../../../src/domain/seller/state.ts';

function registered(invoice: string, creditNote: string) {
  const registration: SellerRegistration = {
    sellerId: zSellerId.parse('00000000-0000-4000-8000-000000000001'),
    legalName: 'Seats GmbH',
    addressLines: [],
    country: 'DE',
    taxRegistration: null,
    bankAccount: null,
    baseCurrency: zCurrencyCode.parse('EUR'),
    timeZone: 'Europe/Berlin',
    rounding: 'half_up',
    numberSeries: { invoice: { pattern: invoice, base: 1 }, credit_note: { pattern: creditNote, base: 1 } },
    taxRates: [
      {
        category: 'standard',
        ratePercent: zDecimalString.parse('19'),
        validFrom: civilDate('2007-01-01'),
        note: null,
      },
    ],
  };
  return seller.decide({ kind: 'register', seller: registration }, seller.initialState);
}

test.each([
  ['R-{YYYY}-{000000}', 'R-{YYYY}-{000000}'],
  ['R-{YYYY}-{000}', 'R-{YYYY}-{0000}'], // 1000 is written alike
  ['R-{YYYY}-{0000}', 'R-{YYYY}-9{000}'], // 9001, and 1 after a 9
])('%s and %s could give one number twice: refused', (invoice, creditNote) => {
  expect(registered(invoice, creditNote)).toMatchObject({ rejection: { code: 'NUMBER_SERIES_AMBIGUOUS' } });
});

test.each([
  ['INV-{YYYY}-{000000}', 'CN-{YYYY}-{000000}'],
  ['{YYYY}-{0000}', '{YYYY}-C{0000}'],
])('%s and %s are told apart', (invoice, creditNote) => {
  expect(registered(invoice, creditNote)).toMatchObject({ outcome: 'accepted' });
});
