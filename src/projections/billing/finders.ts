import type { Pool } from 'pg';
import type {
  BillableContract,
  BillableScope,
  BillingFinders,
  FollowUp,
  FoundSchedule,
  HeldDocument,
  StartedDocument,
  StrandedClaim,
  SummaryToIssue,
  UnfinishedRun,
} from '../../application/ports/billing-finders.ts';
import type { RenewableContract } from '../../application/ports/renewal-finders.ts';
import { unreachable } from '../../domain/kernel/decider.ts';
import type { TenantId } from '../../domain/kernel/ids.ts';
import type { Progress } from '../runner/progress.ts';
import { createCreditFinders } from './credit-finders.ts';
import { tenantReads } from './tenant-reads.ts';

/**
 * Ordered so that contracts of one group (application/billing/group-id.ts) are neighbours, and by id within: the plan of
 * a run comes out the same whenever it is made.
 */
const billable = (scope: string, renewals: string) => `
  SELECT contract_id AS "contractId", seller_id AS "sellerId", account_id AS "accountId",
    bill_to_account_id AS "billToAccountId", currency, payment_terms AS "paymentTerms",
    payment_terms_days AS "paymentTermsDays", purchase_order_number AS "purchaseOrderNumber",
    coalesce((SELECT b.invoicing FROM billing.account_invoicing AS b
      WHERE b.tenant_id = contracts.tenant_id AND b.account_id = bill_to_account_id), 'per_account') AS invoicing,
    revision + 1 + jsonb_array_length(state -> 'lines') AS weight
  FROM billing.contracts
  WHERE seller_id = $1 AND (next_due_on <= $2::date OR ${renewals}) AND (${scope})
  ORDER BY account_id, bill_to_account_id, currency, payment_terms, payment_terms_days, purchase_order_number,
    contract_id`;

/** Of a tree: whoever buys or is billed stands in it on the day. */
const IN_TREE = (account: string) => `EXISTS (
  SELECT FROM billing.account_memberships AS m
  WHERE m.ancestor_id = $3::uuid AND m.descendant_id = ${account} AND m.valid_from <= $4::date AND m.valid_until > $4::date)`;

/** The scope as a condition on contracts, with its values from $3 on. */
function scopeCondition({ scope, on }: BillableScope): { readonly text: string; readonly values: readonly unknown[] } {
  switch (scope.kind) {
    case 'batch':
      return { text: 'true', values: [] };
    case 'single':
      return { text: 'contract_id = $3::uuid', values: [scope.contractId] };
    case 'tree':
      return scope.includeDescendants
        ? { text: `${IN_TREE('account_id')} OR ${IN_TREE('bill_to_account_id')}`, values: [scope.accountId, on] }
        : { text: 'account_id = $3::uuid OR bill_to_account_id = $3::uuid', values: [scope.accountId] };
    case 'contracts':
      return { text: 'contract_id = ANY ($3::uuid[])', values: [scope.contractIds] };
    case 'frequency':
      return { text: 'billing_frequency = $3', values: [scope.billingFrequency] };
    default:
      return unreachable(scope);
  }
}

/** The bound that is no seller's own is for the index: nowhere is it later than in UTC+14. */
const TO_RENEW = `
  SELECT c.contract_id AS "contractId", c.renews_on AS "renewsOn"
  FROM billing.contracts AS c
  LEFT JOIN directory.sellers AS s ON s.tenant_id = c.tenant_id AND s.id = c.seller_id
  WHERE c.renews_on <= ($1::timestamptz AT TIME ZONE 'UTC' + interval '14 hours')::date
    AND c.renews_on <= ($1::timestamptz AT TIME ZONE coalesce(s.time_zone, 'UTC'))::date
    AND ($2::date IS NULL OR (c.renews_on, c.id) > ($2::date, $3::uuid))
  ORDER BY c.renews_on, c.id
  LIMIT 200`;

const SCHEDULES = `
  SELECT tenant_id AS "tenantId", id AS "scheduleId"
  FROM billing.billing_schedules WHERE status = 'active' ORDER BY created_at, id`;

const UNFINISHED = `
  SELECT tenant_id AS "tenantId", run_id AS "runId", position
  FROM billing.billing_runs
  WHERE status <> 'completed' AND (status <> 'cancelled' OR chunks_done < chunks_planned)
  ORDER BY started_at, run_id`;

const STARTED = `
  SELECT tenant_id AS "tenantId", invoice_id AS "invoiceId"
  FROM billing.invoices WHERE status = 'finalising' ORDER BY created_at, invoice_id`;

const HELD = `
  SELECT tenant_id AS "tenantId", invoice_id AS "invoiceId", account_id AS "accountId"
  FROM billing.invoices WHERE status = 'held' ORDER BY created_at, invoice_id`;

