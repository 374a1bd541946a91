import { z } from 'zod';

/**
 * ISO 4217 active codes by the number of digits of their minor unit (table A.1). Funds codes and metals are left out:
 * nobody signs a seat contract in gold.
 */
const CODES_BY_EXPONENT: Record<number, string> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF',
  2:
    'AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP ' +
    'CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES ' +
    'KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK ' +
    'NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB ' +
    'TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD XCG YER ZAR ZMW ZWG',
  3: 'BHD IQD JOD KWD LYD OMR TND',
};

const EXPONENTS: ReadonlyMap<string, number> = new Map(
  Object.entries(CODES_BY_EXPONENT).flatMap(([exponent, codes]) =>
    codes.split(' ').map((code): [string, number] => [code, Number(exponent)]),
  ),
);

/** An ISO 4217 alphabetic code that this ledger keeps books in. */
export type CurrencyCode = string & z.core.$brand<'CurrencyCode'>;

export const zCurrencyCode = z
  .string()
  .refine((code) => EXPONENTS.has(code), 'must be an active ISO 4217 currency code, such as EUR')
  .brand<'CurrencyCode'>();

export const CURRENCY_CODES: readonly string[] = [...EXPONENTS.keys()].sort();

/** Digits after the decimal point of one amount in this currency: JPY 0, EUR 2, KWD 3 (ISO 4217). */
export function currencyExponent(currency: string): number {
  const exponent = EXPONENTS.get(currency);
  if (exponent === undefined) {
    throw new RangeError(`${currency} is not an active ISO 4217 currency code`);
  }
  return exponent;
}
