import { z } from 'zod';
import { zCivilDate } from '../kernel/calendar.ts';
import { zCurrencyCode } from '../kernel/currency.ts';
import { zDecimalString } from '../kernel/decimal.ts';
import { type EventsOf, event, type Upcaster } from '../kernel/events.ts';
import { zCountryCode, zMetadata, zPaymentTerms, zReason, zShortText, zTaxCategory } from '../kernel/fields.ts';
import { zAccountId, zUuid } from '../kernel/ids.ts';
import { zRoleName } from '../kernel/principal.ts';
import { zSealed } from '../kernel/sealed.ts';
import { zAutomaticHold, zCreditPolicy } from './credit-terms.ts';
import { invoicingEvents } from './invoicing-events.ts';
import { zOrderPolicy } from './order-policy.ts';

export const zAccountType = z.enum(['enterprise', 'smb', 'startup', 'mid_market']);
export type AccountType = z.infer<typeof zAccountType>;

export const zAccountStatus = z.enum(['active', 'inactive', 'suspended', 'pending', 'closed']);
export type AccountStatus = z.infer<typeof zAccountStatus>;

export const zContactPointId = zUuid.brand<'ContactPointId'>();
export type ContactPointId = z.infer<typeof zContactPointId>;

/** What of a contact point is said: a person or office to turn to, or a place. */
export const zContactPointForm = z.enum(['contact', 'address']);
export type ContactPointForm = z.infer<typeof zContactPointForm>;

/** What it is for. Each account has at most one primary of each form and kind. */
export const zContactPointKind = z.enum(['billing', 'shipping', 'legal']);
export type ContactPointKind = z.infer<typeof zContactPointKind>;

export const zTaxRegistrationId = zUuid.brand<'TaxRegistrationId'>();
export type TaxRegistrationId = z.infer<typeof zTaxRegistrationId>;

/** `vat`: the number of value added or goods and services tax; `tax`: that of the tax office or company register. */
export const zTaxRegistrationKind = z.enum(['vat', 'tax']);
export type TaxRegistrationKind = z.infer<typeof zTaxRegistrationKind>;

export const zTaxNumber = z.string().min(1).max(50);

/** Before 2 the day of the change was only in the moment of recording. */
const withoutDay: Upcaster = (data) => ({ ...(data as object), changedOn: null });

/** Before 2 holds were set and released by hand, and neither day nor role were kept. */
const byHand: Upcaster = (data) => ({
  ...(data as object),
  changedOn: null,
  isAutomatic: false,
  role: null,
  automaticAgainOn: null,
});

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
      /** Null: those of the seller. */
      paymentTerms: zPaymentTerms.nullable(),
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
    z.strictObject({ paymentTerms: zPaymentTerms.nullable(), paymentTermsDays: z.int().min(0).max(365).nullable() }),
  ),
  AccountCreditLimitChanged: event(z.strictObject({ from: zDecimalString.nullable(), to: zDecimalString.nullable() })),
  /** Replaces what was said for the same day. */
  AccountOrderPolicyChanged: event(
    z.strictObject({ effectiveOn: zCivilDate, ...zOrderPolicy.shape, reason: zReason.nullable() }),
  ),
  AccountCreditHoldChanged: event(
    z.strictObject({
      creditHold: z.boolean(),
      reason: zReason.nullable(),
      /** Null in events from before days were kept. */
      changedOn: zCivilDate.nullable(),
      /** By what is overdue, and not by a person. */
      isAutomatic: z.boolean(),
      /** The role by which a person did it. */
      role: zRoleName.nullable(),
      /** After a person's release: the first day on which overdue documents may hold the account again. */
      automaticAgainOn: zCivilDate.nullable(),
    }),
    byHand,
  ),
  /** How its credit is looked after from a day on. Its own limit is a fact apart. */
  AccountCreditPolicyChanged: event(
    z.strictObject({
      policy: zCreditPolicy,
      /** Of the account and everything below it together. */
      groupCreditLimit: zDecimalString.nullable(),
      automaticHold: zAutomaticHold.nullable(),
      effectiveOn: zCivilDate,
      reason: zReason.nullable(),
    }),
  ),
  AccountStatusChanged: event(
    z.strictObject({
      from: zAccountStatus,
      to: zAccountStatus.exclude(['closed']),
      /** Null in events from before days were kept. */
      changedOn: zCivilDate.nullable(),
      reason: zReason.nullable(),
    }),
    withoutDay,
  ),
  /** One more contact or address beside the form's. Its subject is itself, so that one person can be forgotten alone. */
  AccountContactPointAdded: event(
    z.strictObject({
      pointId: zContactPointId,
      form: zContactPointForm,
      kind: zContactPointKind,
      /** Of an address; open, since tax depends on it. */
      country: zCountryCode.nullable(),
      sealed: zSealed,
    }),
  ),
  /** Only what changed is there. */
  AccountContactPointChanged: event(
    z.strictObject({
      pointId: zContactPointId,
      kind: zContactPointKind.optional(),
      country: zCountryCode.nullable().optional(),
      sealed: zSealed.optional(),
    }),
  ),
  AccountContactPointRemoved: event(z.strictObject({ pointId: zContactPointId, reason: zReason.nullable() })),
  /** From now on it is the primary of its form and kind. The account's own id stands for what the form holds. */
  AccountContactPointPreferred: event(
    z.strictObject({ form: zContactPointForm, kind: zContactPointKind, pointId: zContactPointId }),
  ),
  AccountTaxRegistrationAdded: event(
    z.strictObject({
      registrationId: zTaxRegistrationId,
      country: zCountryCode,
      kind: zTaxRegistrationKind,
      /** As its country writes it, without spaces and points. */
      number: zTaxNumber,
      /** False where no rule is published that we know. */
      isChecked: z.boolean(),
    }),
  ),
  AccountTaxRegistrationRemoved: event(
    z.strictObject({ registrationId: zTaxRegistrationId, reason: zReason.nullable() }),
  ),
  ...invoicingEvents,
  /** Nothing new may come to the account from here on, while it is looked whether anything stands in the way of closing. */
  AccountClosingStarted: event(z.strictObject({ startedOn: zCivilDate, reason: zReason.nullable() })),
  /** Something stood in the way: the account goes on. */
  AccountClosingWithdrawn: event(z.strictObject({ withdrawnOn: zCivilDate, because: zReason })),
  /** It was another account all along. What it has signed and what it owes stays with it; nothing new comes. */
  AccountMergedInto: event(
    z.strictObject({ intoAccountId: zAccountId, mergedOn: zCivilDate, reason: zReason.nullable() }),
  ),
  /** The other side: this account goes on for both. */
  AccountAbsorbed: event(
    z.strictObject({ absorbedAccountId: zAccountId, mergedOn: zCivilDate, reason: zReason.nullable() }),
  ),
  /** Deleting is closing: the record is hidden from lists, its history stays. */
  AccountClosed: event(z.strictObject({ closedOn: zCivilDate, reason: zReason.nullable() })),
};

export type AccountEvent = EventsOf<typeof accountEvents>;
