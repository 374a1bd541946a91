import { describe, expect, it } from 'vitest';
import { ACCOUNTS } from '../../../src/cli/import/accounts-file.ts';
import { CHANGES } from '../../../src/cli/import/changes-file.ts';
import { checkRows } from '../../../src/cli/import/check-rows.ts';
import { CONTRACTS } from '../../../src/cli/import/contracts-file.ts';
import type { Columns, FileDefinition } from '../../../src/cli/import/file-definition.ts';
import { PRODUCTS } from '../../../src/cli/import/products-file.ts';
import { parseTable } from '../../../src/cli/import/read-table.ts';

type Cells = Readonly<Record<string, string>>;

const ACCOUNT: Cells = { reference: 'A-1', accountName: 'Alder', currency: 'EUR' };
const PRODUCT: Cells = {
  sku: 'SEAT',
  name: 'Seat',
  pricingModel: 'seat_based',
  basePrice: '10',
  currency: 'EUR',
  billingInterval: 'monthly',
};
const CONTRACT: Cells = {
  contractNumber: 'C-1',
  accountReference: 'A-1',
  seats: '10',
  seatPrice: '9.90',
  startDate: '2026-01-31',
  endDate: '2027-01-30',
  billingFrequency: 'monthly',
  status: 'active',
};
const CHANGE: Cells = { contractNumber: 'C-1', effectiveOn: '2026-02-10', kind: 'adjust_seats', quantity: '12' };

const quoted = (cell: string) => `"${cell.replaceAll('"', '""')}"`;
const csv = (...rows: readonly Cells[]) => {
  const names = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  return [names, ...rows.map((row) => names.map((name) => row[name] ?? ''))]
    .map((cells) => cells.map(quoted).join(','))
    .join('\n');
};
const check = <C extends Columns>(definition: FileDefinition<C>, content: string) =>
  checkRows(definition, parseTable(content, definition.file));
/** `line column: reason`, of a file whose second row is the bad one. */
const problemsOf = <C extends Columns>(definition: FileDefinition<C>, content: string) =>
  check(definition, content).problems.map(({ file, line, column, reason }) => `${file} ${line} ${column}: ${reason}`);

describe('good rows', () => {
  it('come out as values, with what empty cells mean', () => {
    const [row] = check(ACCOUNTS, csv({ ...ACCOUNT, creditLimit: '1000.50', creditHold: 'TRUE' })).rows;
    expect(row).toMatchObject({
      file: 'accounts.csv',
      line: 2,
      values: {
        reference: 'A-1',
        accountType: 'enterprise',
        paymentTerms: 'net_30',
        status: 'active',
        creditLimit: '1000.50',
        creditHold: true,
        parentReference: null,
      },
    });
  });

  it('take price bands from one cell', () => {
    const tiers = '1-49: 12.00 | 50-199: 10.5 | 200+: 9';
    const [row] = check(
      PRODUCTS,
      csv({ ...PRODUCT, pricingModel: 'volume_tiered', volumeTiers: tiers, basePrice: '' }),
    ).rows;
    expect(row?.values.volumeTiers).toEqual([
      { minQuantity: 1, maxQuantity: 49, unitPrice: '12.00' },
      { minQuantity: 50, maxQuantity: 199, unitPrice: '10.5' },
      { minQuantity: 200, maxQuantity: null, unitPrice: '9' },
    ]);
  });

  it('take packages, schedules and days of offer', () => {
    const [pack, custom, plain] = check(
      PRODUCTS,
      csv(
        { ...PRODUCT, pricingModel: 'package', basePrice: '', packagePrice: '45.00', packageSize: '50' },
        {
          ...PRODUCT,
          sku: 'B',
          pricingModel: 'custom',
          basePrice: '',
          priceSteps: '0: 900.00 | 12: 1200',
          activeFrom: '2026-01-01',
        },
        { ...PRODUCT, sku: 'C' },
      ),
    ).rows;
    expect(pack?.values).toMatchObject({ packagePrice: '45.00', packageSize: 50, priceSteps: null });
    expect(custom?.values).toMatchObject({
      priceSteps: [
        { month: 0, amount: '900.00' },
        { month: 12, amount: '1200' },
      ],
      activeFrom: '2026-01-01',
    });
    // A file from before these columns says nothing of them.
    expect(plain?.values).toMatchObject({
      packagePrice: null,
      setupFeeDistinct: false,
      activeFrom: null,
      activeUntil: null,
    });
  });

  it('go on when others are bad', () => {
    const checked = check(
      ACCOUNTS,
      csv(ACCOUNT, { ...ACCOUNT, reference: 'A-2', currency: 'EURO' }, { ...ACCOUNT, reference: 'A-3' }),
    );
    expect(checked.rows.map(({ line }) => line)).toEqual([2, 4]);
    expect(checked.refusedKeys).toEqual(new Map([['A-2', 3]]));
  });
});

