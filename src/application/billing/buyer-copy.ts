import { billingCountryOf } from '../../domain/account/contact-points.ts';
import type { Account } from '../../domain/account/state.ts';
import type { TenantId } from '../../domain/kernel/ids.ts';
import type { Sealed } from '../../domain/kernel/sealed.ts';
import { type AccountContact, NO_CONTACT, readContact } from '../directory/account-contact.ts';
import { isEmptyText, textOfForm } from '../directory/contact-text.ts';
import type { Vault } from '../ports/vault.ts';

/** What a document says of its buyer beside name and tax id (EN 16931 BG-8, BG-9). */
export interface BuyerCopy {
  readonly contact: Sealed | null;
  readonly country: string | null;
}

/**
 * The billing contact and the billing address of the buyer, each of the buyer's own where it has one, else of the account
 * that the document goes to: a subsidiary that keeps no address is billed at its parent's. Sealed anew under the key of the
 * buyer's documents of that year, which is kept as long as tax law wants them, also when the account's own key is destroyed.
 */
export async function buyerCopy(
  vault: Vault,
  tenantId: TenantId,
  { buyer, billTo, year }: { readonly buyer: Account; readonly billTo: Account; readonly year: number },
): Promise<BuyerCopy> {
  const own = (await readContact(vault, tenantId, buyer)) ?? NO_CONTACT;
  const isWhole = has(own, 'contact') && has(own, 'address');
  const isOther = billTo.accountId !== buyer.accountId;
  const other = isOther && !isWhole ? ((await readContact(vault, tenantId, billTo)) ?? NO_CONTACT) : NO_CONTACT;
  const person = has(own, 'contact') ? own : other;
  const place = has(own, 'address') ? own : other;
  const copy: AccountContact = {
    primaryContactEmail: own.primaryContactEmail ?? other.primaryContactEmail,
    billingContactName: person.billingContactName,
    billingContactEmail: person.billingContactEmail,
    billingContactPhone: person.billingContactPhone,
    billingAddressLine1: place.billingAddressLine1,
    billingAddressLine2: place.billingAddressLine2,
    billingCity: place.billingCity,
    billingState: place.billingState,
    billingPostalCode: place.billingPostalCode,
  };
  const isOfOther = place === other && has(other, 'address');
  const isEmpty = Object.values(copy).every((value) => value === null);
  return {
    contact: isEmpty ? null : await vault.seal(tenantId, `documents:${buyer.accountId}:${year}`, copy),
    country: isOfOther ? billingCountryOf(billTo) : (billingCountryOf(buyer) ?? billingCountryOf(billTo)),
  };
}

function has(contact: AccountContact, form: 'contact' | 'address'): boolean {
  return !isEmptyText(textOfForm(form, contact));
}
