import { type CreditDeps, createCreditDeps } from '../../src/application/credit/credit-deps.ts';
import { type CreditUse, reserveCredit } from '../../src/application/credit/reserve-credit.ts';
import { derivedId } from '../../src/application/derived-ids.ts';
import { execute } from '../../src/application/execute.ts';
import { accountStream } from '../../src/application/streams.ts';
import { type AccountCommand, account } from '../../src/domain/account/account.ts';
import type { CreditPolicyTerms } from '../../src/domain/account/credit-terms.ts';
import type { CreditScope } from '../../src/domain/credit/events.ts';
import type { OpenCreditLine } from '../../src/domain/credit/state.ts';
import { type CivilDate, civilDate } from '../../src/domain/kernel/calendar.ts';
import type { AccountId, InvoiceId } from '../../src/domain/kernel/ids.ts';
import { type BillingWorld, billingWorld } from './billing-world.ts';
import { amount } from './controls/accounts.ts';
import { creditLinesIn } from './memory-credit-finders.ts';
import { acceptedOutcome } from './outcomes.ts';

/** Accounts with limits over the event store in memory. */
export interface CreditWorld extends BillingWorld {
  /** A fresh view, as every chunk and request has its own. */
  credit(): CreditDeps;
  onAccount(accountId: AccountId, command: AccountCommand): Promise<void>;
  policy(accountId: AccountId, terms: Partial<CreditPolicyTerms>, effectiveOn?: string): Promise<void>;
  reserve(accountId: AccountId, invoice: string, gross: string, deps?: CreditDeps): ReturnType<typeof reserveCredit>;
  /** The open epoch of a limit. */
  line(accountId: AccountId, scope?: CreditScope): OpenCreditLine | undefined;
  used(accountId: AccountId, scope?: CreditScope): string;
  today(): CivilDate;
}

export const anInvoiceId = (name: string) => derivedId('invoice', name) as InvoiceId;

/** Of a reservation that must have succeeded. */
export function usesOf(reserved: Awaited<ReturnType<typeof reserveCredit>>): readonly CreditUse[] {
  if (reserved.outcome !== 'reserved') {
    throw new Error(`It is ${JSON.stringify(reserved)}`);
  }
  return reserved.uses;
}

export async function creditWorld(today = '2026-01-01'): Promise<CreditWorld> {
  const billing = await billingWorld(today);
  const { finders } = billing.deps;
  const day = () => civilDate(billing.clock.now().slice(0, 10));
  const world: CreditWorld = {
    ...billing,
    today: day,
    credit: () => createCreditDeps({ eventStore: billing.store, finders }, billing.tenantId),
    async onAccount(accountId, command) {
      const stream = accountStream(billing.tenantId, accountId);
      acceptedOutcome(await execute(billing.store, account, stream, command, billing.by()));
    },
    async policy(accountId, terms, effectiveOn = day()) {
      const all: CreditPolicyTerms = { policy: 'hold_invoices', groupCreditLimit: null, automaticHold: null, ...terms };
      const command = { kind: 'setCreditPolicy', terms: all, effectiveOn: civilDate(effectiveOn) } as const;
      await world.onAccount(accountId, { ...command, today: day(), reason: null });
    },
    reserve: (accountId, invoice, gross, deps = world.credit()) =>
      reserveCredit(
        deps,
        { invoiceId: anInvoiceId(invoice), accountId, currency: 'EUR', gross: amount(gross), on: day() },
        billing.by(),
      ),
    line: (accountId, scope = 'own') =>
      creditLinesIn(billing.store.log())
        .map(({ state }) => state)
        .filter((state) => state.status === 'open')
        .find((state) => state.accountId === accountId && state.scope === scope),
    used: (accountId, scope = 'own') => world.line(accountId, scope)?.used.toFixed(2) ?? 'no line',
  };
  return world;
}
