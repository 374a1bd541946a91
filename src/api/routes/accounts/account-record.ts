import { z } from 'zod';
import { type AccountContact, contactBoxes } from '../../../application/directory/account-contact.ts';
import type { PlacedAccount } from '../../../application/directory/placed-account.ts';
import type { DirectoryUseCases } from '../../../application/directory/use-cases.ts';
import { billingCountryOf, type ContactBook } from '../../../domain/account/contact-points.ts';
import { zAccountStatus, zAccountType } from '../../../domain/account/events.ts';
import { zInvoicing } from '../../../domain/account/invoicing-events.ts';
import { zShortfall } from '../../../domain/account/order-policy.ts';
import { inheritedTerms, type PaymentTermsFields } from '../../../domain/account/terms.ts';
import { paymentTermDays } from '../../../domain/kernel/due-date.ts';
import { type PaymentTerms, zPaymentTerms, zTaxCategory } from '../../../domain/kernel/fields.ts';
import type { AccountId, TenantId } from '../../../domain/kernel/ids.ts';
import type { AccountSurroundings, ShownAccount } from '../../../projections/directory/queries/accounts.ts';
import type { AccountRow } from '../../../projections/directory/queries/rows.ts';
import { zMetadataAnswer, zMoneyText, zTimestamp, zWireDate, zWireUuid } from '../../values.ts';

const zText = z.string().nullable();

/** The fields of an account on the wire. */
export const accountFields = {
  id: zWireUuid,
  parentAccountId: zWireUuid.nullable(),
  accountName: z.string(),
  accountType: zAccountType,
  primaryContactEmail: zText,
  billingContactName: zText,
  billingContactEmail: zText,
  billingContactPhone: zText,
  billingAddressLine1: zText,
  billingAddressLine2: zText,
  billingCity: zText,
  billingState: zText,
  billingPostalCode: zText,
  billingCountry: zText,
  paymentTerms: zPaymentTerms,
  /** Also of terms that say the days in their name. */
  paymentTermsDays: z.int(),
  paymentTermsFrom: z.enum(['account', 'seller']).meta({
    description: 'seller: the account has no terms of its own; contracts take those of their seller, if it has any',
  }),
  currency: z.string(),
  taxId: zText,
  taxCategory: zTaxCategory.nullable(),
  creditLimit: zMoneyText.nullable(),
  creditHold: z.boolean(),
  invoicing: zInvoicing.meta({ description: 'How documents that are billed to it are grouped' }),
  orderPolicies: z
    .array(z.strictObject({ effectiveOn: zWireDate, requiresPurchaseOrder: z.boolean(), shortfall: zShortfall }))
    .meta({ description: 'Whether its documents need purchase orders; each holds from its day until the next' }),
  status: zAccountStatus,
  metadata: zMetadataAnswer,
  createdAt: zTimestamp,
  updatedAt: zTimestamp,
  deletedAt: zTimestamp.nullable(),
  mergedIntoAccountId: zWireUuid.nullable().meta({ description: 'The account that it turned out to be' }),
};

export const zAccount = z.strictObject(accountFields).meta({ id: 'Account' });
export type AccountRecord = z.infer<typeof zAccount>;

export const zAccountRow = z
  .strictObject({
    ...accountFields,
    parent: z.strictObject({ id: zWireUuid, accountName: z.string() }).nullable(),
    _count: z.strictObject({ children: z.int(), contracts: z.int(), invoices: z.int() }),
  })
  .meta({ id: 'AccountRow' });

/** An account without terms of its own shows the usual ones, which hold where the seller has none either. */
function shownTerms({ paymentTerms: own, paymentTermsDays: ownDays }: PaymentTermsFields<PaymentTerms | null>) {
  const { paymentTerms, paymentTermsDays } = inheritedTerms({ paymentTerms: own, paymentTermsDays: ownDays }, null);
  return {
    paymentTerms,
    paymentTermsDays: paymentTermDays(paymentTerms, paymentTermsDays),
    paymentTermsFrom: own === null ? ('seller' as const) : ('account' as const),
  };
}

