import type { AccountTreeEvent } from '../../domain/account-tree/events.ts';
import type { CivilDate } from '../../domain/kernel/calendar.ts';
import type { AccountId, TenantId } from '../../domain/kernel/ids.ts';
import { applyProjection } from '../runner/apply-projection.ts';
import type { ProjectionTransaction } from '../runner/projection.ts';
import { sumUp } from './figures.ts';

/** As the statement below takes it. */
interface Opening {
  readonly tenant_id: TenantId;
  readonly id: AccountId;
  readonly parent_id: AccountId | null;
}

/**
 * Accounts that were opened one after the other. What stood above the parent, on whatever days, stood above the account
 * too: before its opening it counts as standing where it was opened, since contracts and documents may be older than
 * the day on which somebody typed the account in. A parent may be in the same batch, so the ways up are first walked
 * within it.
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
  )
  INSERT INTO account_memberships (tenant_id, ancestor_id, descendant_id, depth, valid_from, valid_until)
  SELECT way.tenant_id, way.ancestor_id, way.descendant_id, way.depth, '-infinity', 'infinity'
  FROM way JOIN opened AS o ON o.tenant_id = way.tenant_id AND o.id = way.ancestor_id
  UNION ALL
  SELECT way.tenant_id, above.ancestor_id, way.descendant_id, way.depth + above.depth, above.valid_from, above.valid_until
  FROM way JOIN account_memberships AS above
    ON above.tenant_id = way.tenant_id AND above.descendant_id = way.ancestor_id
  WHERE NOT EXISTS (SELECT FROM opened AS o WHERE o.tenant_id = way.tenant_id AND o.id = way.ancestor_id)`;

/** The clocks of two processes may differ by a day; moves take effect in the order in which they were decided. */
const TAKES_EFFECT = `
  INSERT INTO account_trees AS tree (tenant_id, moved_on) VALUES ($1, $2)
  ON CONFLICT (tenant_id) DO UPDATE SET moved_on = greatest(tree.moved_on, EXCLUDED.moved_on)
  RETURNING moved_on`;

/**
 * Pairs of what is above the account now and what is below it, which the move parts. Two arrays: as a join, it was planned
 * as a look at every pair of the ancestor for every account below, 40 s for ten thousand of them.
 */
const PARTED = `
  part.tenant_id = $1 AND part.valid_until = 'infinity'
  AND part.ancestor_id = ANY (ARRAY(SELECT above.ancestor_id FROM account_memberships AS above
    WHERE above.tenant_id = $1 AND above.descendant_id = $2 AND above.depth > 0 AND above.valid_until = 'infinity'))
  AND part.descendant_id = ANY (ARRAY(SELECT below.descendant_id FROM account_memberships AS below
    WHERE below.tenant_id = $1 AND below.ancestor_id = $2 AND below.valid_until = 'infinity'))`;

/** A pair that began on the very day of the move never was: of several moves on one day the last one counts. */
const FORGET = `DELETE FROM account_memberships AS part WHERE ${PARTED} AND part.valid_from = $3::date`;
const DETACH = `UPDATE account_memberships AS part SET valid_until = $3::date WHERE ${PARTED}`;

/** The whole subtree stands below the new parent, and everything above it, from the day on. */
const ATTACH = `
  INSERT INTO account_memberships (tenant_id, ancestor_id, descendant_id, depth, valid_from, valid_until)
  SELECT $1, above.ancestor_id, below.descendant_id, above.depth + 1 + below.depth, $4, 'infinity'
  FROM account_memberships AS above, account_memberships AS below
  WHERE above.tenant_id = $1 AND above.descendant_id = $3 AND above.valid_until = 'infinity'
    AND below.tenant_id = $1 AND below.ancestor_id = $2 AND below.valid_until = 'infinity'`;

/** The steps of accounts in pairs. */
const THEIR_STEPS = `
  steps AS (
    SELECT a.* FROM (SELECT DISTINCT tenant_id, descendant_id FROM pairs) AS p
    JOIN account_steps AS a ON a.tenant_id = p.tenant_id AND a.account_id = p.descendant_id
  )`;

