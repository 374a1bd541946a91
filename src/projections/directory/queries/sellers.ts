import type { Kysely } from 'kysely';
import type { CurrencyCode } from '../../../domain/kernel/currency.ts';
import type { SellerId } from '../../../domain/kernel/ids.ts';
import type { Seller } from '../../../domain/seller/state.ts';
import type { DirectoryTables, SellerChangeRow, SellerRow } from './rows.ts';

/** More than any seller has: they change a few times a year. */
const CHANGES_MAX = 1_000;

/** A tenant has a handful of sellers: all of them, by name. */
export async function allSellers(db: Kysely<DirectoryTables>): Promise<SellerRow[]> {
  return db.selectFrom('directory.sellers').selectAll().orderBy('legal_name').orderBy('id').limit(1_000).execute();
}

export async function findSeller(db: Kysely<DirectoryTables>, id: string): Promise<SellerRow | undefined> {
  return db.selectFrom('directory.sellers').selectAll().where('id', '=', id).executeTakeFirst();
}

/** What was changed about a seller, the newest first. */
export async function sellerChanges(db: Kysely<DirectoryTables>, id: string): Promise<SellerChangeRow[]> {
  return db
    .selectFrom('directory.seller_changes')
    .selectAll()
    .where('seller_id', '=', id)
    .orderBy('revision', 'desc')
    .limit(CHANGES_MAX)
    .execute();
}

/** The seller as its events have left it. */
export function sellerOfRow(row: SellerRow): Seller {
  return {
    status: 'registered',
    sellerId: row.id as SellerId, // the columns hold nothing else, here and below
    legalName: row.legal_name,
    addressLines: [...row.address_lines],
    country: row.country,
    taxRegistrations: row.tax_registrations,
    bankAccount: row.bank_account,
    baseCurrency: row.base_currency as CurrencyCode,
    timeZone: row.time_zone,
    registeredRounding: row.registered_rounding,
    registeredSeries: row.registered_series,
    seriesChanges: row.series_changes,
    defaultTerms: row.default_terms,
    invoiceFooter: row.invoice_footer,
    policies: row.policies,
    taxRates: [...row.tax_rates],
  };
}
