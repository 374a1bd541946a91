import { applyProjection } from '../../../../src/projections/runner/apply-projection.ts';
import type { ProjectionGroup } from '../../../../src/projections/runner/projection.ts';
import { KEEP } from '../../../../src/projections/runner/row-definition.ts';
import { rowProjection } from '../../../../src/projections/runner/row-projection.ts';

interface AccountRow {
  readonly tenant_id: string;
  readonly account_id: string;
  readonly account_name: string;
  readonly status: string;
  readonly parent_id: string | null;
  readonly credit_limit: string | null;
  readonly changes: number;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly opened_at: string;
}

export interface SampleOptions {
  readonly name?: string;
  readonly version?: number;
  /** Asked for each account that is opened; throws to fail the batch. */
  readonly onOpened?: (name: string) => void;
}

function changed(row: AccountRow | undefined, changes: Partial<AccountRow>): AccountRow | typeof KEEP {
  return row === undefined ? KEEP : { ...row, ...changes, changes: row.changes + 1 };
}

/** A group of read models with one of each: rows, several rows per event, and SQL of its own. */
export function sampleGroup({ name = 'sample', version = 1, onOpened }: SampleOptions = {}): ProjectionGroup {
  const accounts = rowProjection<AccountRow>()({
    table: 'accounts',
    columns: {
      tenant_id: 'uuid',
      account_id: 'uuid',
      account_name: 'text',
      status: 'text',
      parent_id: 'uuid',
      credit_limit: 'numeric',
      changes: 'integer',
      metadata: 'jsonb',
      opened_at: 'timestamptz',
    },
    key: ['tenant_id', 'account_id'],
    keyOf: ({ stream, event }) => ({
      tenant_id: stream.tenantId,
      account_id: stream.category === 'accountTree' ? (event.data as { accountId: string }).accountId : stream.id,
    }),
    on: {
      account: {
        AccountOpened: (_row, { event: { data }, metadata }, key) => {
          onOpened?.(data.accountName);
          return {
            ...key,
            account_name: data.accountName,
            status: data.status,
            parent_id: data.parentAccountId,
            credit_limit: data.creditLimit,
            changes: 0,
            metadata: data.metadata,
            opened_at: metadata.recordedAt,
          };
        },
        AccountDetailsChanged: (row, { event: { data } }) =>
          changed(row, data.accountName === undefined ? {} : { account_name: data.accountName }),
        AccountContactChanged: 'ignored',
        AccountPaymentTermsChanged: 'ignored',
        AccountCreditLimitChanged: (row, { event: { data } }) => changed(row, { credit_limit: data.to }),
        AccountCreditHoldChanged: 'ignored',
        AccountOrderPolicyChanged: 'ignored',
        AccountCreditPolicyChanged: 'ignored',
        AccountStatusChanged: (row, { event: { data } }) => changed(row, { status: data.to }),
        AccountContactPointAdded: 'ignored',
        AccountContactPointChanged: 'ignored',
        AccountContactPointRemoved: 'ignored',
        AccountContactPointPreferred: 'ignored',
        AccountTaxRegistrationAdded: 'ignored',
        AccountTaxRegistrationRemoved: 'ignored',
        AccountClosingStarted: 'ignored',
        AccountClosingWithdrawn: 'ignored',
        AccountMergedInto: 'ignored',
        AccountAbsorbed: 'ignored',
        AccountInvoicingChanged: 'ignored',
        AccountClosed: () => undefined,
      },
      accountTree: {
        AccountMoved: (row, { event: { data } }) => changed(row, { parent_id: data.toParentId }),
        AccountMerged: 'ignored',
        BillToSet: 'ignored',
        AccountShut: 'ignored',
        AccountShutWithdrawn: 'ignored',
      },
    },
  });

  const childCounts = rowProjection<{ tenant_id: string; parent_id: string; children: number }>()({
    table: 'child_counts',
    columns: { tenant_id: 'uuid', parent_id: 'uuid', children: 'integer' },
    key: ['tenant_id', 'parent_id'],
    keyOf: ({ stream, event }) => {
      const { fromParentId, toParentId } = event.data as { fromParentId: string | null; toParentId: string | null };
      return [fromParentId, toParentId]
        .filter((parent) => parent !== null)
        .map((parent) => ({ tenant_id: stream.tenantId, parent_id: parent }));
    },
    on: {
      accountTree: {
        AccountMoved: (row, { event: { data } }, key) => {
          const children = (row?.children ?? 0) + (key.parent_id === data.toParentId ? 1 : -1);
          return children === 0 ? undefined : { ...key, children };
        },
        AccountMerged: 'ignored',
        BillToSet: 'ignored',
        AccountShut: 'ignored',
        AccountShutWithdrawn: 'ignored',
      },
    },
  });

  const moves = applyProjection({
    name: 'moves',
    on: {
      accountTree: {
        AccountMoved: 'applied',
        AccountMerged: 'ignored',
        BillToSet: 'ignored',
        AccountShut: 'ignored',
        AccountShutWithdrawn: 'ignored',
      },
    },
    async apply(events, tx) {
      await tx.run(
        `INSERT INTO moves (tenant_id, position, account_id, moved_on)
         SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::date[])`,
        [
          events.map(({ stream }) => stream.tenantId),
          events.map(({ position }) => position),
          events.map(({ event }) => event.data.accountId),
          events.map(({ event }) => event.data.movedOn),
        ],
      );
    },
  });

  return {
    name,
    version,
    tables: [new URL('./tables.sql', import.meta.url)],
    indexes: [new URL('./indexes.sql', import.meta.url)],
    projections: [accounts, childCounts, moves],
  };
}
