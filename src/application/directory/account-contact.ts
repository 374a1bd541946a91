import { z } from 'zod';
import { type ContactBook, primaryPoint } from '../../domain/account/contact-points.ts';
import type { AccountId, TenantId } from '../../domain/kernel/ids.ts';
import type { Sealed } from '../../domain/kernel/sealed.ts';
import type { Vault } from '../ports/vault.ts';
import { formAddress, formContact, zAddress, zContact } from './contact-text.ts';

const zField = z.string().nullable().default(null);

/**
 * What the form of an account knows about people: sealed as one object under the account's own key. The country is no
 * secret. As an answer it is a view: where another contact or address is primary, the billing fields show that one.
 */
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

/** What the form holds in clear text, or undefined when the account's key was destroyed. */
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

/** The boxes that the form's fields show: its own, and those of another primary contact or address for billing. */
export interface ContactBoxes {
  readonly form: Sealed | null;
  /** Null where the form's own is the primary. */
  readonly contact: Sealed | null;
  readonly address: Sealed | null;
}

export function contactBoxes(book: ContactBook): ContactBoxes {
  const boxOf = (form: 'contact' | 'address') => {
    const primary = primaryPoint(book, form, 'billing');
    return primary === undefined || primary === 'form' ? null : primary.sealed;
  };
  return { form: book.contact, contact: boxOf('contact'), address: boxOf('address') };
}

/** The view in clear text, or undefined when the account's key was destroyed. */
export async function readContact(
  vault: Vault,
  tenantId: TenantId,
  book: ContactBook,
): Promise<AccountContact | undefined> {
  const boxes = contactBoxes(book);
  const form = await unsealContact(vault, tenantId, boxes.form);
  const contact = boxes.contact === null ? null : await vault.unseal(tenantId, boxes.contact);
  const address = boxes.address === null ? null : await vault.unseal(tenantId, boxes.address);
  return form === undefined && boxes.contact === null && boxes.address === null
    ? undefined
    : viewOf(form ?? NO_CONTACT, contact, address);
}

/** `null`: the form's own; undefined: it was erased, and shows nothing. */
function viewOf(form: AccountContact, contact: unknown, address: unknown): AccountContact {
  return {
    ...form,
    ...(contact === null ? {} : formContact(zContact.parse(contact ?? {}))),
    ...(address === null ? {} : formAddress(zAddress.parse(address ?? {}))),
  };
}

/** A vault that opens many boxes with one look at its keys. */
export interface BulkVault extends Vault {
  /** In the order of the boxes; undefined where the subject's key was destroyed. */
  unsealMany(tenantId: TenantId, sealed: readonly Sealed[]): Promise<readonly unknown[]>;
}

/** {@link readContact} for the rows of a list, in their order. */
export async function readContacts(
  vault: BulkVault,
  tenantId: TenantId,
  many: readonly ContactBoxes[],
): Promise<AccountContact[]> {
  const boxes = many.flatMap(({ form, contact, address }) => [form, contact, address]).filter((box) => box !== null);
  const opened = boxes.length === 0 ? [] : await vault.unsealMany(tenantId, boxes);
  const values = opened.values();
  const next = (box: Sealed | null) => (box === null ? null : values.next().value);
  return many.map(({ form, contact, address }) =>
    viewOf(zAccountContact.parse(next(form) ?? {}), next(contact), next(address)),
  );
}
