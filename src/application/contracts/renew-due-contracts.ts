import type { TenantId } from '../../domain/kernel/ids.ts';
import { isSuspended } from '../billing/suspension.ts';
import type { RenewableContract, RenewalFinders } from '../ports/renewal-finders.ts';
import type { ContractDeps } from './existing-contract.ts';
import { renewAutomatically } from './renew-automatically.ts';

export interface RenewalDeps extends ContractDeps {
  readonly finders: RenewalFinders;
  /** Told about a contract that could not be renewed: the next sweep meets it again. */
  readonly reportFault: (error: unknown, context: Readonly<Record<string, string>>) => void;
}

/** Renews by themselves the contracts of all tenants whose notice is over. Doing it at any time is safe. */
export async function renewAllDueContracts(deps: RenewalDeps): Promise<void> {
  for (const tenantId of await deps.finders.renewingTenants()) {
    await renewDueContracts(deps, tenantId);
  }
}

/**
 * The same for one tenant; one that is suspended is passed over. Answers the position of the last renewal, or null. A
 * contract that fails is reported and keeps no other one waiting.
 */
export async function renewDueContracts(deps: RenewalDeps, tenantId: TenantId): Promise<bigint | null> {
  if (await isSuspended(deps.eventStore, tenantId)) {
    return null;
  }
  let renewedAt: bigint | null = null;
  let found = await deps.finders.contractsToRenew(tenantId, deps.clock.now(), null);
  while (found.length > 0) {
    for (const contract of found) {
      renewedAt = latest(renewedAt, await renewed(deps, tenantId, contract));
    }
    found = await deps.finders.contractsToRenew(tenantId, deps.clock.now(), found.at(-1) ?? null);
  }
  return renewedAt;
}

async function renewed(
  deps: RenewalDeps,
  tenantId: TenantId,
  { contractId }: RenewableContract,
): Promise<bigint | null> {
  try {
    return await renewAutomatically(deps, tenantId, contractId);
  } catch (error) {
    deps.reportFault(error, { contractId });
    return null;
  }
}

function latest(a: bigint | null, b: bigint | null): bigint | null {
  return a === null || (b !== null && b > a) ? b : a;
}
