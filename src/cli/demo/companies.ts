import { DEPARTMENTS, MARKETS, type Market, TREES } from './markets.ts';
import type { Random } from './random.ts';

/** An account of the demonstration: a row of accounts.csv, and what its contracts need to know. */
export interface DemoAccount {
  readonly reference: string;
  readonly market: Market;
  /** The head of its group, where invoices may go. */
  readonly rootReference: string;
  /** 1 for the head of a group. */
  readonly level: number;
  readonly row: Readonly<Record<string, string>>;
}

/** Children of each account of a group, level by level: [2, 2, 1, 1] makes 1 + 2 + 4 + 4 + 4 accounts on five levels. */
const SHAPES = [[2, 2, 1, 1], [3, 2, 1], [9], [2, 1, 1, 2], [4, 1]] as const;

/** Groups of companies in several countries: about three hundred accounts on up to five levels. */
export function demoAccounts(random: Random): DemoAccount[] {
  return TREES.flatMap((tree, index) => {
    const market: Market = MARKETS[index % MARKETS.length] ?? MARKETS[0];
    return groupOf(random, tree, `${1_000 + index * 20}`, market, SHAPES[index % SHAPES.length] ?? SHAPES[0]);
  });
}

function groupOf(
  random: Random,
  tree: string,
  firstReference: string,
  market: Market,
  shape: readonly number[],
): DemoAccount[] {
  let number = Number(firstReference);
  const rootReference = `A-${firstReference}`;
  const make = (name: string, parent: DemoAccount | undefined): DemoAccount => {
    const reference = `A-${number}`;
    number += 1;
    const level = (parent?.level ?? 0) + 1;
    const row = accountRow(random, { reference, name, market, parentReference: parent?.reference ?? '', level });
    return { reference, market, rootReference, level, row };
  };
  const root = make(`${tree} ${market.legalForm}`, undefined);
  const accounts = [root];
  let parents = [root];
  for (const children of shape) {
    parents = parents.flatMap((parent) =>
      Array.from({ length: children }, () => make(nameBelow(random, tree, market, parent.level), parent)),
    );
    accounts.push(...parents);
  }
  return accounts;
}

function nameBelow(random: Random, tree: string, market: Market, parentLevel: number): string {
  const city = random.pick(market.cities);
  return parentLevel < 3 ? `${tree} ${city}` : `${tree} ${city} ${random.pick(DEPARTMENTS)}`;
}

interface Account {
  readonly reference: string;
  readonly name: string;
  readonly market: Market;
  readonly parentReference: string;
  readonly level: number;
}

function accountRow(random: Random, { reference, name, market, parentReference, level }: Account) {
  const domain = `${name
    .toLowerCase()
    .replaceAll(/[^a-z]+/g, '-')
    .replaceAll(/^-|-$/g, '')}.example`;
  return {
    reference,
    accountName: name,
    accountType: level <= 2 ? 'enterprise' : random.pick(['mid_market', 'smb', 'startup'] as const),
    parentReference,
    currency: market.currency,
    paymentTerms: random.pick(['net_30', 'net_30', 'net_60', 'net_90'] as const),
    taxId: level <= 2 ? `${market.taxPrefix}${random.whole(100_000_000, 999_999_999)}` : '',
    taxCategory: market.taxCategory,
    primaryContactEmail: `office@${domain}`,
    billingContactName: level === 1 ? 'Accounts Payable' : '',
    billingContactEmail: `invoices@${domain}`,
    billingAddressLine1: `${random.whole(1, 120)} ${random.pick(['Harbour', 'Station', 'Mill', 'Garden'] as const)} Road`,
    billingCity: random.pick(market.cities),
    billingPostalCode: String(random.whole(10_000, 99_999)),
    billingCountry: market.country,
  };
}
