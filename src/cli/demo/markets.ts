/** Where the companies of the demonstration are at home. All of it is made up; nobody is meant. */
export interface Market {
  readonly country: string;
  readonly currency: 'EUR' | 'USD' | 'GBP' | 'JPY';
  readonly legalForm: string;
  readonly cities: readonly [string, ...string[]];
  /** Of what is billed there; empty: that of the product, as at home. */
  readonly taxCategory: '' | 'reverse_charge' | 'zero';
  /** Begins the VAT number. */
  readonly taxPrefix: string;
}

const market = (
  country: string,
  currency: Market['currency'],
  legalForm: string,
  taxCategory: Market['taxCategory'],
  cities: Market['cities'],
): Market => ({ country, currency, legalForm, cities, taxCategory, taxPrefix: country });

export const MARKETS = [
  market('DE', 'EUR', 'AG', '', ['Hamburg', 'Leipzig', 'Köln', 'Ulm', 'Kiel', 'Jena']),
  market('FR', 'EUR', 'SA', 'reverse_charge', ['Lyon', 'Nantes', 'Lille', 'Nîmes', 'Dijon', 'Reims']),
  market('NL', 'EUR', 'NV', 'reverse_charge', ['Utrecht', 'Leiden', 'Delft', 'Breda', 'Zwolle', 'Gouda']),
  market('US', 'USD', 'Inc.', 'zero', ['Boston', 'Denver', 'Austin', 'Tucson', 'Omaha', 'Tulsa']),
  market('GB', 'GBP', 'plc', 'zero', ['Leeds', 'Bristol', 'York', 'Exeter', 'Derby', 'Bath']),
  market('JP', 'JPY', 'KK', 'zero', ['Nagoya', 'Kobe', 'Sendai', 'Otsu', 'Nara', 'Kochi']),
] as const;

/** Companies are called after trees: thirty groups, thirty trees. */
export const TREES = [
  ...['Alder', 'Birch', 'Cedar', 'Dogwood', 'Elm', 'Fir', 'Ginkgo', 'Hazel', 'Ironwood', 'Juniper'],
  ...['Katsura', 'Larch', 'Maple', 'Nutmeg', 'Oak', 'Pine', 'Quince', 'Rowan', 'Spruce', 'Tamarack'],
  ...['Umbrella Pine', 'Viburnum', 'Walnut', 'Yew', 'Zelkova', 'Aspen', 'Beech', 'Cypress', 'Hornbeam', 'Linden'],
];

export const DEPARTMENTS = ['Research', 'Logistics', 'Sales', 'Finance', 'Production', 'Service'] as const;

/** Prices are round in each currency: what a seat costs in euro, times this. */
export const PRICE_FACTOR = { EUR: 1, USD: 1.1, GBP: 0.9, JPY: 160 } as const;
