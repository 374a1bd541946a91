import { z } from 'zod';
import { zCivilDate } from '../kernel/calendar.ts';
import { zCurrencyCode } from '../kernel/currency.ts';
import { zDecimalString } from '../kernel/decimal.ts';
import { type EventsOf, event } from '../kernel/events.ts';
import { zCountryCode, zMetadata, zPaymentTerms, zReason, zShortText, zTaxCategory } from '../kernel/fields.ts';
import { zAccountId } from '../kernel/ids.ts';
import { zSealed } from '../kernel/sealed.ts';

export const zAccountType = z.enum(['enterprise', 'smb', 'startup', 'mid_market']);
export type AccountType = z.infer<typeof zAccountType>;

export const zAccountStatus = z.enum(['active', 'inactive', 'suspended', 'pending', 'closed']);
export type AccountStatus = z.infer<typeof zAccountStatus>;

/**
 * Facts of one customer account. People's names, addresses and telephone numbers stand here only as ciphertext
 * (`contact`). The parent at opening stands here; every later move is a fact of the tenant's account tree.
 */
export const accountEvents = {
  AccountOpened: event(
    z.strictObject({
      accountId: zAccountId,
      accountName: zShortText,
      accountType: zAccountType,
      status: zAccountStatus.exclude(['closed']),
      parentAccountId: zAccountId.nullable(),
      currency: zCurrencyCode,
      paymentTerms: zPaymentTerms,
      paymentTermsDays: z.int().min(0).max(365).nullable(),
      taxId: z.string().min(1).max(50).nullable(),
      billingCountry: zCountryCode.nullable(),
      /** Overrides the tax category of every line billed to this account, such as reverse charge. */
      taxCategory: zTaxCategory.nullable(),
      creditLimit: zDecimalString.nullable(),
      creditHold: z.boolean(),
      contact: zSealed.nullable(),
      metadata: zMetadata,
    }),
  ),
  AccountDetailsChanged: event(
    z.strictObject({
      accountName: zShortText.optional(),
      accountType: zAccountType.optional(),
      currency: zCurrencyCode.optional(),
      taxId: z.string().min(1).max(50).nullable().optional(),
      billingCountry: zCountryCode.nullable().optional(),
      taxCategory: zTaxCategory.nullable().optional(),
      metadata: zMetadata.optional(),
    }),
  ),
  AccountContactChanged: event(z.strictObject({ contact: zSealed.nullable() })),
  AccountPaymentTermsChanged: event(
    z.strictObject({ paymentTerms: zPaymentTerms, paymentTermsDays: z.int().min(0).max(365).nullable() }),
  ),
  AccountCreditLimitChanged: event(z.strictObject({ from: zDecimalString.nullable(), to: zDecimalString.nullable() })),
  AccountCreditHoldChanged: event(z.strictObject({ creditHold: z.boolean(), reason: zReason.nullable() })),
  AccountStatusChanged: event(
    z.strictObject({ from: zAccountStatus, to: zAccountStatus.exclude(['closed']), reason: zReason.nullable() }),
  ),
  /** Deleting is closing: the record is hidden from lists, its history stays. */
  AccountClosed: event(z.strictObject({ closedOn: zCivilDate, reason: zReason.nullable() })),
};

export type AccountEvent = EventsOf<typeof accountEvents>;
