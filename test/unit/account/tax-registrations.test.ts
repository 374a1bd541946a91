import { describe, expect, it, test } from 'vitest';
import { derivedId } from '../../../src/application/derived-ids.ts';
import { account } from '../../../src/domain/account/account.ts';
import type { AccountEvent, TaxRegistrationId, TaxRegistrationKind } from '../../../src/domain/account/events.ts';
import { readTaxNumber } from '../../../src/domain/account/tax-number.ts';
import type { TaxRegistration } from '../../../src/domain/account/tax-registrations.ts';
import { accountOpened } from '../../support/controls/accounts.ts';
import { given } from '../../support/given.ts';

/** Numbers that the documentation of python-stdnum publishes as valid, country by country. */
const PUBLISHED: [string, TaxRegistrationKind, string, string][] = [
  ['AT', 'vat', 'AT U13585627', 'ATU13585627'],
  ['BE', 'vat', 'BE 428759497', 'BE0428759497'],
  ['BG', 'vat', 'BG 175 074 752', 'BG175074752'],
  ['CY', 'vat', 'CY-10259033P', 'CY10259033P'],
  ['CZ', 'vat', 'CZ 25123891', 'CZ25123891'],
  ['DE', 'vat', 'de 136 695 976', 'DE136695976'],
  ['DK', 'vat', 'DK 13585628', 'DK13585628'],
  ['EE', 'vat', 'EE 100 931 558', 'EE100931558'],
  ['ES', 'vat', 'ES B-58378431', 'ESB58378431'],
  ['FI', 'vat', 'FI 20774740', 'FI20774740'],
  ['FR', 'vat', 'Fr 40 303 265 045', 'FR40303265045'],
  ['GR', 'vat', 'EL 094259216', 'EL094259216'],
  ['GR', 'vat', '094259216', 'EL094259216'],
  ['HR', 'vat', 'HR 33392005961', 'HR33392005961'],
  ['HU', 'vat', 'HU-12892312', 'HU12892312'],
  ['IE', 'vat', 'IE 6433435F', 'IE6433435F'],
  ['IT', 'vat', 'IT 00743110157', 'IT00743110157'],
  ['LT', 'vat', 'LT 119511515', 'LT119511515'],
  ['LU', 'vat', 'LU 150 274 42', 'LU15027442'],
  ['LV', 'vat', 'LV 4000 3521 600', 'LV40003521600'],
  ['MT', 'vat', 'MT 1167-9112', 'MT11679112'],
  ['NL', 'vat', 'NL4495445B01', 'NL004495445B01'],
  ['PL', 'vat', 'PL 8567346215', 'PL8567346215'],
  ['PT', 'vat', 'PT 501 964 843', 'PT501964843'],
  ['RO', 'vat', 'RO 185 472 90', 'RO18547290'],
  ['SE', 'vat', 'SE 123456789701', 'SE123456789701'],
  ['SI', 'vat', 'SI 5022 3054', 'SI50223054'],
  ['SK', 'vat', 'SK 202 274 96 19', 'SK2022749619'],
  ['GB', 'vat', 'GB 980 7806 84', 'GB980780684'],
  ['CH', 'vat', 'CHE-107.787.577 IVA', 'CHE107787577IVA'],
  ['NO', 'vat', 'NO 995 525 828 MVA', '995525828MVA'],
  ['US', 'tax', '91-1144442', '911144442'],
  ['AU', 'vat', '83 914 571 673', '83914571673'],
  ['CA', 'vat', '12302 6635 RC 0001', '123026635RC0001'],
  ['JP', 'vat', '5-8356-7825-6246', '5835678256246'],
  ['IN', 'vat', '27AAPFU0939F1ZV', '27AAPFU0939F1ZV'],
  ['NZ', 'vat', '4909185-0', '49091850'],
];