describe('a bad account is reported with file, line, column and reason', () => {
  const cases: readonly (readonly [Cells, string])[] = [
    [{ reference: '' }, 'reference: is required'],
    [{ accountName: '' }, 'accountName: is required'],
    [{ accountName: 'x'.repeat(201) }, `accountName: must be at most 200 characters long (it is "${'x'.repeat(60)}…")`],
    [{ accountName: 'Al\u0000der' }, 'accountName: must not hold control characters (it is "Al\\u0000der")'],
    [{ accountType: 'huge' }, 'accountType: must be one of enterprise, smb, startup, mid_market (it is "huge")'],
    [{ currency: 'EURO' }, 'currency: must be an active ISO 4217 currency code, such as EUR (it is "EURO")'],
    [{ creditLimit: '-1' }, 'creditLimit: must be 0 or more (it is "-1")'],
    [
      { creditLimit: '1.000,50' },
      'creditLimit: must be a decimal number in plain notation, such as 12.50 (it is "1.000,50")',
    ],
    [{ creditHold: 'yes' }, 'creditHold: must be true or false (it is "yes")'],
    [{ status: 'closed' }, 'status: must be one of active, inactive, suspended, pending (it is "closed")'],
    [
      { billingCountry: 'Germany' },
      'billingCountry: must be an ISO 3166-1 alpha-2 country code, such as DE (it is "Germany")',
    ],
    [
      { billingContactEmail: 'nobody' },
      'billingContactEmail: must be an e-mail address, such as billing@example.com (it is "nobody")',
    ],
    [{ paymentTerms: 'custom' }, 'paymentTermsDays: is required with custom payment terms'],
    [{ paymentTermsDays: '45' }, 'paymentTermsDays: must be empty with the payment terms net_30'],
    [
      { paymentTerms: 'custom', paymentTermsDays: '400' },
      'paymentTermsDays: must be a whole number from 0 to 365 (it is "400")',
    ],
    [{ parentReference: 'A-2' }, 'parentReference: is the account itself'],
  ];
  it.each(cases)('%j', (changes, expected) => {
    expect(problemsOf(ACCOUNTS, csv(ACCOUNT, { ...ACCOUNT, reference: 'A-2', ...changes }))).toEqual([
      `accounts.csv 3 ${expected}`,
    ]);
  });
});

describe('a bad product is reported', () => {
  const BANDS = 'volumeTiers: must be price bands such as 1-49: 12.00 | 50-199: 10.50 | 200+: 9.00';
  const cases: readonly (readonly [Cells, string])[] = [
    [{ sku: '' }, 'sku: is required'],
    [{ basePrice: '' }, 'basePrice: is required with the pricing model seat_based'],
    [{ basePrice: '1e3' }, 'basePrice: must be a decimal number in plain notation, such as 12.50 (it is "1e3")'],
    [{ pricingModel: 'volume_tiered' }, 'volumeTiers: is required with the pricing model volume_tiered'],
    [{ volumeTiers: '1+: 2' }, 'volumeTiers: must be empty with the pricing model seat_based'],
    [{ pricingModel: 'package', packagePrice: '1' }, 'packageSize: is required with the pricing model package'],
    [{ pricingModel: 'package', packageSize: '1' }, 'packagePrice: is required with the pricing model package'],
    [{ packageSize: '50' }, 'packageSize: must be empty with the pricing model seat_based'],
    [{ priceSteps: '0: 1' }, 'priceSteps: must be empty with the pricing model seat_based'],
    [
      { pricingModel: 'custom', priceSteps: '0 900' },
      'priceSteps: must be amounts by month such as 0: 900.00 | 12: 1200.00 (it is "0 900")',
    ],
    [{ activeFrom: '2026-02-30' }, 'activeFrom: must be a date that exists, as YYYY-MM-DD (it is "2026-02-30")'],
    [{ volumeTiers: '1-49 12.00' }, `${BANDS} (it is "1-49 12.00")`],
    [{ minSeats: '1.5' }, 'minSeats: must be a whole number from 0 to 100000000 (it is "1.5")'],
    [
      { billingInterval: 'weekly' },
      'billingInterval: must be one of monthly, quarterly, semi_annual, annual (it is "weekly")',
    ],
  ];
  it.each(cases)('%j', (changes, expected) => {
    expect(problemsOf(PRODUCTS, csv(PRODUCT, { ...PRODUCT, sku: 'B', ...changes }))).toEqual([
      `products.csv 3 ${expected}`,
    ]);
  });
});

