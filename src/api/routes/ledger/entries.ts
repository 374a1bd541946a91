import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { z } from 'zod';
import { CHART } from '../../../domain/ledger/chart.ts';
import { POSTING_RULES } from '../../../domain/ledger/entry.ts';
import { entryRows, findEntry, withLines } from '../../../projections/books/queries/entries.ts';
import type { BooksTables } from '../../../projections/books/queries/rows.ts';
import { defineRoute } from '../../define-route.ts';
import { list, single, zList, zSingle } from '../../envelope.ts';
import { conditionSql } from '../../list-conditions.ts';
import type { ListDeclaration, ListField } from '../../list-fields.ts';
import { fetchPage } from '../../list-page.ts';
import type { ListQuery } from '../../list-query.ts';
import { foundOr404 } from '../../refusal.ts';
import type { TenantRead } from '../../tenant-read.ts';
import { zWireUuid } from '../../values.ts';
import { entryRecord, zJournalEntry } from './entry-record.ts';
import { LEDGER_GROUPS } from './ledger-groups.ts';

type Condition = ListQuery['conditions'][number];

/** Filters that look at the lines: an entry is found when one of its lines fits all of them. */
const lineFields = {
  accountCode: { column: 'l.account_code', type: 'enum', values: CHART.map(({ code }) => code) },
  invoiceId: { column: 'l.invoice_id', type: 'uuid' },
  contractId: { column: 'l.contract_id', type: 'uuid' },
  customerAccountId: { column: 'l.customer_account_id', type: 'uuid' },
} satisfies Record<string, ListField>;

const entryList: ListDeclaration = {
  name: 'journal-entries',
  idColumn: 'e.entry_id',
  fields: {
    postedOn: { column: 'e.posted_on', type: 'date' },
    createdAt: { column: 'e.recorded_at', type: 'timestamp' },
    occurredOn: { column: 'e.occurred_on', type: 'date', sortable: false },
    currency: { column: 'e.currency', type: 'text', sortable: false },
    sellerId: { column: 'e.seller_id', type: 'uuid', sortable: false },
    rule: { column: 'e.rule', type: 'enum', values: POSTING_RULES, sortable: false },
    ...Object.fromEntries(
      // "Has no line like that" would read like "has a line unlike that", so only the plain questions are taken.
      Object.entries(lineFields).map(([name, field]) => [name, { ...field, sortable: false, ops: ['eq', 'in'] }]),
    ),
  },
};

function isAboutLines({ field }: Condition): boolean {
  return field.column.startsWith('l.');
}

function hasLine(conditions: readonly Condition[]): RawBuilder<SqlBool> {
  const all = sql.join(conditions.map(conditionSql), sql` and `);
  return sql<SqlBool>`exists (
    select from books.journal_lines as l where l.tenant_id = e.tenant_id and l.entry_id = e.entry_id and ${all})`;
}

export const listJournalEntries = defineRoute({
  method: 'GET',
  url: '/api/ledger/entries',
  permission: 'ledger.read',
  summary: 'Journal entries with their lines',
  description:
    'accountCode, invoiceId, contractId and customerAccountId find entries that have one line with all of these.',
  tags: ['Ledger'],
  list: entryList,
  groups: LEDGER_GROUPS,
  response: { 200: zList(zJournalEntry) },
  handler: async ({ list: query, read }) => {
    const ofLines = query.conditions.filter(isAboutLines);
    const ofEntries = { ...query, conditions: query.conditions.filter((condition) => !isAboutLines(condition)) };
    return read(async ({ db }: TenantRead<BooksTables>) => {
      const base = ofLines.length === 0 ? entryRows(db) : entryRows(db).where(hasLine(ofLines));
      const page = await fetchPage(db, base, ofEntries);
      return list((await withLines(db, page.rows)).map(entryRecord), page.paging);
    });
  },
});

export const getJournalEntry = defineRoute({
  method: 'GET',
  url: '/api/ledger/entries/:id',
  permission: 'ledger.read',
  summary: 'One journal entry',
  tags: ['Ledger'],
  params: z.strictObject({ id: zWireUuid }),
  groups: LEDGER_GROUPS,
  response: { 200: zSingle(zJournalEntry) },
  handler: async ({ params, read }) => {
    const found = await read(({ db }: TenantRead<BooksTables>) => findEntry(db, params.id));
    return single(entryRecord(foundOr404(found, `journal entry ${params.id}`)));
  },
});