describe('a tax number', () => {
  test.each(PUBLISHED)('of %s (%s): %s is %s', (country, kind, text, number) => {
    expect(readTaxNumber(country, kind, text)).toEqual({ number, isChecked: true });
  });

  // Each is one digit off a number above, or off the form of its country.
  test.each<[string, TaxRegistrationKind, string]>([
    ['DE', 'vat', 'DE136695977'],
    ['FR', 'vat', 'FR41303265045'],
    ['IT', 'vat', 'IT00743110158'],
    ['NL', 'vat', 'NL123'],
    ['GB', 'vat', 'GB980780685'],
    ['AU', 'vat', '83914571674'],
    ['US', 'tax', '07-1144442'], // no office of the IRS has the prefix 07
    ['IN', 'vat', '27AAPFU0939F1ZX'],
    ['DE', 'vat', 'ATU13585627'],
  ])('of %s (%s) cannot be %s', (country, kind, text) => {
    expect(readTaxNumber(country, kind, text)).toMatchObject({ fault: expect.stringContaining(text) });
  });

  it('is taken as it is where no rule is known', () => {
    expect(readTaxNumber('KE', 'tax', ' p05-1234 ')).toEqual({ number: 'P051234', isChecked: false });
    expect(readTaxNumber('KE', 'tax', ' - ')).toHaveProperty('fault');
  });
});

const anId = (name: string) => derivedId('registration', name) as TaxRegistrationId;
const german: TaxRegistration = {
  registrationId: anId('german'),
  country: 'DE',
  kind: 'vat',
  number: 'DE136695976',
  isChecked: true,
};
const austrian: TaxRegistration = { ...german, registrationId: anId('austrian'), country: 'AT', number: 'ATU13585627' };
const added = (data: TaxRegistration): AccountEvent => ({ type: 'AccountTaxRegistrationAdded', data });
const taxId = (number: string | null): AccountEvent => ({ type: 'AccountDetailsChanged', data: { taxId: number } });

const add = ({ registrationId, country, kind, number }: TaxRegistration, isPrimary = false) =>
  ({ kind: 'addTaxRegistration', registrationId, country, of: kind, number, isPrimary }) as const;

describe('adding a tax registration', () => {
  it('makes the first one the tax id', () => {
    given(account, [accountOpened()]).when(add(german)).thenAccepts(added(german), taxId('DE136695976'));
  });

  it('leaves the tax id of the form, unless asked', () => {
    const before = [accountOpened({ taxId: 'old' })];
    given(account, before).when(add(german)).thenAccepts(added(german));
    given(account, before).when(add(german, true)).thenAccepts(added(german), taxId('DE136695976'));
  });

  it('refuses a number that cannot be, and one that is there', () => {
    given(account, [accountOpened()])
      .when(add({ ...german, number: 'DE136695977' }))
      .thenRejects('TAX_NUMBER_INVALID', 'number');
    given(account, [accountOpened(), added(german)])
      .when(add(german))
      .thenRejects('TAX_REGISTRATION_EXISTS');
  });

  it('stops at a number that is enough for anybody', () => {
    const many = Array.from({ length: 250 }, (_, index) => added({ ...german, country: 'KE', number: `N${index}` }));
    given(account, [accountOpened(), ...many])
      .when(add(german))
      .thenRejects('TAX_REGISTRATIONS_TOO_MANY');
  });
});

describe('choosing and removing a tax registration', () => {
  const both = [accountOpened(), added(german), taxId(german.number), added(austrian)];

  it('makes its number the tax id', () => {
    const prefer = (one: TaxRegistration) =>
      ({ kind: 'preferTaxRegistration', registrationId: one.registrationId }) as const;
    given(account, both).when(prefer(austrian)).thenAccepts(taxId('ATU13585627'));
    given(account, both).when(prefer(german)).thenIgnores();
    given(account, [accountOpened()]).when(prefer(german)).thenRejects('TAX_REGISTRATION_NOT_FOUND');
  });

  it('passes the tax id on to the oldest one that stays', () => {
    const remove = (one: TaxRegistration) =>
      ({ kind: 'removeTaxRegistration', registrationId: one.registrationId, reason: null }) as const;
    const removed = ({ registrationId }: TaxRegistration): AccountEvent => ({
      type: 'AccountTaxRegistrationRemoved',
      data: { registrationId, reason: null },
    });
    given(account, both).when(remove(austrian)).thenAccepts(removed(austrian));
    given(account, both).when(remove(german)).thenAccepts(removed(german), taxId('ATU13585627'));
    given(account, [...both, removed(austrian)])
      .when(remove(german))
      .thenAccepts(removed(german), taxId(null));
    given(account, [accountOpened()]).when(remove(german)).thenRejects('TAX_REGISTRATION_NOT_FOUND');
  });
});
