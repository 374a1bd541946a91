import { stdnum } from 'stdnum';
import type { TaxRegistrationKind } from './events.ts';

type Rule = (typeof stdnum)[string][string];

/**
 * The rule of each country for each kind of number: format and, where it is published, check digit. The library names a
 * rule as its country does. EU numbers: Council Directive 2006/112/EC, articles 214 and 215.
 */
const RULES: Readonly<Record<string, Partial<Record<TaxRegistrationKind, string>>>> = {
  AT: { vat: 'uid', tax: 'tin' },
  BE: { vat: 'vat' },
  BG: { vat: 'vat' },
  CY: { vat: 'vat' },
  CZ: { vat: 'dic', tax: 'ico' },
  DE: { vat: 'vat', tax: 'stnr' },
  DK: { vat: 'cvr', tax: 'cvr' },
  EE: { vat: 'kmkr', tax: 'registrikood' },
  ES: { vat: 'nif', tax: 'cif' },
  FI: { vat: 'alv', tax: 'ytunnus' },
  FR: { vat: 'tva', tax: 'siren' },
  GR: { vat: 'vat' },
  HR: { vat: 'oib', tax: 'oib' },
  HU: { vat: 'anum' },
  IE: { vat: 'vat' },
  IT: { vat: 'iva', tax: 'codicefiscale' },
  LT: { vat: 'pvm' },
  LU: { vat: 'tva' },
  LV: { vat: 'pvn' },
  MT: { vat: 'vat' },
  NL: { vat: 'btw', tax: 'bsn' },
  PL: { vat: 'nip', tax: 'regon' },
  PT: { vat: 'nif', tax: 'nipc' },
  RO: { vat: 'cif', tax: 'onrc' },
  SE: { vat: 'vat', tax: 'orgnr' },
  SI: { vat: 'ddv' },
  SK: { vat: 'dph' },
  GB: { vat: 'vat', tax: 'utr' },
  CH: { vat: 'vat', tax: 'uid' },
  NO: { vat: 'mva', tax: 'orgnr' },
  US: { tax: 'ein' },
  AU: { vat: 'abn', tax: 'acn' },
  CA: { vat: 'bn', tax: 'bn' },
  JP: { vat: 'cn', tax: 'cn' },
  IN: { vat: 'gstin', tax: 'pan' },
  NZ: { vat: 'ird', tax: 'ird' },
  SG: { tax: 'uen' },
};

/** Member states whose numbers carry a prefix, and the one that is not the country's code. */
const PREFIXED = new Set(
  'AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK GB'.split(' '),
);
const PREFIXES: Readonly<Record<string, string>> = { GR: 'EL' };

/** Separators that people put between digits. */
const SEPARATORS = /[\s.\-/]/g;

export type ReadTaxNumber = { readonly number: string; readonly isChecked: boolean } | { readonly fault: string };

/** A number as its country writes it, or why it cannot be one. Where no rule is known the number is taken as it is. */
export function readTaxNumber(country: string, kind: TaxRegistrationKind, text: string): ReadTaxNumber {
  const compact = text.replace(SEPARATORS, '').toUpperCase();
  const rule = ruleOf(country, kind);
  if (rule === undefined) {
    return compact === '' ? { fault: 'The tax number is empty.' } : { number: compact, isChecked: false };
  }
  const prefix = kind === 'vat' && PREFIXED.has(country) ? (PREFIXES[country] ?? country) : '';
  const result = rule.validate(withoutPrefix(compact, prefix, country));
  if (!result.isValid) {
    return { fault: `${text} is no ${rule.localName} of ${country}: ${sentence(result.error.message)}` };
  }
  return { number: `${prefix}${withoutPrefix(result.compact, prefix, country)}`, isChecked: true };
}

function ruleOf(country: string, kind: TaxRegistrationKind): Rule | undefined {
  const name = RULES[country]?.[kind];
  return name === undefined ? undefined : stdnum[country]?.[name];
}

/** Not every rule takes the prefix off by itself. Greece is written EL and, wrongly, GR. */
function withoutPrefix(number: string, prefix: string, country: string): string {
  const found = prefix === '' ? undefined : [prefix, country].find((start) => number.startsWith(start));
  return found === undefined ? number : number.slice(found.length);
}

function sentence(message: string): string {
  return message === '' ? 'it breaks the published rule.' : `${message.replace(/\.$/, '')}.`;
}
