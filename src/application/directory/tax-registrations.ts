import type { TaxRegistrationId, TaxRegistrationKind } from '../../domain/account/events.ts';
import type { Provenance } from '../ports/event-store.ts';
import { type OnAccountInput, onAccount } from './on-account.ts';
import type { PlacedAccountDeps, PlacedAccountOutcome } from './placed-account.ts';

export interface AddTaxRegistrationInput extends OnAccountInput {
  readonly country: string;
  readonly kind: TaxRegistrationKind;
  readonly number: string;
  readonly isPrimary: boolean;
}

export interface PreferTaxRegistrationInput extends OnAccountInput {
  readonly registrationId: TaxRegistrationId;
}

export interface RemoveTaxRegistrationInput extends PreferTaxRegistrationInput {
  readonly reason: string | null;
}

/** Adds a tax number of the account, checked by the rule of its country; its id is the command's. */
export async function addTaxRegistration(
  deps: PlacedAccountDeps,
  input: AddTaxRegistrationInput,
  provenance: Provenance,
): Promise<PlacedAccountOutcome> {
  const registrationId = provenance.commandId as TaxRegistrationId; // the id of a new record is its command's
  const { country, kind: of, number, isPrimary } = input;
  const command = { kind: 'addTaxRegistration', registrationId, country, of, number, isPrimary } as const;
  return onAccount(deps, input, async () => command, provenance);
}

/** Makes it the number that stands on invoices. */
export async function preferTaxRegistration(
  deps: PlacedAccountDeps,
  input: PreferTaxRegistrationInput,
  provenance: Provenance,
): Promise<PlacedAccountOutcome> {
  const { registrationId } = input;
  return onAccount(deps, input, async () => ({ kind: 'preferTaxRegistration', registrationId }), provenance);
}

export async function removeTaxRegistration(
  deps: PlacedAccountDeps,
  input: RemoveTaxRegistrationInput,
  provenance: Provenance,
): Promise<PlacedAccountOutcome> {
  const { registrationId, reason } = input;
  return onAccount(deps, input, async () => ({ kind: 'removeTaxRegistration', registrationId, reason }), provenance);
}