/** What the statements above are about to do to the pairs, for the figures that pairs have brought. $4: the day. */
const MOVES_FIGURES = `
  parted AS MATERIALIZED (
    SELECT * FROM account_memberships AS part WHERE ${PARTED}
  ), pairs AS MATERIALIZED (
    SELECT tenant_id, ancestor_id, descendant_id, valid_from, valid_until, -1 AS sign FROM parted
    UNION ALL
    SELECT tenant_id, ancestor_id, descendant_id, valid_from, $4::date, 1 FROM parted WHERE valid_from < $4::date
    UNION ALL
    SELECT above.tenant_id, above.ancestor_id, below.descendant_id, $4::date, 'infinity', 1
    FROM account_memberships AS above, account_memberships AS below
    WHERE above.tenant_id = $1 AND above.descendant_id = $3::uuid AND above.valid_until = 'infinity'
      AND below.tenant_id = $1 AND below.ancestor_id = $2 AND below.valid_until = 'infinity'
  ), ${THEIR_STEPS}`;

/** An account that was another one all along has never stood anywhere but below that one, for any day that is asked. */
const FORGET_PLACES = 'DELETE FROM account_memberships WHERE tenant_id = $1 AND descendant_id = $2 AND depth > 0';
const STAND_BELOW = `
  INSERT INTO account_memberships (tenant_id, ancestor_id, descendant_id, depth, valid_from, valid_until)
  SELECT $1, above.ancestor_id, $2, above.depth + 1, above.valid_from, above.valid_until
  FROM account_memberships AS above
  WHERE above.tenant_id = $1 AND above.descendant_id = $3 AND above.ancestor_id <> $2`;

/** The same for the figures that the account's places have brought. */
const MERGES_FIGURES = `
  pairs AS MATERIALIZED (
    SELECT tenant_id, ancestor_id, descendant_id, valid_from, valid_until, -1 AS sign FROM account_memberships
    WHERE tenant_id = $1 AND descendant_id = $2 AND depth > 0
    UNION ALL
    SELECT tenant_id, ancestor_id, $2, valid_from, valid_until, 1 FROM account_memberships
    WHERE tenant_id = $1 AND descendant_id = $3 AND ancestor_id <> $2
  ), ${THEIR_STEPS}`;

/** The closure of the account tree with its days: one range of an index gives a subtree as it was on any day. */
export const accountMemberships = applyProjection({
  name: 'account_memberships',
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
        if (event.type === 'AccountMerged') {
          await merge(stream.tenantId, event.data, tx);
        } else {
          const { accountId, toParentId, movedOn } = event.data;
          await move(stream.tenantId, accountId, toParentId, movedOn, tx);
        }
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
  movedOn: CivilDate,
  tx: ProjectionTransaction,
): Promise<void> {
  const [tree] = await tx.rows<{ moved_on: string }>(TAKES_EFFECT, [tenantId, movedOn]);
  const day = tree?.moved_on ?? movedOn;
  await sumUp(MOVES_FIGURES, [tenantId, accountId, toParentId, day], tx);
  await tx.run(FORGET, [tenantId, accountId, day]);
  await tx.run(DETACH, [tenantId, accountId, day]);
  if (toParentId !== null) {
    await tx.run(ATTACH, [tenantId, accountId, toParentId, day]);
  }
}

/** What stood below the account moves along on the day; the account itself counts as part of the survivor on every day. */
async function merge(
  tenantId: TenantId,
  { accountId, intoAccountId, mergedOn }: Extract<AccountTreeEvent, { type: 'AccountMerged' }>['data'],
  tx: ProjectionTransaction,
): Promise<void> {
  await move(tenantId, accountId, intoAccountId, mergedOn, tx);
  await sumUp(MERGES_FIGURES, [tenantId, accountId, intoAccountId], tx);
  await tx.run(FORGET_PLACES, [tenantId, accountId]);
  await tx.run(STAND_BELOW, [tenantId, accountId, intoAccountId]);
}
