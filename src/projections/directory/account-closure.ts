import type { AccountId, TenantId } from '../../domain/kernel/ids.ts';
import { applyProjection } from '../runner/apply-projection.ts';
import type { ProjectionTransaction } from '../runner/projection.ts';

/** As the statement below takes it. */
interface Opening {
  readonly tenant_id: TenantId;
  readonly id: AccountId;
  readonly parent_id: AccountId | null;
}

/**
 * Accounts that were opened one after the other. A parent may be among them, so the ways up are first walked within
 * the batch, up to the first account outside of it, and from there continued by what the table holds.
 */
const OPEN = `
  WITH RECURSIVE opened AS (
    SELECT * FROM json_to_recordset($1::json) AS r(tenant_id uuid, id uuid, parent_id uuid)
  ), way AS (
    SELECT tenant_id, id AS descendant_id, id AS ancestor_id, parent_id, 0 AS depth FROM opened
    UNION ALL
    SELECT way.tenant_id, way.descendant_id, way.parent_id, above.parent_id, way.depth + 1
    FROM way LEFT JOIN opened AS above ON above.tenant_id = way.tenant_id AND above.id = way.parent_id
    WHERE way.parent_id IS NOT NULL
  ), outside AS (
    SELECT way.* FROM way
    WHERE NOT EXISTS (SELECT FROM opened AS o WHERE o.tenant_id = way.tenant_id AND o.id = way.ancestor_id)
  )
  INSERT INTO account_closure (tenant_id, ancestor_id, descendant_id, depth)
  SELECT tenant_id, ancestor_id, descendant_id, depth FROM way
  UNION ALL
  SELECT outside.tenant_id, above.ancestor_id, outside.descendant_id, outside.depth + above.depth
  FROM outside JOIN account_closure AS above
    ON above.tenant_id = outside.tenant_id AND above.descendant_id = outside.ancestor_id AND above.depth > 0`;

/** The whole subtree lets go of everything above its top. */
const DETACH = `
  DELETE FROM account_closure AS gone
  USING account_closure AS below, account_closure AS above
  WHERE below.tenant_id = $1 AND below.ancestor_id = $2
    AND above.tenant_id = $1 AND above.descendant_id = $2 AND above.depth > 0
    AND gone.tenant_id = $1 AND gone.ancestor_id = above.ancestor_id AND gone.descendant_id = below.descendant_id`;

/** The whole subtree takes hold of the new parent and everything above it. */
const ATTACH = `
  INSERT INTO account_closure (tenant_id, ancestor_id, descendant_id, depth)
  SELECT $1, above.ancestor_id, below.descendant_id, above.depth + 1 + below.depth
  FROM account_closure AS above, account_closure AS below
  WHERE above.tenant_id = $1 AND above.descendant_id = $3 AND below.tenant_id = $1 AND below.ancestor_id = $2`;

/** Every pair of an account and one above it: one range of an index gives a subtree or a way up, however deep. */
export const accountClosure = applyProjection({
  name: 'account_closure',
  on: {
    account: {
      AccountOpened: 'applied',
      AccountDetailsChanged: 'ignored',
      AccountContactChanged: 'ignored',
      AccountPaymentTermsChanged: 'ignored',
      AccountCreditLimitChanged: 'ignored',
      AccountCreditHoldChanged: 'ignored',
      AccountOrderPolicyChanged: 'ignored',
      AccountCreditPolicyChanged: 'ignored',
      AccountStatusChanged: 'ignored',
      AccountContactPointAdded: 'ignored',
      AccountContactPointChanged: 'ignored',
      AccountContactPointRemoved: 'ignored',
      AccountContactPointPreferred: 'ignored',
      AccountTaxRegistrationAdded: 'ignored',
      AccountTaxRegistrationRemoved: 'ignored',
      AccountClosingStarted: 'ignored',
      AccountClosingWithdrawn: 'ignored',
      // A closed account keeps its place: what is below it stays below it.
      AccountClosed: 'ignored',
      AccountMergedInto: 'ignored',
      AccountAbsorbed: 'ignored',
      AccountInvoicingChanged: 'ignored',
    },
    accountTree: {
      AccountMoved: 'applied',
      AccountMerged: 'applied',
      BillToSet: 'ignored',
      AccountShut: 'ignored',
      AccountShutWithdrawn: 'ignored',
    },
  },
  async apply(events, tx) {
    let openings: Opening[] = [];
    for (const { stream, event } of events) {
      if (event.type === 'AccountOpened') {
        const { accountId, parentAccountId } = event.data;
        openings.push({ tenant_id: stream.tenantId, id: accountId, parent_id: parentAccountId });
      } else {
        await open(openings, tx);
        openings = [];
        const { accountId } = event.data;
        const parentId = event.type === 'AccountMerged' ? event.data.intoAccountId : event.data.toParentId;
        await move(stream.tenantId, accountId, parentId, tx);
      }
    }
    await open(openings, tx);
  },
});

async function open(openings: readonly Opening[], tx: ProjectionTransaction): Promise<void> {
  if (openings.length > 0) {
    await tx.run(OPEN, [JSON.stringify(openings)]);
  }
}

async function move(
  tenantId: TenantId,
  accountId: AccountId,
  toParentId: AccountId | null,
  tx: ProjectionTransaction,
): Promise<void> {
  await tx.run(DETACH, [tenantId, accountId]);
  if (toParentId !== null) {
    await tx.run(ATTACH, [tenantId, accountId, toParentId]);
  }
}
