import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { withTenant } from '../../../src/platform/pools.ts';
import { booksGroup } from '../../../src/projections/books/group.ts';
import { schemaDigest } from '../../../src/projections/runner/compare.ts';
import { LIVE_PACE, type Pace } from '../../../src/projections/runner/pace.ts';
import { type DocumentFact, discarded, drafted, finalised, issued } from '../../support/controls/documents.ts';
import { OTHER_TENANT, TENANT } from '../../support/controls/provenance.ts';
import { createMemoryFeed, type MemoryFeed } from '../../support/memory-feed.ts';
import { type Harness, startHarness } from '../projections/sample/projector-harness.ts';
import { bookStory } from './book-story.ts';

let harness: Harness;
let feed: MemoryFeed;

beforeEach(async () => {
  harness = await startHarness();
  feed = createMemoryFeed();
});
afterEach(() => harness.close());

const paceOf = (maxEvents: number): Pace => ({ ...LIVE_PACE, maxEvents, minIntervalMillis: 0 });

async function fold(facts: readonly DocumentFact[]): Promise<void> {
  feed.append(facts);
  harness.start(feed, [booksGroup]);
  await harness.arrivesAt(feed.head, 'books');
}

async function rows<Row extends object>(text: string): Promise<Row[]> {
  return (await harness.database.pool('projector').query<Row>(text)).rows;
}

const INVOICE = issued({
  name: 'INV-1',
  lines: [
    ['C-1', '600.00'],
    ['C-2', '400.00'],
  ],
  taxes: [['standard', '19', '190.00']],
});

