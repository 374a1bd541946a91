import { zBillingFrequency } from '../../domain/contract/events.ts';
import { takesDays } from '../../domain/kernel/due-date.ts';
import { zPaymentTerms } from '../../domain/kernel/fields.ts';
import { AMOUNT, CURRENCY, choice, DATE, text, whole, YES_NO } from './cell-kinds.ts';
import { type FileDefinition, optional, type Row, required, type ValuesOf, withDefault } from './file-definition.ts';

const columns = {
  contractNumber: required(text(200), 'Identifies the contract.', 'C-2026-0007'),
  contractName: optional(text(200), 'Stands on invoices.', 'Platform for the Berlin office', 'the contract number'),
  accountReference: required(text(100), '`reference` of the account that has the contract.', 'A-1001'),
  billToReference: optional(
    text(100),
    '`reference` of the account that gets the invoices.',
    'A-1000',
    'as the account says: itself unless set otherwise',
  ),
  sku: optional(text(100), 'Product that is sold; its catalogue price freezes at activation.', 'SEAT-PRO-EUR'),
  seats: optional(whole(0, 100_000_000), 'Seats, or units.', '120', '`committedSeats`, else 1'),
  seatPrice: optional(AMOUNT, 'Price per seat and month. With a product it replaces the catalogue price.', '19.90'),
  contractValue: optional(
    AMOUNT,
    'Net, over the whole term. Without `sku` and `seatPrice` it is spread evenly over the billing periods.',
    '120000',
  ),
  committedSeats: optional(whole(0, 100_000_000), 'Never fewer seats than these are billed.', '100'),
  currency: optional(CURRENCY, 'Currency of the contract.', 'EUR', 'that of the account'),
  startDate: required(DATE, 'First day of the term.', '2026-01-31'),
  endDate: required(DATE, 'Last day of the term.', '2027-01-30'),
  billingFrequency: required(choice(zBillingFrequency.options), 'Length of a billing period.', 'quarterly'),
  billingIntervalMonths: optional(whole(1, 120), 'Months, with the billing frequency `custom` only.', '2'),
  billingInAdvance: withDefault(YES_NO, true, 'Billed when a period begins, or after it has ended.', 'true'),
  paymentTerms: optional(choice(zPaymentTerms.options), 'When its invoices are due.', 'net_60', 'those of the account'),
  paymentTermsDays: optional(
    whole(0, 365),
    'Days, with the payment terms that count them: `custom`, `end_of_month_plus_days`, `days_then_end_of_month`.',
    '45',
  ),
  purchaseOrderNumber: optional(text(200), "The customer's order number.", 'PO-4711'),
  autoRenew: withDefault(
    YES_NO,
    false,
    'Renews by itself when its notice is over, also for terms that have passed since.',
    'false',
  ),
  renewalNoticeDays: optional(whole(0, 730), 'Notice before the end of a term, in days.', '90'),
  notes: optional(text(4000), 'For your own people.', 'Signed by both sides'),
  status: required(choice(['draft', 'active']), 'Drafts are not billed.', 'active'),
};

export const CONTRACTS: FileDefinition<typeof columns> = {
  file: 'contracts.csv',
  about:
    'One row for each contract, with one line each. What it costs: `seats` and `seatPrice`, or a `sku` (with `seats`), ' +
    'or a `contractValue`.',
  columns,
  key: ['contractNumber'],
  faults: (values) => [...pricingFaults(values), ...termFaults(values)],
};

export type ContractRow = Row<typeof columns>;
type ContractValues = ValuesOf<typeof columns>;

function pricingFaults({ sku, seats, seatPrice, contractValue, committedSeats }: ContractValues) {
  const faults = [];
  if (sku === null && seatPrice === null && contractValue === null) {
    faults.push({ column: 'seatPrice', reason: 'or a sku, or a contractValue, is required: they say what it costs' });
  }
  if (seatPrice !== null && seats === null && committedSeats === null) {
    faults.push({ column: 'seats', reason: 'is required with a seatPrice' });
  }
  if (seats !== null && committedSeats !== null && seats < committedSeats) {
    faults.push({ column: 'seats', reason: `must be ${committedSeats} (committedSeats) or more` });
  }
  return faults;
}

function termFaults(values: ContractValues) {
  const { startDate, endDate, billingFrequency, billingIntervalMonths, paymentTerms, paymentTermsDays } = values;
  const faults = [];
  if (endDate < startDate) {
    faults.push({ column: 'endDate', reason: `must be ${startDate} (startDate) or later` });
  }
  if ((billingFrequency === 'custom') !== (billingIntervalMonths !== null)) {
    const reason = billingIntervalMonths === null ? 'is required with' : 'must be empty unless with';
    faults.push({ column: 'billingIntervalMonths', reason: `${reason} the billing frequency custom` });
  }
  if ((paymentTerms !== null && takesDays(paymentTerms)) !== (paymentTermsDays !== null)) {
    const reason = paymentTermsDays === null ? 'is required with' : 'must be empty unless with';
    faults.push({
      column: 'paymentTermsDays',
      reason: `${reason} ${paymentTerms === null || paymentTerms === 'custom' ? 'custom payment terms' : paymentTerms}`,
    });
  }
  return faults;
}
