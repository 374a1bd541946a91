import { z } from 'zod';
import type { ContactChanges } from '../../../application/directory/account-contact.ts';
import { zAccountStatus, zAccountType } from '../../../domain/account/events.ts';
import { zCurrencyCode } from '../../../domain/kernel/currency.ts';
import { zCountryCode, zPaymentTerms, zTaxCategory } from '../../../domain/kernel/fields.ts';
import { zAccountId } from '../../../domain/kernel/ids.ts';
import { zOptional, zOptionalText, zRequiredText, zWireInteger, zWireMetadata, zWireMoney } from '../../values.ts';

/** RFC 5321 allows 254 characters; what stands before and after the @ only its own mail server knows. */
export const zEmail = zOptional(
  z
    .string()
    .trim()
    .max(254, 'must have at most 254 characters')
    .regex(/^[^\s@]+@[^\s@]+$/, 'must be an e-mail address, such as billing@example.com'),
);

const contactInput = {
  primaryContactEmail: zEmail,
  billingContactName: zOptionalText(200),
  billingContactEmail: zEmail,
  billingContactPhone: zOptionalText(50),
  billingAddressLine1: zOptionalText(200),
  billingAddressLine2: zOptionalText(200),
  billingCity: zOptionalText(100),
  billingState: zOptionalText(100),
  billingPostalCode: zOptionalText(20),
};

const optionalInput = {
  parentAccountId: zOptional(zAccountId),
  ...contactInput,
  billingCountry: zOptional(zCountryCode),
  paymentTerms: zOptional(zPaymentTerms),
  paymentTermsDays: zOptional(zWireInteger(0, 365)),
  currency: zOptional(zCurrencyCode),
  taxId: zOptionalText(50),
  taxCategory: zOptional(zTaxCategory),
  creditLimit: zOptional(zWireMoney),
  creditHold: z.boolean().optional(),
  metadata: zWireMetadata.optional(),
};

export const zNewAccount = z
  .strictObject({
    accountName: zRequiredText(200),
    accountType: zAccountType,
    status: zOptional(zAccountStatus.exclude(['closed'])),
    ...optionalInput,
  })
  .meta({ id: 'NewAccount' });

export const zAccountChanges = z
  .strictObject({
    accountName: zRequiredText(200).optional(),
    accountType: zAccountType.optional(),
    /** `closed` closes the account, as DELETE does. */
    status: zAccountStatus.optional(),
    ...optionalInput,
    /** `account` makes the usual terms its own, `seller` takes its own away. */
    paymentTermsFrom: z.enum(['account', 'seller']).optional(),
    /** Why: stands in the events that have a place for it. */
    reason: zOptionalText(1000),
  })
  .meta({ id: 'AccountChanges' });

/** The fields that are sealed, out of a body. */
export function contactOf(body: z.infer<typeof zNewAccount> | z.infer<typeof zAccountChanges>): ContactChanges {
  return {
    primaryContactEmail: body.primaryContactEmail,
    billingContactName: body.billingContactName,
    billingContactEmail: body.billingContactEmail,
    billingContactPhone: body.billingContactPhone,
    billingAddressLine1: body.billingAddressLine1,
    billingAddressLine2: body.billingAddressLine2,
    billingCity: body.billingCity,
    billingState: body.billingState,
    billingPostalCode: body.billingPostalCode,
  };
}