describe('the journal', () => {
  test('has the entry of a document, its lines, and the sums of the day', async () => {
    await fold(INVOICE);
    expect(await rows('SELECT posted_on, currency, description, rule, revision FROM books.journal_entries')).toEqual([
      { posted_on: '2026-03-01', currency: 'EUR', description: 'Invoice INV-1', rule: 'invoice_issued', revision: '1' },
    ]);
    expect(
      await rows('SELECT line_number, side, account_code, amount FROM books.journal_lines ORDER BY line_number'),
    ).toEqual([
      { line_number: 1, side: 'debit', account_code: '1100', amount: '1190.00' },
      { line_number: 2, side: 'credit', account_code: '2100', amount: '600.00' },
      { line_number: 3, side: 'credit', account_code: '2100', amount: '400.00' },
      { line_number: 4, side: 'credit', account_code: '2200', amount: '190.00' },
    ]);
    expect(
      await rows('SELECT account_code, debits, credits, lines FROM books.daily_balances ORDER BY account_code'),
    ).toEqual([
      { account_code: '1100', debits: '1190.00', credits: '0', lines: '1' },
      { account_code: '2100', debits: '0', credits: '1000.00', lines: '2' },
      { account_code: '2200', debits: '0', credits: '190.00', lines: '1' },
    ]);
  });

  test('remembers a draft until it is final or discarded, however far that is', async () => {
    const story = { name: 'INV-2', lines: [['C-9', '10.00']], taxes: [['zero', '0', '0.00']] } as const;
    feed.append([drafted(story), drafted({ ...story, name: 'INV-3' })]);
    harness.start(feed, [booksGroup]);
    await harness.arrivesAt(feed.head, 'books');
    expect(await rows('SELECT FROM books.drafted_documents')).toHaveLength(2);
    feed.append([finalised(story), discarded({ ...story, name: 'INV-3' })]);
    await harness.arrivesAt(feed.head, 'books');
    expect(await rows('SELECT FROM books.drafted_documents')).toEqual([]);
    expect(await rows('SELECT FROM books.journal_lines WHERE contract_id IS NOT NULL')).toHaveLength(1);
  });

  test('is the same however the log is cut into batches', async () => {
    feed.append(bookStory(60));
    const digests = [];
    for (const maxEvents of [1, 7, 5_000]) {
      const projector = harness.start(feed, [booksGroup], { pace: paceOf(maxEvents) });
      await harness.arrivesAt(feed.head, 'books');
      digests.push(await schemaDigest(harness.database.pool('projector'), 'books'));
      await harness.stop(projector);
      await harness.forget('books');
    }
    expect(digests[0]?.get('journal_entries')?.rows).toBeGreaterThan(40);
    expect(digests[0]?.get('drafted_documents')?.rows).toBeGreaterThan(0);
    expect(digests[1]).toEqual(digests[0]);
    expect(digests[2]).toEqual(digests[0]);
  });

  test('live equals rebuilt, and goes on after the swap', async () => {
    await fold(bookStory(60));
    const [report] = await harness.rebuild(feed, [booksGroup], { compare: true });
    expect(report).toMatchObject({ swapped: true, differences: [], halt: undefined });
    feed.append(INVOICE);
    await harness.arrivesAt(feed.head, 'books');
    // The guards came along under the new name.
    await expect(
      harness.database.pool('projector').query(insertOf(entryOf({ amounts: ['1.00', '2.00'] }))),
    ).rejects.toThrow(/not balanced/);
  });

  test('the sums of days are the sums of lines', async () => {
    await fold(bookStory(60));
    const different = await rows(
      `SELECT * FROM (
         SELECT tenant_id, seller_id, currency, account_code, posted_on, count(*) AS lines,
           coalesce(sum(amount) FILTER (WHERE side = 'debit'), 0) AS debits,
           coalesce(sum(amount) FILTER (WHERE side = 'credit'), 0) AS credits
         FROM books.journal_lines GROUP BY 1, 2, 3, 4, 5) AS summed
       FULL JOIN books.daily_balances AS kept
         USING (tenant_id, seller_id, currency, account_code, posted_on, lines, debits, credits)
       WHERE summed IS NULL OR kept IS NULL`,
    );
    expect(different).toEqual([]);
    expect((await rows('SELECT FROM books.daily_balances')).length).toBeGreaterThan(20);
  });

  test('a document that contradicts itself stops the group, loudly, and posts nothing', async () => {
    const [draft, final] = INVOICE;
    const forged = { ...final!, event: { ...final!.event, data: { ...final!.event.data, total: '1190.01' } } };
    feed.append([draft!, forged as DocumentFact]);
    harness.start(feed, [booksGroup]);
    await expect
      .poll(() => harness.checkpoint('books'), { timeout: 10_000 })
      .toMatchObject({ status: 'halted', error: expect.stringContaining('does not balance') });
    expect(await rows('SELECT FROM books.journal_entries')).toEqual([]);
  });
});

interface EntryShape {
  readonly amounts?: readonly [debit: string, credit: string];
  readonly numbers?: readonly [number, number];
  readonly lineCurrencies?: readonly [string, string];
  readonly entryId?: string;
  readonly header?: boolean;
}

/** An entry of two lines as SQL sees it, right unless the shape says otherwise. */
function entryOf(shape: EntryShape = {}) {
  const id = shape.entryId ?? '018f0000-0000-7000-8000-0000000000e1';
  const [debit, credit] = shape.amounts ?? ['5.00', '5.00'];
  const [one, two] = shape.numbers ?? [1, 2];
  const [first, second] = shape.lineCurrencies ?? ['EUR', 'EUR'];
  const line = (number: number, code: string, side: string, amount: string, currency: string) =>
    `('${TENANT}', '${id}', ${number}, '${code}', '${side}', ${amount}, '${TENANT}', '${currency}', '2026-03-01', 1)`;
  return {
    header: `INSERT INTO books.journal_entries SELECT '${TENANT}', '${id}', '${TENANT}', '2026-03-01', '2026-03-01',
      'EUR', 'by hand', 'invoice_issued', 1, 1, '${id}', 'invoice', 'x', 1, 1, '2026-03-01T00:00:00Z'`,
    lines: `INSERT INTO books.journal_lines
      (tenant_id, entry_id, line_number, account_code, side, amount, seller_id, currency, posted_on, position)
      VALUES ${line(one, '1100', 'debit', debit, first)}, ${line(two, '2100', 'credit', credit, second)}`,
  };
}

