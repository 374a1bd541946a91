import { zAccountStatus, zAccountType } from '../../domain/account/events.ts';
import { takesDays } from '../../domain/kernel/due-date.ts';
import { zPaymentTerms, zTaxCategory } from '../../domain/kernel/fields.ts';
import { AMOUNT, COUNTRY, CURRENCY, choice, EMAIL, text, whole, YES_NO } from './cell-kinds.ts';
import { type FileDefinition, optional, type Row, required, withDefault } from './file-definition.ts';

const columns = {
  reference: required(text(100), "The customer's number in your books. It identifies the account.", 'A-1001'),
  accountName: required(text(200), 'Legal name.', 'Alder Works GmbH'),
  accountType: withDefault(choice(zAccountType.options), 'enterprise', 'Size class.', 'mid_market'),
  parentReference: optional(
    text(100),
    '`reference` of the parent: in this file, in any order, or imported before.',
    'A-1000',
    'stands at the top',
  ),
  status: withDefault(choice(zAccountStatus.exclude(['closed']).options), 'active', 'State of the account.', 'active'),
  currency: required(CURRENCY, 'Currency of its contracts unless they say another.', 'EUR'),
  paymentTerms: withDefault(choice(zPaymentTerms.options), 'net_30', 'When its invoices are due.', 'net_60'),
  paymentTermsDays: optional(
    whole(0, 365),
    'Days, with the payment terms that count them: `custom`, `end_of_month_plus_days`, `days_then_end_of_month`.',
    '45',
  ),
  creditLimit: optional(
    AMOUNT,
    "In the account's currency. What is imported is not tested against it; documents are.",
    '250000',
    'no limit',
  ),
  creditHold: withDefault(YES_NO, false, 'Stops new business by hand. Imports go on.', 'false'),
  taxId: optional(text(50), 'VAT or other tax number.', 'DE123456789'),
  taxCategory: optional(
    choice(zTaxCategory.options),
    'Overrides the tax category of everything billed to it.',
    'reverse_charge',
    'the tax category of the product',
  ),
  primaryContactEmail: optional(EMAIL, 'Sealed with the key of the account.', 'office@example.com'),
  billingContactName: optional(text(200), 'Sealed.', 'Robin Alder'),
  billingContactEmail: optional(EMAIL, 'Sealed.', 'billing@example.com'),
  billingContactPhone: optional(text(50), 'Sealed.', '+49 30 5550100'),
  billingAddressLine1: optional(text(200), 'Sealed.', 'Lindenstrasse 4'),
  billingAddressLine2: optional(text(200), 'Sealed.', '3rd floor'),
  billingCity: optional(text(200), 'Sealed.', 'Berlin'),
  billingState: optional(text(200), 'Sealed.', 'Berlin'),
  billingPostalCode: optional(text(50), 'Sealed.', '10969'),
  billingCountry: optional(COUNTRY, 'Country that the invoice goes to.', 'DE'),
};

export const ACCOUNTS: FileDefinition<typeof columns> = {
  file: 'accounts.csv',
  about: 'One row for each customer account.',
  columns,
  key: ['reference'],
  faults: ({ reference, parentReference, paymentTerms, paymentTermsDays }) => [
    ...(parentReference === reference ? [{ column: 'parentReference', reason: 'is the account itself' }] : []),
    ...(takesDays(paymentTerms) && paymentTermsDays === null
      ? [
          {
            column: 'paymentTermsDays',
            reason: `is required with ${paymentTerms === 'custom' ? 'custom payment terms' : paymentTerms}`,
          },
        ]
      : []),
    ...(!takesDays(paymentTerms) && paymentTermsDays !== null
      ? [{ column: 'paymentTermsDays', reason: `must be empty with the payment terms ${paymentTerms}` }]
      : []),
  ],
};

export type AccountRow = Row<typeof columns>;
