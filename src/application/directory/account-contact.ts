import { z } from 'zod';
import type { AccountId, TenantId } from '../../domain/kernel/ids.ts';
import type { Sealed } from '../../domain/kernel/sealed.ts';
import type { Vault } from '../ports/vault.ts';

const zField = z.string().nullable().default(null);

/** What an account knows about people: sealed as one object under the account's own key. The country is no secret. */
export const zAccountContact = z.object({
  primaryContactEmail: zField,
  billingContactName: zField,
  billingContactEmail: zField,
  billingContactPhone: zField,
  billingAddressLine1: zField,
  billingAddressLine2: zField,
  billingCity: zField,
  billingState: zField,
  billingPostalCode: zField,
});
export type AccountContact = z.infer<typeof zAccountContact>;

export const NO_CONTACT: AccountContact = zAccountContact.parse({});

/** Contact fields that a caller mentions; the others stay as they are. */
export type ContactChanges = { readonly [Field in keyof AccountContact]?: string | null | undefined };

export function withContactChanges(contact: AccountContact, changes: ContactChanges): AccountContact {
  const mentioned = Object.entries(changes).filter(([, value]) => value !== undefined);
  return zAccountContact.parse({ ...contact, ...Object.fromEntries(mentioned) });
}

/** Nothing to hide is not sealed. */
export async function sealContact(
  vault: Vault,
  tenantId: TenantId,
  accountId: AccountId,
  contact: AccountContact,
): Promise<Sealed | null> {
  const isEmpty = Object.values(contact).every((value) => value === null);
  return isEmpty ? null : vault.seal(tenantId, accountId, contact);
}

/** The contact in clear text, or undefined when the account's key was destroyed. */
export async function unsealContact(
  vault: Vault,
  tenantId: TenantId,
  sealed: Sealed | null,
): Promise<AccountContact | undefined> {
  if (sealed === null) {
    return NO_CONTACT;
  }
  const opened = await vault.unseal(tenantId, sealed);
  return opened === undefined ? undefined : zAccountContact.parse(opened);
}

/** A vault that opens many boxes with one look at its keys. */
export interface BulkVault extends Vault {
  /** In the order of the boxes; undefined where the subject's key was destroyed. */
  unsealMany(tenantId: TenantId, sealed: readonly Sealed[]): Promise<readonly unknown[]>;
}

/** {@link unsealContact} for the rows of a list, in their order. */
export async function unsealContacts(
  vault: BulkVault,
  tenantId: TenantId,
  sealed: readonly (Sealed | null)[],
): Promise<AccountContact[]> {
  const boxes = sealed.filter((box) => box !== null);
  const opened = boxes.length === 0 ? [] : await vault.unsealMany(tenantId, boxes);
  const values = opened.values();
  return sealed.map((box) => {
    const value = box === null ? undefined : values.next().value;
    return value === undefined ? NO_CONTACT : zAccountContact.parse(value);
  });
}
