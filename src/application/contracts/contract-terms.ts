import type { Account } from '../../domain/account/state.ts';
import { contractFault } from '../../domain/account/status.ts';
import { inheritedTerms, normalPaymentTerms } from '../../domain/account/terms.ts';
import type { BillingFrequency } from '../../domain/contract/events.ts';
import { type ContractPolicies, DEFAULT_POLICIES, type RenewalPrice } from '../../domain/contract/policies.ts';
import { intervalMonthsOf } from '../../domain/contract/term.ts';
import type { ContractTerms } from '../../domain/contract/terms.ts';
import type { CivilDate } from '../../domain/kernel/calendar.ts';
import type { CurrencyCode } from '../../domain/kernel/currency.ts';
import type { Rejection } from '../../domain/kernel/decider.ts';
import type { DecimalString } from '../../domain/kernel/decimal.ts';
import type { Metadata, PaymentTerms } from '../../domain/kernel/fields.ts';
import type { AccountId, DiscountId, PriceBookId, TenantId } from '../../domain/kernel/ids.ts';
import type { MinimumCommitment } from '../../domain/rating/owed.ts';
import type { Uplift } from '../../domain/rating/uplift.ts';
import { policyOn } from '../../domain/seller/policies.ts';
import type { Seller } from '../../domain/seller/state.ts';
import { derivedId } from '../derived-ids.ts';
import { loadAccount } from '../directory/existing-account.ts';
import { billToOf } from '../directory/set-bill-to.ts';
import type { EventStore } from '../ports/event-store.ts';
import { type DiscountInput, discountOf } from './discount-input.ts';

/** The terms of a contract as a caller gives them; null where there is a default. */
export interface TermsInput {
  /** The contract number where it is left out. */
  readonly contractName: string | null;
  readonly contractNumber: string;
  readonly accountId: AccountId;
  /** Where it is left out, as the account says for contracts that start on that day. */
  readonly billToAccountId: AccountId | null;
  readonly purchaseOrderNumber: string | null;
  /** The account's where it is left out. */
  readonly currency: CurrencyCode | null;
  /** Where lines without a price take theirs; null: as the catalogue says. */
  readonly priceBookId: PriceBookId | null;
  readonly startDate: CivilDate;
  readonly endDate: CivilDate;
  /** 0 counts as absent. */
  readonly contractValue: DecimalString | null;
  readonly billingFrequency: BillingFrequency;
  /** Needed where the frequency is custom. */
  readonly billingIntervalMonths: number | null;
  readonly billingInAdvance: boolean;
  /** First day of some billing period; null: the first day of service. */
  readonly billingAnchor: CivilDate | null;
  readonly trialDays: number;
  readonly discounts: readonly DiscountInput[];
  readonly uplift: Uplift | null;
  readonly minimumCommitment: MinimumCommitment | null;
  readonly renewalTermMonths: number | null;
  /** Null: a new term keeps the prices. */
  readonly renewalPrice: RenewalPrice | null;
  /** Where a policy is left out, the seller's, else the default (billing-rules). */
  readonly policies: Partial<ContractPolicies>;
  /** The account's where they are left out, or the seller's where it has none. */
  readonly paymentTerms: PaymentTerms | null;
  readonly paymentTermsDays: number | null;
  readonly autoRenew: boolean;
  readonly renewalNoticeDays: number | null;
  readonly notes: string | null;
  readonly metadata: Metadata;
}

