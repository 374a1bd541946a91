import { type ContactBook, formPointId, primaryPoint } from '../../domain/account/contact-points.ts';
import type { ContactPointForm, ContactPointKind } from '../../domain/account/events.ts';
import type { TenantId } from '../../domain/kernel/ids.ts';
import { type BulkVault, zAccountContact } from './account-contact.ts';
import { type Address, type Contact, isEmptyText, textOfForm, zAddress, zContact } from './contact-text.ts';

/** A contact or an address in clear text. All fields are null once its key was destroyed. */
export interface Listed<Text> {
  readonly id: string;
  readonly kind: ContactPointKind;
  readonly isPrimary: boolean;
  readonly country: string | null;
  readonly text: Text;
}

/** The contacts of an account: what its form holds, unless that is empty, and those that were added. */
export async function listContacts(
  vault: BulkVault,
  tenantId: TenantId,
  book: ContactBook,
): Promise<Listed<Contact>[]> {
  return listed(vault, tenantId, book, 'contact', (value) => zContact.parse(value));
}

export async function listAddresses(
  vault: BulkVault,
  tenantId: TenantId,
  book: ContactBook,
): Promise<Listed<Address>[]> {
  return listed(vault, tenantId, book, 'address', (value) => zAddress.parse(value));
}

async function listed<Text extends Contact | Address>(
  vault: BulkVault,
  tenantId: TenantId,
  book: ContactBook,
  form: ContactPointForm,
  parse: (value: unknown) => Text,
): Promise<Listed<Text>[]> {
  const points = book.contactPoints.filter((point) => point.form === form);
  const boxes = [...(book.contact === null ? [] : [book.contact]), ...points.map(({ sealed }) => sealed)];
  const opened = (boxes.length === 0 ? [] : await vault.unsealMany(tenantId, boxes)).values();
  const all: Listed<Text>[] = [];
  if (book.contact !== null) {
    const text = textOfForm(form, zAccountContact.parse(opened.next().value ?? {}));
    const isPrimary = primaryPoint(book, form, 'billing') === 'form';
    if (!isEmptyText(text)) {
      const country = form === 'address' ? book.billingCountry : null;
      all.push({ id: formPointId(book), kind: 'billing', isPrimary, country, text: parse(text) });
    }
  }
  for (const point of points) {
    const { pointId, kind, country } = point;
    const isPrimary = primaryPoint(book, form, kind) === point;
    all.push({ id: pointId, kind, isPrimary, country, text: parse(opened.next().value ?? {}) });
  }
  return all;
}
