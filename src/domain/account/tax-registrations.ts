import { accept, type Decision, reject } from '../kernel/decider.ts';
import type { AccountEvent, TaxRegistrationId, TaxRegistrationKind } from './events.ts';
import { readTaxNumber } from './tax-number.ts';

export type TaxRegistrationEvent = Extract<AccountEvent, { type: `AccountTaxRegistration${string}` }>;
export type TaxRegistration = Extract<AccountEvent, { type: 'AccountTaxRegistrationAdded' }>['data'];

/** A buyer with a number in every country of the world would still fit. */
export const TAX_REGISTRATIONS_MAX = 250;

export type TaxRegistrationCommand =
  | {
      readonly kind: 'addTaxRegistration';
      readonly registrationId: TaxRegistrationId;
      readonly country: string;
      readonly of: TaxRegistrationKind;
      readonly number: string;
      /** The number becomes the account's `taxId`, which stands on its invoices. */
      readonly isPrimary: boolean;
    }
  | { readonly kind: 'preferTaxRegistration'; readonly registrationId: TaxRegistrationId }
  | {
      readonly kind: 'removeTaxRegistration';
      readonly registrationId: TaxRegistrationId;
      readonly reason: string | null;
    };

interface Registered {
  readonly taxId: string | null;
  readonly taxRegistrations: readonly TaxRegistration[];
}

export function evolveTaxRegistrations(
  registrations: readonly TaxRegistration[],
  event: TaxRegistrationEvent,
): readonly TaxRegistration[] {
  return event.type === 'AccountTaxRegistrationAdded'
    ? [...registrations, event.data]
    : registrations.filter(({ registrationId }) => registrationId !== event.data.registrationId);
}

export function changeTaxRegistrations(command: TaxRegistrationCommand, account: Registered): Decision<AccountEvent> {
  switch (command.kind) {
    case 'addTaxRegistration':
      return add(command, account);
    case 'preferTaxRegistration': {
      const found = registrationOf(account, command.registrationId);
      return found === undefined ? notFound(command.registrationId) : accept(...primary(found.number, account));
    }
    default:
      return remove(command, account);
  }
}

function add(
  command: Extract<TaxRegistrationCommand, { kind: 'addTaxRegistration' }>,
  account: Registered,
): Decision<AccountEvent> {
  const { registrationId, country, of: kind } = command;
  const read = readTaxNumber(country, kind, command.number);
  if ('fault' in read) {
    return reject('TAX_NUMBER_INVALID', read.fault, { number: 'is no number of this kind and country' });
  }
  const { number, isChecked } = read;
  const same = account.taxRegistrations.find((one) => one.country === country && one.number === number);
  if (same !== undefined) {
    return reject('TAX_REGISTRATION_EXISTS', `The account has the number ${number} of ${country} already.`);
  }
  if (account.taxRegistrations.length >= TAX_REGISTRATIONS_MAX) {
    return reject(
      'TAX_REGISTRATIONS_TOO_MANY',
      `An account has at most ${TAX_REGISTRATIONS_MAX} tax registrations; remove one that is over.`,
    );
  }
  return accept(
    { type: 'AccountTaxRegistrationAdded', data: { registrationId, country, kind, number, isChecked } },
    ...(command.isPrimary || account.taxId === null ? primary(number, account) : []),
  );
}

/** When the primary one goes, the oldest of those that stay takes its place. */
function remove(
  { registrationId, reason }: Extract<TaxRegistrationCommand, { kind: 'removeTaxRegistration' }>,
  account: Registered,
): Decision<AccountEvent> {
  const found = registrationOf(account, registrationId);
  if (found === undefined) {
    return notFound(registrationId);
  }
  const next = account.taxRegistrations.find((one) => one !== found)?.number ?? null;
  return accept(
    { type: 'AccountTaxRegistrationRemoved', data: { registrationId, reason } },
    ...(found.number === account.taxId ? primary(next, account) : []),
  );
}

/** `taxId` is the primary number, however it came to be: the form sets it too. */
function primary(taxId: string | null, account: Registered): AccountEvent[] {
  return taxId === account.taxId ? [] : [{ type: 'AccountDetailsChanged', data: { taxId } }];
}

function registrationOf({ taxRegistrations }: Registered, id: TaxRegistrationId): TaxRegistration | undefined {
  return taxRegistrations.find(({ registrationId }) => registrationId === id);
}

function notFound(id: TaxRegistrationId): Decision<never> {
  return reject(
    'TAX_REGISTRATION_NOT_FOUND',
    `The account has no tax registration ${id}; list them to see which it has.`,
  );
}