/** The terms with what the accounts say where the contract says nothing, and the seller where they do not either. */
export async function termsOf(
  eventStore: EventStore,
  tenantId: TenantId,
  input: TermsInput,
  seller: Pick<Seller, 'defaultTerms' | 'policies'>,
): Promise<ContractTerms | { readonly rejection: Rejection }> {
  const billToAccountId =
    input.billToAccountId ?? (await billToOf(eventStore, tenantId, input.accountId, input.startDate));
  const account = await openAccount(eventStore, tenantId, input.accountId, 'accountId');
  const billTo = await openAccount(eventStore, tenantId, billToAccountId, 'billToAccountId');
  if ('rejection' in account || 'rejection' in billTo) {
    return 'rejection' in account ? account : (billTo as { rejection: Rejection }); // one of them was refused
  }
  const billingIntervalMonths = intervalMonthsOf(input.billingFrequency, input.billingIntervalMonths);
  if (billingIntervalMonths === undefined) {
    return intervalMissing();
  }
  const payment =
    input.paymentTerms === null
      ? inheritedTerms(billTo, seller.defaultTerms)
      : normalPaymentTerms({ paymentTerms: input.paymentTerms, paymentTermsDays: input.paymentTermsDays });
  const { purchaseOrderNumber, startDate, endDate, contractValue, billingFrequency, billingInAdvance } = input;
  const { autoRenew, renewalNoticeDays, notes, metadata } = input;
  const { priceBookId, billingAnchor, trialDays, uplift, minimumCommitment, renewalTermMonths } = input;
  return {
    contractName: input.contractName ?? input.contractNumber,
    accountId: input.accountId,
    billToAccountId,
    purchaseOrderNumber,
    currency: input.currency ?? account.currency,
    priceBookId,
    startDate,
    endDate,
    contractValue,
    billingFrequency,
    billingIntervalMonths,
    billingInAdvance,
    billingAnchor,
    trialDays,
    discounts: contractDiscounts(input.discounts, input.contractNumber, billingIntervalMonths),
    uplift,
    minimumCommitment,
    renewalTermMonths,
    renewalPrice: input.renewalPrice ?? { kind: 'keep' },
    policies: { ...DEFAULT_POLICIES, ...sellersPolicies(seller, startDate), ...input.policies },
    ...payment,
    autoRenew,
    renewalNoticeDays,
    notes,
    metadata,
  };
}

/** What the seller says for contracts that start on that day; it is the contract's own from then on. */
function sellersPolicies({ policies }: Pick<Seller, 'policies'>, startDate: CivilDate): Partial<ContractPolicies> {
  const invoiceLeadDays = policyOn(policies, 'invoiceLeadDays', startDate);
  return invoiceLeadDays === undefined ? {} : { invoiceLeadDays };
}

/** Ids derive from the contract's number and the place, so the same input gives the same discounts. */
export function contractDiscounts(
  discounts: readonly DiscountInput[],
  contractNumber: string,
  billingIntervalMonths: number,
): ContractTerms['discounts'] {
  return discounts.map((discount, index) =>
    discountOf(
      discount,
      derivedId('contract discount', contractNumber, index + 1) as DiscountId, // a fresh UUID of ours
      billingIntervalMonths,
    ),
  );
}

export function intervalMissing(): { readonly rejection: Rejection } {
  return {
    rejection: {
      code: 'BILLING_INTERVAL_MISSING',
      message: 'A custom billing frequency needs the months of one billing period; send billingIntervalMonths.',
      fields: { billingIntervalMonths: 'is required with a custom billing frequency' },
    },
  };
}

/** An account that new contracts may stand on: it exists, and its status allows it. */
export async function openAccount(
  eventStore: EventStore,
  tenantId: TenantId,
  accountId: AccountId,
  field: 'accountId' | 'billToAccountId',
  contractStep: 'drafts' | 'activation' = 'drafts',
): Promise<Account | { readonly rejection: Rejection }> {
  const found = await loadAccount(eventStore, tenantId, accountId);
  if (found === undefined) {
    const message = `There is no account ${accountId}; open it first.`;
    return { rejection: { code: 'CONTRACT_ACCOUNT_NOT_FOUND', message, fields: { [field]: 'is no account' } } };
  }
  const fault = contractFault(found.state, contractStep);
  return fault?.outcome === 'rejected'
    ? { rejection: { ...fault.rejection, fields: { [field]: 'takes no new contracts' } } }
    : found.state;
}
