import { z } from 'zod';
import type { ContactPointForm } from '../../domain/account/events.ts';

const zField = z.string().nullable().default(null);

/** A person or an office to turn to, in clear text. */
export const zContact = z.object({ name: zField, email: zField, phone: zField, jobTitle: zField });
export type Contact = z.infer<typeof zContact>;

/** A postal address in clear text (EN 16931 BG-8). Its country is no secret and stands beside it. */
export const zAddress = z.object({
  addressee: zField,
  line1: zField,
  line2: zField,
  city: zField,
  state: zField,
  postalCode: zField,
});
export type Address = z.infer<typeof zAddress>;

export type ContactText = Contact | Address;

export function textOf(form: ContactPointForm, value: unknown): ContactText {
  return form === 'contact' ? zContact.parse(value) : zAddress.parse(value);
}

export function isEmptyText(text: ContactText): boolean {
  return Object.values(text).every((value) => value === null);
}

/** The fields of the form that say the billing contact and the billing address. */
interface FormFields {
  readonly billingContactName: string | null;
  readonly billingContactEmail: string | null;
  readonly billingContactPhone: string | null;
  readonly billingAddressLine1: string | null;
  readonly billingAddressLine2: string | null;
  readonly billingCity: string | null;
  readonly billingState: string | null;
  readonly billingPostalCode: string | null;
}
type FormChanges = { readonly [Field in keyof FormFields]?: string | null | undefined };

/** A contact as the form's fields show it. */
export function formContact({ name, email, phone }: Contact) {
  return { billingContactName: name, billingContactEmail: email, billingContactPhone: phone };
}

export function formAddress({ line1, line2, city, state, postalCode }: Address) {
  return {
    billingAddressLine1: line1,
    billingAddressLine2: line2,
    billingCity: city,
    billingState: state,
    billingPostalCode: postalCode,
  };
}

/** What the form holds of a contact or address, as one of its own. The form knows no job title and no addressee. */
export function textOfForm(form: ContactPointForm, contact: FormFields): ContactText {
  return form === 'contact'
    ? {
        name: contact.billingContactName,
        email: contact.billingContactEmail,
        phone: contact.billingContactPhone,
        jobTitle: null,
      }
    : {
        addressee: null,
        line1: contact.billingAddressLine1,
        line2: contact.billingAddressLine2,
        city: contact.billingCity,
        state: contact.billingState,
        postalCode: contact.billingPostalCode,
      };
}

/** Fields of the form as those of a contact or an address; fields that are not mentioned stay out. */
export function contactTextOf(form: ContactPointForm, changes: FormChanges): Partial<Record<string, string | null>> {
  const text =
    form === 'contact'
      ? { name: changes.billingContactName, email: changes.billingContactEmail, phone: changes.billingContactPhone }
      : {
          line1: changes.billingAddressLine1,
          line2: changes.billingAddressLine2,
          city: changes.billingCity,
          state: changes.billingState,
          postalCode: changes.billingPostalCode,
        };
  return Object.fromEntries(Object.entries(text).filter(([, value]) => value !== undefined));
}
