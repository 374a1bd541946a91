import type { ContractState } from '../../domain/contract/state.ts';
import { applyProjection } from '../runner/apply-projection.ts';
import type { ProjectionTransaction } from '../runner/projection.ts';
import { rowsAsJson } from '../runner/row-sql.ts';
import { type ContractStep, contractSteps } from './contract-standing.ts';
import { addSteps, type Step } from './steps.ts';

/** As contract_steps has it. */
interface StepRow extends ContractStep {
  readonly tenant_id: string;
  readonly contract_id: string;
  readonly account_id: string;
  readonly currency: string;
}

interface FoldedRow {
  readonly tenant_id: string;
  readonly id: string;
  readonly state: Exclude<ContractState, { status: 'none' | 'discarded' }>;
}

const FOLDED = `
  SELECT c.tenant_id, c.id, c.state FROM json_to_recordset($1::json) AS k(tenant_id uuid, contract_id uuid)
  JOIN contracts AS c ON c.tenant_id = k.tenant_id AND c.id = k.contract_id`;

const TAKE_BACK = `
  DELETE FROM contract_steps AS s USING json_to_recordset($1::json) AS k(tenant_id uuid, contract_id uuid)
  WHERE s.tenant_id = k.tenant_id AND s.contract_id = k.contract_id
  RETURNING s.tenant_id, s.account_id, s.currency, s.day, -1 AS steps, -s.active_contracts AS active_contracts,
    -s.committed_value AS committed_value, -s.seats AS seats`;

const INSERT = `
  INSERT INTO contract_steps SELECT * FROM json_populate_recordset(null::contract_steps, $1::json)`;

/**
 * What contracts add to their accounts' figures. Reads the contracts as folded up to the end of the batch, and puts what
 * they say in the place of what they said before: so the rows are what the contracts say, wherever a batch ends.
 */
export const contractFigures = applyProjection({
  name: 'contract_steps',
  on: {
    contract: {
      ContractDrafted: 'ignored',
      ContractDraftRevised: 'ignored',
      ContractSubmitted: 'ignored',
      ContractApproved: 'ignored',
      ContractRejected: 'ignored',
      ContractActivated: 'applied',
      SeatsAdjusted: 'applied',
      LineRepriced: 'applied',
      ContractDetailsChanged: 'ignored',
      CommitmentChanged: 'applied',
      DiscountGranted: 'applied',
      DiscountEnded: 'applied',
      LineAdded: 'applied',
      LineRemoved: 'applied',
      TermExtended: 'applied',
      BillingScheduleChanged: 'applied',
      ContractPaused: 'applied',
      ContractResumed: 'applied',
      ContractRenewed: 'applied',
      CostSplitAgreed: 'ignored',
      RenewalDeclined: 'ignored',
      ChangeWithdrawn: 'applied',
      ContractCancelled: 'applied',
      ContractDraftDiscarded: 'ignored',
      ChargesRaised: 'ignored',
      ChargesReleased: 'ignored',
      ChargesWaived: 'ignored',
      CreditGranted: 'ignored',
      CreditWithdrawn: 'ignored',
      GoodwillSetOff: 'ignored',
    },
  },
  async apply(events, tx) {
    const touched = new Map(events.map(({ stream }) => [`${stream.tenantId} ${stream.id}`, stream]));
    const keys = rowsAsJson(
      [...touched.values()].map(({ tenantId, id }) => ({ tenant_id: tenantId, contract_id: id })),
    );
    const before = await tx.rows<Step>(TAKE_BACK, [keys]);
    const after = (await tx.rows<FoldedRow>(FOLDED, [keys])).flatMap(stepRows);
    await insert(after, tx);
    await addSteps([...before, ...after.map((row): Step => ({ ...row, steps: 1 }))], tx);
  },
});

function stepRows({ tenant_id, id, state }: FoldedRow): StepRow[] {
  if (state.status === 'draft') {
    return []; // only binding contracts have the events above
  }
  const { accountId: account_id, currency } = state.terms;
  return contractSteps(state).map((step) => ({
    tenant_id,
    contract_id: id,
    account_id,
    currency,
    ...step,
  }));
}

async function insert(rows: readonly StepRow[], tx: ProjectionTransaction): Promise<void> {
  if (rows.length > 0) {
    await tx.run(INSERT, [rowsAsJson(rows)]);
  }
}
