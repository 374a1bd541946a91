import { type Kysely, sql } from 'kysely';
import type { AccountStatus } from '../../../domain/account/events.ts';

/** An account directly below another one. */
export interface ChildRow {
  readonly id: string;
  readonly account_name: string;
  readonly status: AccountStatus;
}

/** The columns that queries of children look at. */
export interface RollupTables {
  readonly 'billing.account_memberships': {
    readonly tenant_id: string;
    readonly ancestor_id: string;
    readonly descendant_id: string;
    readonly depth: number;
    readonly valid_from: string;
    readonly valid_until: string;
  };
  readonly 'directory.accounts': ChildRow & { readonly tenant_id: string };
}

/** The accounts `a` that stood directly below an account on a day, closed ones included, by their names of today. */
export function childrenOn(db: Kysely<RollupTables>, accountId: string, day: string) {
  return db
    .selectFrom('billing.account_memberships as m')
    .innerJoin('directory.accounts as a', (on) =>
      on.onRef('a.tenant_id', '=', 'm.tenant_id').onRef('a.id', '=', 'm.descendant_id'),
    )
    .where('m.ancestor_id', '=', accountId)
    .where('m.depth', '=', 1)
    .where(sql<boolean>`m.valid_from <= ${day}::date and m.valid_until > ${day}::date`)
    .select(['a.id', 'a.account_name', 'a.status']);
}
