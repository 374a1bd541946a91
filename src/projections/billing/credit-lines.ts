import type { RecordedEvent } from '../../application/ports/event-store.ts';
import { KEEP } from '../runner/row-definition.ts';
import { rowProjection } from '../runner/row-projection.ts';
import type { CreditLineRow } from './queries/credit-rows.ts';

function changed(
  row: CreditLineRow | undefined,
  { revision, metadata }: RecordedEvent,
  changes: Partial<Omit<CreditLineRow, 'tenant_id' | 'line_id'>>,
) {
  return row === undefined ? KEEP : { ...row, ...changes, revision, updated_at: metadata.recordedAt };
}

/** One row per epoch of a limit. What is used of it is the sum of its uses. */
export const creditLines = rowProjection<CreditLineRow>()({
  table: 'credit_lines',
  columns: {
    tenant_id: 'uuid',
    line_id: 'uuid',
    account_id: 'uuid',
    scope: 'text',
    currency: 'text',
    epoch: 'integer',
    status: 'text',
    credit_limit: 'numeric',
    policy: 'text',
    opened_on: 'date',
    revision: 'integer',
    opened_at: 'timestamptz',
    updated_at: 'timestamptz',
  },
  key: ['tenant_id', 'line_id'],
  keyOf: ({ stream }) => ({ tenant_id: stream.tenantId, line_id: stream.id }),
  on: {
    creditLine: {
      CreditLineOpened: (_row, { event: { data }, metadata, revision }, key) => ({
        ...key,
        account_id: data.accountId,
        scope: data.scope,
        currency: data.currency,
        epoch: data.epoch,
        status: 'open',
        credit_limit: data.terms.limit,
        policy: data.terms.policy,
        opened_on: data.openedOn,
        revision,
        opened_at: metadata.recordedAt,
        updated_at: metadata.recordedAt,
      }),
      CreditLineTermsChanged: (row, recorded) => {
        const { limit, policy } = recorded.event.data.to;
        return changed(row, recorded, { credit_limit: limit, policy });
      },
      CreditUsesTakenOver: 'ignored',
      CreditUsed: 'ignored',
      CreditUseReduced: 'ignored',
      CreditUseFound: 'ignored',
      CreditLineCarriedForward: (row, recorded) => changed(row, recorded, { status: 'carried_forward' }),
    },
  },
});
