import type { CivilDate } from '../../domain/kernel/calendar.ts';
import type { ContractId, TenantId } from '../../domain/kernel/ids.ts';

/** A contract whose automatic renewal may bind; its stream decides. */
export interface RenewableContract {
  readonly contractId: ContractId;
  readonly renewsOn: CivilDate;
}

/** Where to look for contracts that renew by themselves. Answers come from projections: they may be late, and decide nothing. */
export interface RenewalFinders {
  /** Tenants with contracts that renew by themselves, today or one day. */
  renewingTenants(): Promise<TenantId[]>;
  /**
   * Those that renew by `now` (ISO 8601, UTC) where their seller is, the most overdue first, a few hundred at a time:
   * the next ones come after the last of these.
   */
  contractsToRenew(tenantId: TenantId, now: string, after: RenewableContract | null): Promise<RenewableContract[]>;
}
