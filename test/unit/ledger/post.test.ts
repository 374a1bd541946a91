import { describe, expect, test } from 'vitest';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { zDecimalString } from '../../../src/domain/kernel/decimal.ts';
import { type AccountCode, accountOf, CHART } from '../../../src/domain/ledger/chart.ts';
import { OPENING_POLICY, type PostingContext } from '../../../src/domain/ledger/context.ts';
import { contractNetsOf } from '../../../src/domain/ledger/contract-nets.ts';
import { assertBalanced, type JournalEntry } from '../../../src/domain/ledger/entry.ts';
import { STANDARD_MAPPING } from '../../../src/domain/ledger/mapping.ts';
import { post } from '../../../src/domain/ledger/post.ts';
import {
  aDraft,
  contractId,
  customerId,
  type DocumentStory,
  discarded,
  documentId,
  drafted,
  finalised,
  recorded,
  sellerId,
} from '../../support/controls/documents.ts';

function postingOf(story: DocumentStory, changes: Partial<PostingContext> = {}): JournalEntry[] {
  return post(recorded(finalised(story)), {
    ...OPENING_POLICY,
    contractNets: contractNetsOf(aDraft(story)),
    entryId: (number) => `entry ${number}`,
    ...changes,
  });
}

/** `Dr 1100 1190.00` for each line: what an accountant writes down. */
function written(entries: readonly JournalEntry[]): string[] {
  return entries.flatMap(({ lines }) =>
    lines.map(({ side, accountCode, amount }) => `${side === 'debit' ? 'Dr' : 'Cr'} ${accountCode} ${amount}`),
  );
}

const INVOICE: DocumentStory = {
  name: 'INV-2026-000001',
  lines: [['C-1', '1000.00']],
  taxes: [['standard', '19', '190.00']],
};

describe('an invoice of 1,000.00 EUR net and 19 % tax', () => {
  test('debits the receivable, credits contract liability and output tax', () => {
    expect(written(postingOf(INVOICE))).toEqual(['Dr 1100 1190.00', 'Cr 2100 1000.00', 'Cr 2200 190.00']);
  });

  test('says what it is, which rules made it and from which event', () => {
    const [entry] = postingOf(INVOICE);
    expect(entry).toMatchObject({
      entryId: 'entry 0',
      sellerId: sellerId('Ledgerline GmbH'),
      postedOn: '2026-03-01',
      occurredOn: '2026-03-01',
      currency: 'EUR',
      description: 'Invoice INV-2026-000001',
      rule: 'invoice_issued',
      ruleVersion: 1,
      mappingVersion: 1,
      source: { category: 'invoice', streamId: documentId('INV-2026-000001'), revision: 2, position: 4_711n },
    });
    expect(entry?.source.eventId).toBe(recorded(finalised(INVOICE)).id);
  });

  test('keeps contract liability by contract; receivable and tax belong to the document', () => {
    const [receivable, liability, tax] = postingOf(INVOICE)[0]?.lines ?? [];
    const document = { customerAccountId: customerId('Acme'), invoiceId: documentId(INVOICE.name) };
    expect(receivable).toMatchObject({ ...document, contractId: null });
    expect(liability).toMatchObject({ ...document, contractId: contractId('C-1') });
    expect(tax).toMatchObject({ ...document, contractId: null });
  });

  test('posts on the first open day when its period is closed, and keeps its own day', () => {
    const [entry] = postingOf(INVOICE, { firstOpenDay: () => civilDate('2026-04-01') });
    expect(entry).toMatchObject({ postedOn: '2026-04-01', occurredOn: '2026-03-01' });
    const [open] = postingOf(INVOICE, { firstOpenDay: () => civilDate('2026-02-01') });
    expect(open?.postedOn).toBe('2026-03-01');
  });

  test('goes where the mapping says, whose version it records', () => {
    const mapping = { ...STANDARD_MAPPING, version: 7, contractLiability: '2300' as const };
    const entries = postingOf(INVOICE, { mapping });
    expect(written(entries)[1]).toBe('Cr 2300 1000.00');
    expect(entries[0]?.mappingVersion).toBe(7);
  });

  test('has one line without contract when its draft is not known', () => {
    const [entry] = postingOf(INVOICE, { contractNets: undefined });
    expect(entry?.lines[1]).toMatchObject({ accountCode: '2100', amount: '1000.00', contractId: null });
  });
});

test('a credit note is the reverse', () => {
  const [entry] = postingOf({ ...INVOICE, name: 'CN-2026-000001', type: 'credit_note' });
  expect(written([entry!])).toEqual(['Cr 1100 1190.00', 'Dr 2100 1000.00', 'Dr 2200 190.00']);
  expect(entry).toMatchObject({ rule: 'credit_note_issued', description: 'Credit note CN-2026-000001' });
});

test('yen have no decimals, Kuwaiti dinars three', () => {
  const yen = { ...INVOICE, currency: 'JPY', lines: [['C-1', '1000']], taxes: [['standard', '10', '100']] } as const;
  expect(written(postingOf(yen))).toEqual(['Dr 1100 1100', 'Cr 2100 1000', 'Cr 2200 100']);
  const dinars = { ...INVOICE, currency: 'KWD', lines: [['C-1', '10.125']], taxes: [['zero', '0', '0.000']] } as const;
  expect(written(postingOf(dinars))).toEqual(['Dr 1100 10.125', 'Cr 2100 10.125']);
});

