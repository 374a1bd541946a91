import { derivedId } from '../../../src/application/derived-ids.ts';
import type { OpenAccountInput } from '../../../src/application/directory/open-account.ts';
import type { Vault } from '../../../src/application/ports/vault.ts';
import type { AccountEvent } from '../../../src/domain/account/events.ts';
import type { AccountOpening } from '../../../src/domain/account/state.ts';
import type { CurrencyCode } from '../../../src/domain/kernel/currency.ts';
import type { DecimalString } from '../../../src/domain/kernel/decimal.ts';
import type { AccountId } from '../../../src/domain/kernel/ids.ts';
import type { Sealed } from '../../../src/domain/kernel/sealed.ts';

export const anAccountId = (name: string) => derivedId('account', name) as AccountId;
export const amount = (text: string) => text as DecimalString;
export const currency = (code: string) => code as CurrencyCode;

export function anOpening(changes: Partial<AccountOpening> = {}): AccountOpening {
  return {
    accountId: anAccountId('acme'),
    accountName: 'Acme',
    accountType: 'enterprise',
    status: 'active',
    parentAccountId: null,
    currency: currency('EUR'),
    paymentTerms: 'net_30',
    paymentTermsDays: null,
    taxId: null,
    billingCountry: 'DE',
    taxCategory: null,
    creditLimit: null,
    creditHold: false,
    contact: null,
    metadata: {},
    ...changes,
  };
}

export function accountOpened(changes: Partial<AccountOpening> = {}): AccountEvent {
  return { type: 'AccountOpened', data: anOpening(changes) };
}

export function anOpenAccountInput(changes: Partial<OpenAccountInput> = {}): OpenAccountInput {
  const { accountId: _id, contact: _contact, ...fields } = anOpening();
  return { ...fields, contact: {}, ...changes };
}

/** A box that anybody can open; two boxes with the same content differ, as real ones do. */
export function createGlassVault(): Vault & { destroyKey(subjectId: string): void } {
  const destroyed = new Set<string>();
  let boxes = 0;
  return {
    async seal(_tenantId, subjectId, value): Promise<Sealed> {
      boxes += 1;
      return { subjectId, algorithm: 'A256GCM', box: `${boxes}:${JSON.stringify(value)}` };
    },
    async unseal(_tenantId, { subjectId, box }) {
      return destroyed.has(subjectId) ? undefined : JSON.parse(box.slice(box.indexOf(':') + 1));
    },
    destroyKey: (subjectId) => destroyed.add(subjectId),
  };
}