describe('a bad contract is reported', () => {
  const cases: readonly (readonly [Cells, string])[] = [
    [{ accountReference: '' }, 'accountReference: is required'],
    [{ status: '' }, 'status: is required'],
    [{ startDate: '2026-02-29' }, 'startDate: must be a date that exists, as YYYY-MM-DD (it is "2026-02-29")'],
    [{ startDate: '31.01.2026' }, 'startDate: must be a date that exists, as YYYY-MM-DD (it is "31.01.2026")'],
    [{ endDate: '2026-01-30' }, 'endDate: must be 2026-01-31 (startDate) or later'],
    [{ seatPrice: '' }, 'seatPrice: or a sku, or a contractValue, is required: they say what it costs'],
    [{ seats: '' }, 'seats: is required with a seatPrice'],
    [{ committedSeats: '11' }, 'seats: must be 11 (committedSeats) or more'],
    [{ billingFrequency: 'custom' }, 'billingIntervalMonths: is required with the billing frequency custom'],
    [{ billingIntervalMonths: '2' }, 'billingIntervalMonths: must be empty unless with the billing frequency custom'],
    [{ paymentTerms: 'custom' }, 'paymentTermsDays: is required with custom payment terms'],
    [{ paymentTermsDays: '5' }, 'paymentTermsDays: must be empty unless with custom payment terms'],
  ];
  it.each(cases)('%j', (changes, expected) => {
    expect(problemsOf(CONTRACTS, csv(CONTRACT, { ...CONTRACT, contractNumber: 'C-2', ...changes }))).toEqual([
      `contracts.csv 3 ${expected}`,
    ]);
  });
});

describe('a bad change is reported', () => {
  const cases: readonly (readonly [Cells, string])[] = [
    [{ quantity: '' }, 'quantity: is required with adjust_seats'],
    [{ kind: 'cancel' }, 'quantity: must be empty with cancel'],
    [{ kind: 'pause' }, 'kind: must be one of adjust_seats, cancel (it is "pause")'],
    [{ effectiveOn: '' }, 'effectiveOn: is required'],
  ];
  it.each(cases)('%j', (changes, expected) => {
    expect(problemsOf(CHANGES, csv(CHANGE, { ...CHANGE, contractNumber: 'C-2', ...changes }))).toEqual([
      `changes.csv 3 ${expected}`,
    ]);
  });
});

describe('rows among themselves', () => {
  it('are refused when one is there twice, whatever else it says', () => {
    expect(problemsOf(ACCOUNTS, csv(ACCOUNT, { ...ACCOUNT, accountName: 'Other' }))).toEqual([
      'accounts.csv 3 reference: "A-1" is on line 2 already',
    ]);
  });

  it('are the same change only when contract, day and kind are', () => {
    const other = { ...CHANGE, effectiveOn: '2026-03-10' };
    expect(problemsOf(CHANGES, csv(CHANGE, other, CHANGE))).toEqual([
      'changes.csv 4 contractNumber: "C-1, 2026-02-10, adjust_seats" is on line 2 already',
    ]);
  });

  it('have as many cells as there are columns', () => {
    expect(problemsOf(ACCOUNTS, 'reference,accountName,currency\nA-1,Alder,EUR\nA-2,Birch, Ltd,EUR\n')).toEqual([
      'accounts.csv 3 null: has 4 cells where the header has 3 columns',
    ]);
  });
});

describe('a header', () => {
  it('names its columns as documented, or nothing of the file goes in', () => {
    const checked = check(ACCOUNTS, 'reference,Account Name,currency,currency,size\nA-1,Alder,EUR,EUR,9\n');
    expect(checked.problems.map(({ line, column, code, reason }) => [line, column, code, reason.slice(0, 50)])).toEqual(
      [
        [1, 'Account Name', 'UNKNOWN_COLUMN', 'is no column of this file; write it as accountName'],
        [1, 'currency', 'DUPLICATE_COLUMN', 'is there twice'],
        [1, 'size', 'UNKNOWN_COLUMN', 'is no column of this file; the columns are referen'],
        [1, 'accountName', 'MISSING_COLUMN', 'is required, and there is no such column'],
      ],
    );
    expect(checked.rows).toEqual([]);
    expect(checked.rowCount).toBe(1);
  });
});