/** What a command decided about an account, as a record. */
export function recordOfDecision({ account, parentAccountId, contact, createdAt, updatedAt }: PlacedAccount) {
  return {
    id: account.accountId,
    parentAccountId,
    accountName: account.accountName,
    accountType: account.accountType,
    ...contact,
    billingCountry: billingCountryOf(account),
    ...shownTerms(account),
    currency: account.currency,
    taxId: account.taxId,
    taxCategory: account.taxCategory,
    creditLimit: account.creditLimit,
    creditHold: account.creditHold,
    invoicing: account.invoicing,
    orderPolicies: [...account.orderPolicies],
    status: account.status,
    metadata: account.metadata,
    createdAt,
    updatedAt,
    deletedAt: account.status === 'closed' && account.mergedInto === null ? updatedAt : null,
    mergedIntoAccountId: account.mergedInto,
  } satisfies AccountRecord;
}

type Contacts = Pick<AccountRow, 'id' | 'contact' | 'billing_country' | 'contact_points' | 'primary_points'>;

/** The contacts and addresses of a row, as the domain reads them. */
export function bookOf(row: Contacts): ContactBook {
  return {
    accountId: row.id as AccountId, // the column holds nothing else
    contact: row.contact,
    billingCountry: row.billing_country,
    contactPoints: row.contact_points,
    primaryPoints: row.primary_points,
  };
}

function recordOfRow(row: ShownAccount, contact: AccountContact): AccountRecord {
  return {
    id: row.id,
    parentAccountId: row.parent_account_id,
    accountName: row.account_name,
    accountType: row.account_type,
    ...contact,
    billingCountry: billingCountryOf(bookOf(row)),
    ...shownTerms({ paymentTerms: row.payment_terms, paymentTermsDays: row.payment_terms_days }),
    currency: row.currency,
    taxId: row.tax_id,
    taxCategory: row.tax_category,
    creditLimit: row.credit_limit,
    creditHold: row.credit_hold,
    invoicing: row.invoicing,
    orderPolicies: [...row.order_policies],
    status: row.status,
    metadata: row.metadata,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    deletedAt: row.deleted_at,
    mergedIntoAccountId: row.merged_into_account_id,
  };
}

type ContactReader = Pick<DirectoryUseCases, 'readContacts'>;

/** Rows with their contacts opened, all with one look at the keys; `finish` adds what a list shows beside the fields. */
async function recordsOf<Row extends ShownAccount, Record>(
  directory: ContactReader,
  tenantId: TenantId,
  rows: readonly Row[],
  finish: (record: AccountRecord, row: Row) => Record,
): Promise<Record[]> {
  const contacts = await directory.readContacts(
    tenantId,
    rows.map((row) => contactBoxes(bookOf(row))),
  );
  return rows.flatMap((row, index) => {
    const contact = contacts[index];
    return contact === undefined ? [] : [finish(recordOfRow(row, contact), row)];
  });
}

/** With the parent's name and the counts. */
export function accountListRecords(
  directory: ContactReader,
  tenantId: TenantId,
  rows: readonly (AccountRow & AccountSurroundings)[],
) {
  return recordsOf(directory, tenantId, rows, (record, row) => ({
    ...record,
    parent:
      row.parent_account_id === null || row.parent_name === null
        ? null
        : { id: row.parent_account_id, accountName: row.parent_name },
    _count: { children: row.child_count, contracts: row.contract_count, invoices: row.invoice_count },
  }));
}

/** With the distance from the account that was asked about. */
export function placedRecords<Row extends ShownAccount & { readonly depth: number }>(
  directory: ContactReader,
  tenantId: TenantId,
  rows: readonly Row[],
) {
  return recordsOf(directory, tenantId, rows, (record, { depth }) => ({ ...record, depth }));
}