const insertOf = ({ header, lines }: ReturnType<typeof entryOf>) => `WITH header AS (${header}) ${lines}`;

describe('the database', () => {
  beforeEach(() => fold(INVOICE));

  test('takes an entry that balances', async () => {
    await harness.database.pool('projector').query(insertOf(entryOf()));
    expect(await rows('SELECT FROM books.journal_entries')).toHaveLength(2);
  });

  test.each<[string, EntryShape, RegExp]>([
    ['that does not balance', { amounts: ['5.00', '4.99'] }, /debits exceed credits by 0.01 EUR/],
    ['of two currencies', { lineCurrencies: ['EUR', 'USD'] }, /not balanced and whole/],
    ['in another currency than its lines', { lineCurrencies: ['USD', 'USD'] }, /not balanced and whole/],
    ['whose lines are not numbered from 1', { numbers: [2, 3] }, /numbered 2 to 3/],
    ['with an amount of zero', { amounts: ['0', '0'] }, /check constraint/],
  ])('refuses an entry %s', async (_name, shape, message) => {
    await expect(harness.database.pool('projector').query(insertOf(entryOf(shape)))).rejects.toThrow(message);
    expect(await rows('SELECT FROM books.journal_entries')).toHaveLength(1);
  });

  test('refuses an entry without lines, lines without an entry, and lines added later', async () => {
    const projector = harness.database.pool('projector');
    await expect(projector.query(entryOf().header)).rejects.toThrow(/has no lines/);
    await expect(projector.query(entryOf().lines)).rejects.toThrow(/not balanced and whole/);
    await projector.query(insertOf(entryOf()));
    await expect(projector.query(entryOf({ numbers: [3, 4] }).lines)).rejects.toThrow(/numbered 3 to 4/);
    await expect(projector.query(entryOf().lines)).rejects.toThrow(/duplicate key/);
  });

  test('refuses a second entry for the same event', async () => {
    const [{ entry_id: entryId } = { entry_id: '' }] = await rows<{ entry_id: string }>(
      'SELECT entry_id FROM books.journal_entries',
    );
    await expect(harness.database.pool('projector').query(insertOf(entryOf({ entryId })))).rejects.toThrow(
      /duplicate key/,
    );
  });

  test.each(['journal_entries', 'journal_lines'])('refuses changes of %s to everybody', async (table) => {
    const changes = [
      `UPDATE books.${table} SET posted_on = '2026-01-01'`,
      `DELETE FROM books.${table}`,
      `TRUNCATE books.${table}`,
    ];
    const owner = harness.database.pool('owner');
    for (const change of changes) {
      await expect(harness.database.pool('projector').query(change)).rejects.toThrow(/permission denied/);
      await expect(harness.database.pool('api').query(change)).rejects.toThrow(/permission denied/);
      await expect(owner.query(change)).rejects.toThrow(/the books are never changed/);
    }
    expect(await rows(`SELECT FROM books.${table} WHERE posted_on = '2026-03-01'`)).not.toEqual([]);
  });

  test('shows each tenant its own books only', async () => {
    feed.append(issued({ name: 'INV-9', lines: [['C-9', '7.00']], taxes: [['zero', '0', '0.00']] }, OTHER_TENANT));
    await harness.arrivesAt(feed.head, 'books');
    const api = harness.database.pool('api');
    for (const table of ['journal_entries', 'journal_lines', 'daily_balances']) {
      const seenBy = (tenant: string) =>
        withTenant(api, tenant, async (client) => (await client.query(`SELECT tenant_id FROM books.${table}`)).rows, {
          access: 'read',
        });
      expect(new Set((await seenBy(TENANT)).map((row) => row.tenant_id))).toEqual(new Set([TENANT]));
      expect(new Set((await seenBy(OTHER_TENANT)).map((row) => row.tenant_id))).toEqual(new Set([OTHER_TENANT]));
      expect((await api.query(`SELECT FROM books.${table}`)).rows).toEqual([]);
    }
  });
});
