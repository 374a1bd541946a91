import { automaticRenewalOn } from '../../domain/contract/automatic-renewal.ts';
import type { ContractCommand } from '../../domain/contract/commands.ts';
import type { BindingContract } from '../../domain/contract/state.ts';
import type { CivilDate } from '../../domain/kernel/calendar.ts';
import type { ContractId, TenantId } from '../../domain/kernel/ids.ts';
import { derivedId } from '../derived-ids.ts';
import type { Provenance } from '../ports/event-store.ts';
import {
  type Contract,
  type ContractDeps,
  type ContractOutcome,
  loadContract,
  onContract,
  todayOf,
} from './existing-contract.ts';
import { renewalLines } from './renewal-lines.ts';

/** Terms of a month for ten years: nobody was away for longer. */
const TERMS_MAX = 120;

/** What another decision in the meantime makes of a renewal that was to be made. */
const NOT_ANY_MORE: readonly string[] = ['RENEWAL_NOT_AUTOMATIC', 'RENEWAL_NOT_BINDING', 'CONTRACT_CANCELLED'];

/**
 * Records the renewals of a contract that bind by today where its seller is: one, or several where nobody looked for a
 * long time. Answers the position of the last one; null when there was nothing to renew. Safe to do twice or side by
 * side: the command's id is made of the contract and the first day of the new term.
 */
export async function renewAutomatically(
  deps: ContractDeps,
  tenantId: TenantId,
  contractId: ContractId,
): Promise<bigint | null> {
  let renewedAt: bigint | null = null;
  for (let terms = 0; terms < TERMS_MAX; terms += 1) {
    const state = (await loadContract(deps.eventStore, tenantId, contractId))?.state;
    const effectiveOn = state === undefined ? null : await dueRenewal(deps, tenantId, state);
    if (effectiveOn === null) {
      return renewedAt;
    }
    const outcome = await renewFrom(deps, tenantId, contractId, effectiveOn);
    if (outcome.outcome === 'accepted') {
      renewedAt = outcome.position;
    } else if (!NOT_ANY_MORE.includes(outcome.rejection.code)) {
      throw new Error(`Contract ${contractId} could not be renewed: ${outcome.rejection.message}`);
    }
  }
  return renewedAt;
}

/** The first day of the term that follows by itself, once it binds. */
async function dueRenewal(deps: ContractDeps, tenantId: TenantId, state: Contract): Promise<CivilDate | null> {
  if (state.status !== 'active') {
    return null;
  }
  const bindsOn = automaticRenewalOn(state);
  return bindsOn !== null && bindsOn <= (await todayOf(deps, tenantId, state.sellerId)) ? state.serviceEnd : null;
}

function renewFrom(
  deps: ContractDeps,
  tenantId: TenantId,
  contractId: ContractId,
  effectiveOn: CivilDate,
): Promise<ContractOutcome> {
  return onContract(
    deps,
    { contractId, expectedRevision: undefined },
    async (state) => (state.status === 'active' ? [await renewal(deps, tenantId, state, effectiveOn)] : []),
    byRenewal(deps, tenantId, derivedId('automatic renewal', contractId, effectiveOn)),
  );
}

async function renewal(
  deps: ContractDeps,
  tenantId: TenantId,
  state: BindingContract,
  effectiveOn: CivilDate,
): Promise<ContractCommand> {
  return {
    kind: 'renew',
    renewedOn: await todayOf(deps, tenantId, state.sellerId),
    effectiveOn,
    endDate: null,
    contractValue: null,
    isAutomatic: true,
    lines: await renewalLines(deps.eventStore, tenantId, state, [], effectiveOn),
    reason: null,
  };
}

function byRenewal({ clock }: ContractDeps, tenantId: TenantId, commandId: string): Provenance {
  return {
    tenantId,
    actor: { kind: 'system', id: 'automatic-renewal' },
    commandId,
    correlationId: commandId,
    causationId: commandId,
    recordedAt: clock.now(),
  };
}
