import { account } from '../../domain/account/account.ts';
import { civilDateIn } from '../../domain/kernel/calendar.ts';
import type { AccountId, TenantId } from '../../domain/kernel/ids.ts';
import { isSuspended } from '../billing/suspension.ts';
import { derivedId } from '../derived-ids.ts';
import { execute } from '../execute.ts';
import type { Clock } from '../ports/clock.ts';
import type { CreditFinders, DoubtfulUse } from '../ports/credit-finders.ts';
import type { EventStore, Provenance } from '../ports/event-store.ts';
import { accountStream } from '../streams.ts';
import { createCreditDeps } from './credit-deps.ts';
import { correctUse, settleLimits } from './follow-debts.ts';
import { overdueCommand } from './overdue.ts';

export interface CreditSweepDeps {
  readonly eventStore: EventStore;
  readonly finders: CreditFinders;
  readonly clock: Clock;
  readonly reportFault: (error: unknown, context: Readonly<Record<string, string>>) => void;
}

/** Found at a time; the next sweep finds the next ones. */
const FOUND_MAX = 500;

/** A use that was made or changed a moment ago is left alone: its document is on its way. */
const LEFT_ALONE_MS = 60_000;

/**
 * Keeps credit true to what is owed: limits that changed, uses that differ from what is open on their documents, holds for
 * what is overdue. Doing it at any time is safe. What fails is reported; the next sweep meets it again.
 */
export async function sweepCredit(deps: CreditSweepDeps): Promise<void> {
  for (const tenantId of await deps.finders.tenantsWithDebts()) {
    if (!(await isSuspended(deps.eventStore, tenantId))) {
      await sweepTenant(deps, tenantId);
    }
  }
}

async function sweepTenant(deps: CreditSweepDeps, tenantId: TenantId): Promise<void> {
  const now = deps.clock.now();
  const on = civilDateIn('UTC', now);
  const before = new Date(Date.parse(now) - LEFT_ALONE_MS).toISOString();
  const each = async <Found>(
    found: readonly Found[],
    about: (one: Found) => string,
    work: (one: Found) => Promise<void>,
  ) => {
    for (const one of found) {
      await work(one).catch((error: unknown) => deps.reportFault(error, { about: about(one) }));
    }
  };
  const credit = createCreditDeps(deps, tenantId);
  await each(
    await deps.finders.unsettledLimits(tenantId, on, FOUND_MAX),
    (accountId) => accountId,
    (accountId) => settleLimits(credit, accountId, on, bySweeper(deps, tenantId, 'limits', accountId)),
  );
  await each(
    await deps.finders.doubtfulUses(tenantId, before, FOUND_MAX),
    ({ invoiceId }: DoubtfulUse) => invoiceId,
    (use) => correctUse(credit, use, on, bySweeper(deps, tenantId, 'use', use.lineId, use.invoiceId)),
  );
  await each(
    await deps.finders.overdueToDecide(tenantId, on, FOUND_MAX),
    (accountId) => accountId,
    (accountId) => decideOverdue(deps, tenantId, accountId),
  );
}

/** Holds the account, or releases it, as its own policy and its documents say. */
async function decideOverdue(deps: CreditSweepDeps, tenantId: TenantId, accountId: AccountId): Promise<void> {
  const stream = accountStream(tenantId, accountId);
  const loaded = await deps.eventStore.load(stream, account);
  if (loaded.state.status === 'none') {
    return;
  }
  const on = civilDateIn('UTC', deps.clock.now());
  const command = await overdueCommand(deps, tenantId, loaded.state, on);
  // With the revision: it may be held, released and held again within a day.
  const provenance = bySweeper(deps, tenantId, 'overdue', accountId, loaded.revision);
  await execute(deps.eventStore, account, stream, command, provenance, { expectedRevision: loaded.revision });
}

function bySweeper({ clock }: CreditSweepDeps, tenantId: TenantId, ...what: readonly (string | number)[]): Provenance {
  const commandId = derivedId('sweep-credit', ...what);
  return {
    tenantId,
    actor: { kind: 'system', id: 'sweeper' },
    commandId,
    correlationId: commandId,
    causationId: commandId,
    recordedAt: clock.now(),
  };
}
