import type { RecordedEvent } from '../../application/ports/event-store.ts';
import type { CreditLineEvent, OpenUse } from '../../domain/credit/events.ts';
import { decimal, toDecimalString } from '../../domain/kernel/decimal.ts';
import { applyProjection } from '../runner/apply-projection.ts';
import { KEEP } from '../runner/row-definition.ts';
import { rowProjection } from '../runner/row-projection.ts';
import { rowsAsJson } from '../runner/row-sql.ts';
import type { CreditUseRow } from './queries/credit-rows.ts';

function usesIn({ stream, event }: RecordedEvent) {
  const { type, data } = event as CreditLineEvent; // asked for events of that category only
  const key = (invoice_id: string) => ({ tenant_id: stream.tenantId, line_id: stream.id, invoice_id });
  switch (type) {
    case 'CreditLineOpened':
    case 'CreditUsesTakenOver':
      return data.uses.map(({ invoiceId }) => key(invoiceId));
    case 'CreditUsed':
    case 'CreditUseFound':
    case 'CreditUseReduced':
      return key(data.invoiceId);
    default:
      return [];
  }
}

type Key = Pick<CreditUseRow, 'tenant_id' | 'line_id' | 'invoice_id'>;

function takenOver(uses: readonly OpenUse[], key: Key, { metadata }: RecordedEvent): CreditUseRow | typeof KEEP {
  const use = uses.find(({ invoiceId }) => invoiceId === key.invoice_id);
  return use === undefined
    ? KEEP
    : {
        ...key,
        account_id: use.accountId,
        amount: use.amount,
        beyond_limit: false,
        used_at: metadata.recordedAt,
        updated_at: metadata.recordedAt,
      };
}

/** One row per document that uses a limit; none any more when nothing of it is used. */
export const openCreditUses = rowProjection<CreditUseRow>()({
  table: 'credit_uses',
  columns: {
    tenant_id: 'uuid',
    line_id: 'uuid',
    invoice_id: 'uuid',
    account_id: 'uuid',
    amount: 'numeric',
    beyond_limit: 'boolean',
    used_at: 'timestamptz',
    updated_at: 'timestamptz',
  },
  key: ['tenant_id', 'line_id', 'invoice_id'],
  keyOf: usesIn,
  on: {
    creditLine: {
      CreditLineOpened: (_row, recorded, key) => takenOver(recorded.event.data.uses, key, recorded),
      CreditUsesTakenOver: (_row, recorded, key) => takenOver(recorded.event.data.uses, key, recorded),
      CreditLineTermsChanged: 'ignored',
      CreditUsed: (row, { event: { data }, metadata }, key) => ({
        ...key,
        account_id: data.accountId,
        amount: data.amount,
        beyond_limit: data.beyondLimit,
        used_at: row?.used_at ?? metadata.recordedAt,
        updated_at: metadata.recordedAt,
      }),
      CreditUseFound: (row, { event: { data }, metadata }, key) => ({
        ...key,
        account_id: data.accountId,
        amount: data.amount,
        beyond_limit: row?.beyond_limit ?? false,
        used_at: row?.used_at ?? metadata.recordedAt,
        updated_at: metadata.recordedAt,
      }),
      CreditUseReduced: (row, { event: { data }, metadata }) =>
        row === undefined || data.isEnded
          ? undefined
          : {
              ...row,
              amount: toDecimalString(decimal(row.amount).minus(decimal(data.amount))),
              updated_at: metadata.recordedAt,
            },
      CreditLineCarriedForward: 'ignored', // see below
    },
  },
});

const REMOVE = `
  DELETE FROM credit_uses AS u USING json_to_recordset($1::json) AS line(tenant_id uuid, line_id uuid)
  WHERE u.tenant_id = line.tenant_id AND u.line_id = line.line_id`;

/** Uses of an epoch that is over stand in the next one. Nothing happens on the old stream any more, so it is the same wherever a batch ends. */
export const endedEpochs = applyProjection({
  name: 'ended_credit_epochs',
  on: {
    creditLine: {
      CreditLineOpened: 'ignored',
      CreditUsesTakenOver: 'ignored',
      CreditLineTermsChanged: 'ignored',
      CreditUsed: 'ignored',
      CreditUseReduced: 'ignored',
      CreditUseFound: 'ignored',
      CreditLineCarriedForward: 'applied',
    },
  },
  async apply(events, tx) {
    const lines = events.map(({ stream }) => ({ tenant_id: stream.tenantId, line_id: stream.id }));
    await tx.run(REMOVE, [rowsAsJson(lines)]);
  },
});
