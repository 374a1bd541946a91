import type { ContactPoint, PrimaryPoints } from '../../../domain/account/contact-points.ts';
import type { CreditHold, CreditPolicySetting } from '../../../domain/account/credit-terms.ts';
import type { AccountStatus, AccountType } from '../../../domain/account/events.ts';
import type { Invoicing } from '../../../domain/account/invoicing-events.ts';
import type { DatedOrderPolicy } from '../../../domain/account/order-policy.ts';
import type { TaxRegistration as AccountTaxRegistration } from '../../../domain/account/tax-registrations.ts';
import type { BillToSetting } from '../../../domain/account-tree/state.ts';
import type { CivilDate } from '../../../domain/kernel/calendar.ts';
import type { CurrencyCode } from '../../../domain/kernel/currency.ts';
import type { DecimalString } from '../../../domain/kernel/decimal.ts';
import type { Metadata, PaymentTerms, TaxCategory } from '../../../domain/kernel/fields.ts';
import type { PriceBookId, ProductId, SellerId } from '../../../domain/kernel/ids.ts';
import type { Sealed } from '../../../domain/kernel/sealed.ts';
import type { PriceBook } from '../../../domain/price-book/state.ts';
import type { BillingInterval, ChargeType, PriceStep, PricingModel } from '../../../domain/product/events.ts';
import type { PriceTerms } from '../../../domain/rating/price.ts';
import type { VolumeTier } from '../../../domain/rating/tiers.ts';
import type { DefaultTerms, TaxRate, TaxRegistration } from '../../../domain/seller/events.ts';
import type { SellerPolicies } from '../../../domain/seller/policies.ts';
import type { SellerRegistration, SeriesChange } from '../../../domain/seller/state.ts';

/** Rows of the group's tables, as tables.sql has them. numeric comes as decimal text, timestamps as ISO 8601 UTC. */

export interface TenantRow {
  readonly tenant_id: string;
  readonly name: string;
  readonly created_at: string;
}

export interface SellerRow {
  readonly tenant_id: string;
  readonly id: string;
  readonly legal_name: string;
  readonly address_lines: readonly string[];
  readonly country: string;
  readonly tax_registrations: readonly TaxRegistration[];
  readonly bank_account: string | null;
  readonly base_currency: string;
  readonly time_zone: string;
  /** As registered, like the series; what holds on a day, the policies and changes say. */
  readonly registered_rounding: 'half_up' | 'half_even';
  readonly registered_series: SellerRegistration['numberSeries'];
  readonly series_changes: readonly SeriesChange[];
  readonly default_terms: DefaultTerms | null;
  readonly invoice_footer: string | null;
  readonly policies: SellerPolicies;
  readonly tax_rates: readonly TaxRate[];
  readonly revision: number;
  readonly created_at: string;
  readonly updated_at: string;
}

/** A change of a seller, before and after. */
export interface SellerChangeRow {
  readonly tenant_id: string;
  readonly seller_id: string;
  readonly revision: number;
  readonly fact: string;
  /** Null, too, for a table of tax rates from before it was noted. */
  readonly before: unknown;
  readonly after: unknown;
  readonly reason: string | null;
  readonly changed_by_kind: string;
  readonly changed_by_id: string;
  readonly changed_at: string;
}

export interface AccountRow {
  readonly tenant_id: string;
  readonly id: string;
  readonly parent_account_id: string | null;
  readonly account_name: string;
  readonly account_type: AccountType;
  readonly status: AccountStatus;
  readonly currency: string;
  /** Null: those of the seller. */
  readonly payment_terms: PaymentTerms | null;
  readonly payment_terms_days: number | null;
  readonly tax_id: string | null;
  readonly billing_country: string | null;
  readonly tax_category: TaxCategory | null;
  readonly credit_limit: string | null;
  readonly credit_hold: boolean;
  readonly invoicing: Invoicing;
  readonly order_policies: readonly DatedOrderPolicy[];
  /** Why and since when; null where it is not on hold, or was opened like that. */
  readonly hold: CreditHold | null;
  readonly credit_policies: readonly CreditPolicySetting[];
  readonly contact: Sealed | null;
  readonly contact_points: readonly ContactPoint[];
  readonly primary_points: PrimaryPoints;
  readonly tax_registrations: readonly AccountTaxRegistration[];
  readonly bill_tos: readonly BillToSetting[];
  readonly merged_into_account_id: string | null;
  readonly metadata: Metadata;
  readonly revision: number;
  readonly created_at: string;
  readonly updated_at: string;
  readonly deleted_at: string | null;
}

export interface AccountClosureRow {
  readonly tenant_id: string;
  readonly ancestor_id: string;
  readonly descendant_id: string;
  readonly depth: number;
}

export interface ProductRow {
  readonly tenant_id: string;
  readonly id: string;
  readonly sku: string;
  readonly name: string;
  readonly description: string | null;
  readonly pricing_model: PricingModel;
  readonly base_price: string;
  readonly currency: string;
  readonly charge_type: ChargeType;
  readonly category: string;
  readonly min_seats: number | null;
  readonly max_seats: number | null;
  readonly seat_increment: number | null;
  readonly volume_tiers: readonly VolumeTier[];
  readonly package_price: string | null;
  readonly package_size: number | null;
  readonly price_steps: readonly PriceStep[];
  readonly billing_interval: BillingInterval;
  readonly setup_fee: string | null;
  readonly setup_fee_distinct: boolean;
  readonly trial_period_days: number | null;
  readonly min_commitment_months: number | null;
  readonly tax_category: TaxCategory;
  readonly active: boolean;
  readonly active_from: CivilDate | null;
  readonly active_until: CivilDate | null;
  readonly is_addon: boolean;
  readonly metadata: Metadata;
  readonly revision: number;
  readonly created_at: string;
  readonly updated_at: string;
  readonly deleted_at: string | null;
}

export interface PriceBookRow {
  readonly tenant_id: string;
  readonly id: PriceBookId;
  readonly name: string;
  readonly description: string | null;
  readonly currency: CurrencyCode;
  readonly seller_id: SellerId | null;
  readonly is_default: boolean;
  readonly status: PriceBook['status'];
  readonly activated_on: CivilDate | null;
  readonly retired_on: CivilDate | null;
  readonly revision: number;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface PriceBookPriceRow {
  readonly tenant_id: string;
  readonly price_book_id: PriceBookId;
  readonly product_id: ProductId;
  readonly valid_from: CivilDate;
  readonly price: PriceTerms;
  readonly setup_fee: DecimalString | null;
}

/** For Kysely: what queries of the directory read, the counts of other groups included. */
export interface DirectoryTables {
  'directory.accounts': AccountRow;
  'directory.account_closure': AccountClosureRow;
  'directory.price_book_prices': PriceBookPriceRow;
  'directory.price_books': PriceBookRow;
  'directory.products': ProductRow;
  'directory.sellers': SellerRow;
  'directory.seller_changes': SellerChangeRow;
}