const TO_SUMMARISE = `
  SELECT i.tenant_id AS "tenantId", i.run_id AS "runId", addressee AS "addresseeId", i.currency,
    array_agg(i.invoice_id ORDER BY i.invoice_id)::text[] AS "invoiceIds"
  FROM billing.invoices AS i JOIN billing.billing_runs AS r ON r.tenant_id = i.tenant_id AND r.run_id = i.run_id
  CROSS JOIN LATERAL (SELECT
    CASE r.scope WHEN 'tree' THEN (r.scope_details ->> 'accountId')::uuid ELSE i.bill_to_account_id END AS addressee) AS a
  WHERE i.on_summary AND i.parent_invoice_id IS NULL AND i.status <> 'discarded' AND r.status = 'completed'
  GROUP BY i.tenant_id, i.run_id, addressee, i.currency
  HAVING count(DISTINCT i.account_id) > 1 AND bool_and(i.status = 'finalised')
  ORDER BY i.run_id, addressee, i.currency`;

/**
 * A document that is closed without a claim that was made for it, in each of the three ways in which it can be; or a
 * claim that a slow worker made after its run had ended, and fell before there was a document.
 */
const STRANDED = `
  SELECT c.tenant_id AS "tenantId", c.contract_id AS "contractId", c.invoice_id AS "invoiceId"
  FROM billing.claims AS c JOIN billing.invoices AS i ON i.tenant_id = c.tenant_id AND i.invoice_id = c.invoice_id
  WHERE NOT c.released AND i.status IN ('discarded', 'void')
  UNION
  SELECT c.tenant_id, c.contract_id, c.invoice_id
  FROM billing.claims AS c JOIN billing.empty_documents AS e ON e.tenant_id = c.tenant_id AND e.invoice_id = c.invoice_id
  WHERE NOT c.released AND NOT c.listed
  UNION
  SELECT c.tenant_id, c.contract_id, c.invoice_id
  FROM billing.claims AS c JOIN billing.invoices AS i ON i.tenant_id = c.tenant_id AND i.invoice_id = c.invoice_id
  WHERE NOT c.released AND NOT c.listed
  UNION
  SELECT c.tenant_id, c.contract_id, c.invoice_id
  FROM billing.claims AS c JOIN billing.billing_runs AS r ON r.tenant_id = c.tenant_id AND r.run_id = c.run_id
  WHERE NOT c.released AND NOT c.listed AND r.status IN ('completed', 'cancelled')
  ORDER BY 1, 3, 2`;

const FOLLOW_UPS = `
  SELECT tenant_id AS "tenantId", invoice_id AS "invoiceId", kind
  FROM billing.document_follow_ups WHERE pending ORDER BY kind, invoice_id`;

/** `pool`: role worker. It sees one tenant at a time; what spans tenants goes through them one after the other. */
export function createBillingFinders({
  pool,
  progress,
}: {
  readonly pool: Pool;
  readonly progress: Pick<Progress, 'waitFor'>;
}): BillingFinders {
  const { ofTenant, ofAllTenants } = tenantReads(pool);

  return {
    ...createCreditFinders(pool),
    caughtUpTo: (position, timeoutMs) => progress.waitFor(['billing'], position, timeoutMs),
    billableContracts(tenantId, wanted) {
      const { text, values } = scopeCondition(wanted);
      const given = [wanted.sellerId, wanted.through, ...values];
      return wanted.withRenewals === true
        ? ofTenant<BillableContract>(tenantId, billable(text, `renews_on <= $${given.length + 1}::date`), [
            ...given,
            wanted.on,
          ])
        : ofTenant<BillableContract>(tenantId, billable(text, 'false'), given);
    },
    async renewingTenants() {
      const { rows } = await pool.query<{ id: TenantId }>('SELECT billing.renewing_tenants() AS id');
      return rows.map(({ id }) => id);
    },
    contractsToRenew: (tenantId, now, after) =>
      ofTenant<RenewableContract>(tenantId, TO_RENEW, [now, after?.renewsOn ?? null, after?.contractId ?? null]),
    activeSchedules: () => ofAllTenants<FoundSchedule>(SCHEDULES),
    async unfinishedRuns() {
      const runs = await ofAllTenants<Omit<UnfinishedRun, 'position'> & { position: string }>(UNFINISHED);
      return runs.map((run) => ({ ...run, position: BigInt(run.position) }));
    },
    startedDocuments: () => ofAllTenants<StartedDocument>(STARTED),
    summariesToIssue: () => ofAllTenants<SummaryToIssue>(TO_SUMMARISE),
    heldDocuments: () => ofAllTenants<HeldDocument>(HELD),
    followUps: () => ofAllTenants<FollowUp>(FOLLOW_UPS),
    strandedClaims: () => ofAllTenants<StrandedClaim>(STRANDED),
  };
}