test('a reverse charge has no tax line', () => {
  const story = { ...INVOICE, taxes: [['reverse_charge', '0', '0.00']] } as const;
  expect(written(postingOf(story))).toEqual(['Dr 1100 1000.00', 'Cr 2100 1000.00']);
});

test('each tax category and rate has its own line', () => {
  const story: DocumentStory = {
    ...INVOICE,
    lines: [
      ['C-1', '1000.00'],
      ['C-1', '200.00'],
    ],
    taxes: [
      ['standard', '19', '190.00'],
      ['reduced', '7', '7.00'],
      ['reduced', '5', '5.00'],
      ['exempt', '0', '0.00'],
    ],
  };
  expect(written(postingOf(story))).toEqual([
    'Dr 1100 1402.00',
    'Cr 2100 1200.00',
    'Cr 2200 190.00',
    'Cr 2210 7.00',
    'Cr 2210 5.00',
  ]);
});

test('a consolidated invoice splits contract liability over contracts and their accounts', () => {
  const story: DocumentStory = {
    ...INVOICE,
    lines: [
      ['C-1', '600.00', 'Acme Nord'],
      ['C-2', '500.00', 'Acme Süd'],
      ['C-1', '-100.00', 'Acme Nord'],
      ['C-3', '25.00'],
      ['C-3', '-25.00'],
      ['C-4', '-40.00'],
    ],
    taxes: [['standard', '19', '182.40']],
  };
  const entries = postingOf(story);
  // 600 + 500 − 100 − 40 = 960 net, 19 % of it 182.40. C-3 nets to nothing; C-4 gets back, on the other side.
  expect(written(entries)).toEqual([
    'Dr 1100 1142.40',
    'Cr 2100 500.00',
    'Cr 2100 500.00',
    'Dr 2100 40.00',
    'Cr 2200 182.40',
  ]);
  expect(entries[0]?.lines.slice(1, 3).map(({ customerAccountId }) => customerAccountId)).toEqual([
    customerId('Acme Nord'),
    customerId('Acme Süd'),
  ]);
});

test('a tax total below zero stands on the other side', () => {
  const story: DocumentStory = {
    ...INVOICE,
    lines: [
      ['C-1', '300.00'],
      ['C-1', '-100.00'],
    ],
    taxes: [
      ['reduced', '7', '21.00'],
      ['standard', '19', '-19.00'],
    ],
  };
  expect(written(postingOf(story))).toEqual(['Dr 1100 202.00', 'Cr 2100 200.00', 'Cr 2210 21.00', 'Dr 2200 19.00']);
});

describe('a document of zero', () => {
  test('has no entry', () => {
    const free = { ...INVOICE, lines: [['C-1', '0.00']], taxes: [['standard', '19', '0.00']] } as const;
    expect(postingOf(free)).toEqual([]);
  });

  test('has one when it moves liability between contracts', () => {
    const story: DocumentStory = {
      ...INVOICE,
      lines: [
        ['C-1', '50.00'],
        ['C-2', '-50.00'],
      ],
      taxes: [['standard', '19', '0.00']],
    };
    expect(written(postingOf(story))).toEqual(['Cr 2100 50.00', 'Dr 2100 50.00']);
  });
});

test('what comes before the end of a document posts nothing', () => {
  const context: PostingContext = { ...OPENING_POLICY, contractNets: undefined, entryId: () => 'none' };
  expect(post(recorded(drafted(INVOICE)), context)).toEqual([]);
  expect(post(recorded(discarded(INVOICE)), context)).toEqual([]);
});

test('an event that contradicts itself or its draft is not posted', () => {
  const fact = finalised(INVOICE);
  const wrong = { ...fact, event: { ...fact.event, data: { ...fact.event.data, total: '1190.01' } } } as typeof fact;
  const context: PostingContext = { ...OPENING_POLICY, contractNets: undefined, entryId: () => 'none' };
  expect(() => post(recorded(wrong), context)).toThrow(/does not balance: debits exceed credits by 0.01 EUR/);
  const nets = contractNetsOf(aDraft({ ...INVOICE, lines: [['C-1', '999.00']] }));
  expect(() => post(recorded(fact), { ...context, contractNets: nets })).toThrow(/sum to 999, its subtotal is 1000.00/);
});

test('an entry needs two lines, and amounts above zero', () => {
  const [entry] = postingOf(INVOICE);
  expect(() => assertBalanced({ ...entry!, lines: [] })).toThrow(/over 0 lines/);
  const lines = entry!.lines.map((line) => ({ ...line, amount: zDecimalString.parse('-1.00') }));
  expect(() => assertBalanced({ ...entry!, lines })).toThrow(/must be above zero/);
});

describe('the chart of accounts', () => {
  test('has one account per code, by type', () => {
    const types = { 1: 'asset', 2: 'liability', 3: 'equity', 4: 'revenue', 6: 'expense' } as Record<string, string>;
    expect(new Set(CHART.map(({ code }) => code)).size).toBe(CHART.length);
    expect(CHART.filter(({ code, type }) => types[code.charAt(0)] !== type)).toEqual([]);
    expect([...CHART].map(({ code }) => code)).toEqual(CHART.map(({ code }) => code).sort());
  });

  test('holds every account that the mapping names', () => {
    const { receivable, contractLiability, outputTax } = STANDARD_MAPPING;
    const named: AccountCode[] = [receivable, contractLiability, ...Object.values(outputTax)];
    expect(named.map((code) => accountOf(code)?.normalSide)).toEqual(['debit', ...Array(6).fill('credit')]);
  });
});
