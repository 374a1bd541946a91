import type { StackClient } from '../support/stack-client.ts';

/** Small contracts of one make beside the ones that are looked at closely. */
export const SMALL_CONTRACTS = 40;

/** Ids by short names. */
export interface Company {
  readonly accounts: Readonly<Record<string, string>>;
  readonly products: Readonly<Record<string, string>>;
  readonly contracts: Readonly<Record<string, string>>;
  readonly small: readonly string[];
}

const TREE: readonly { name: string; under?: string; extra?: object }[] = [
  { name: 'Helios Group' },
  { name: 'Helios Europe', under: 'Helios Group' },
  { name: 'Helios DACH', under: 'Helios Europe' },
  { name: 'Helios Berlin', under: 'Helios DACH' },
  { name: 'Helios Berlin Mitte', under: 'Helios Berlin' },
  // Outside of the seller's country: the buyer owes the tax.
  { name: 'Helios Americas', under: 'Helios Group', extra: { billingCountry: 'US', taxCategory: 'reverse_charge' } },
  { name: 'Helios Tokyo', under: 'Helios Group', extra: { billingCountry: 'JP' } },
];

const PRODUCTS = {
  seats: { name: 'Platform seats', sku: 'PLAT', pricingModel: 'seat_based', basePrice: '20.00', currency: 'EUR' },
  // Prices by the year, of all packs by how many there are.
  storage: {
    name: 'Storage packs',
    sku: 'STOR',
    pricingModel: 'volume_tiered',
    currency: 'EUR',
    billingInterval: 'annual',
    volumeTiers: [
      { minQuantity: 1, maxQuantity: 99, unitPrice: '120.00' },
      { minQuantity: 100, maxQuantity: 499, unitPrice: '96.00' },
      { minQuantity: 500, maxQuantity: null, unitPrice: '60.00' },
    ],
  },
  // An annual price that no quarter divides.
  support: {
    name: 'Premium support',
    sku: 'SUP',
    pricingModel: 'flat_fee',
    basePrice: '9999.99',
    currency: 'USD',
    billingInterval: 'annual',
  },
};

const YEAR = { startDate: '2026-01-01', endDate: '2026-12-31', status: 'active' };

/** A group of companies five levels deep, what is sold to it, and its contracts in three currencies. */
export async function foundCompany(client: StackClient): Promise<Company> {
  const accounts: Record<string, string> = {};
  for (const { name, under, extra = {} } of TREE) {
    const parentAccountId = under === undefined ? null : accounts[under];
    const body = { accountName: name, accountType: 'enterprise', currency: 'EUR', billingCountry: 'DE' };
    accounts[name] = (await client.post('/api/accounts', { ...body, parentAccountId, ...extra })).id;
  }
  const products: Record<string, string> = {};
  for (const [name, product] of Object.entries(PRODUCTS)) {
    products[name] = (await client.post('/api/products', product)).id;
  }
  const contracts: Record<string, string> = {};
  const sign = async (name: string, body: object) => {
    contracts[name] = (await client.post('/api/contracts', { ...YEAR, contractNumber: `C-${name}`, ...body })).id;
  };
  await sign('monthly', { accountId: accounts['Helios DACH'], currency: 'EUR', seatCount: 7, seatPrice: '19.99' });
  await sign('quarterly', {
    accountId: accounts['Helios Berlin'],
    currency: 'EUR',
    billingFrequency: 'quarterly',
    lines: [
      { productId: products.seats, quantity: 50 },
      { productId: products.storage, quantity: 80 },
    ],
  });
  await sign('annual', {
    accountId: accounts['Helios Americas'],
    currency: 'USD',
    billingFrequency: 'annual',
    seatCount: 12,
    seatPrice: 15,
  });
  await sign('support', {
    accountId: accounts['Helios Americas'],
    currency: 'USD',
    billingFrequency: 'quarterly',
    lines: [{ productId: products.support, quantity: 1 }],
  });
  await sign('yen', { accountId: accounts['Helios Tokyo'], currency: 'JPY', seatCount: 3, seatPrice: '1501' });
  await sign('later', {
    accountId: accounts['Helios Berlin Mitte'],
    currency: 'EUR',
    startDate: '2026-01-31',
    endDate: '2027-01-30',
    billingFrequency: 'quarterly',
    seatCount: 4,
    seatPrice: '10.00',
  });
  const small = await Promise.all(
    Array.from({ length: SMALL_CONTRACTS }, async (_, index) => {
      const account = { accountName: `Small ${index}`, accountType: 'smb', currency: 'EUR' };
      const { id: accountId } = await client.post('/api/accounts', account);
      const contract = { ...YEAR, contractNumber: `S-${index}`, accountId, seatCount: 10, seatPrice: '5.00' };
      return (await client.post('/api/contracts', contract)).id as string;
    }),
  );
  return { accounts, products, contracts, small };
}

/** What happens to the contracts in the middle of their periods. */
export async function changeSeats(client: StackClient, { contracts }: Company): Promise<void> {
  const { lines } = await client.get(`/api/contracts/${contracts.quarterly}`);
  const [seats, storage] = lines;
  const adjust = (name: string, body: object) => client.post(`/api/contracts/${contracts[name]}/adjust-seats`, body);
  await adjust('quarterly', { lineId: seats.lineId, quantity: 60, effectiveOn: '2026-02-15', reason: 'New team' });
  await adjust('quarterly', { lineId: storage.lineId, quantity: 110, effectiveOn: '2026-03-02' });
  await adjust('yen', { quantity: 1, effectiveOn: '2026-01-11', reason: 'Two have left' });
}
