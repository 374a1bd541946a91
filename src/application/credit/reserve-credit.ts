import type { ReductionReason } from '../../domain/credit/events.ts';
import { useOf } from '../../domain/credit/uses.ts';
import { invoice } from '../../domain/invoice/invoice.ts';
import { type CivilDate, civilDateIn } from '../../domain/kernel/calendar.ts';
import type { Rejection } from '../../domain/kernel/decider.ts';
import { type DecimalString, decimal, ZERO } from '../../domain/kernel/decimal.ts';
import type { AccountId, ContractId, InvoiceId } from '../../domain/kernel/ids.ts';
import type { Provenance } from '../ports/event-store.ts';
import { invoiceStream } from '../streams.ts';
import type { CreditDeps } from './credit-deps.ts';
import { creditInForce, type LimitInForce, onHold } from './limits.ts';
import { addressOf } from './line-streams.ts';
import type { LineAnswer, LineCommand } from './line-writer.ts';

/** A document that is about to be finalised. */
export interface CreditDemand {
  readonly invoiceId: InvoiceId;
  /** The buyer: the debtor. */
  readonly accountId: AccountId;
  readonly currency: string;
  readonly gross: DecimalString;
  readonly on: CivilDate;
  /** What it bills: charged by now, and not counted as delivered and unbilled any more. */
  readonly contractIds?: readonly ContractId[];
}

/** What a document uses of one limit, and in which stream that stands. */
export interface CreditUse {
  readonly lineId: string;
  readonly amount: DecimalString;
  /** The limit does not cover it, and its policy lets that pass. */
  readonly beyondLimit: boolean;
}

export type ReservedCredit =
  | { readonly outcome: 'reserved'; readonly uses: readonly CreditUse[] }
  | { readonly outcome: 'not_limited' }
  /** The document has to wait: why, and what would release it. */
  | { readonly outcome: 'hold'; readonly code: string; readonly message: string };

/**
 * Uses the limit of the account and of each limited ancestor, outermost last; on refusal those made are undone in reverse
 * order. Idempotent by invoice.
 */
export async function reserveCredit(
  deps: CreditDeps,
  demand: CreditDemand,
  provenance: Provenance,
): Promise<ReservedCredit> {
  if (decimal(demand.gross).lte(ZERO)) {
    return { outcome: 'not_limited' }; // nothing that anybody would owe
  }
  const { limits, holds } = await creditInForce(deps.ways, demand.accountId, demand.on);
  const hold = holds.find(({ policy }) => policy === 'hold_invoices');
  if (hold !== undefined) {
    return { outcome: 'hold', ...onHold(hold) };
  }
  if (limits.length === 0) {
    return { outcome: 'not_limited' };
  }
  const uses: CreditUse[] = [];
  for (const limit of limits) {
    const refused = await useLimit(deps, limit, demand, uses, provenance);
    if (refused !== undefined) {
      await releaseCredit(deps, demand.invoiceId, uses, 'held', provenance);
      return { outcome: 'hold', code: refused.code, message: refused.message };
    }
  }
  return uses.length === 0 ? { outcome: 'not_limited' } : { outcome: 'reserved', uses };
}

/** Adds to `uses`; answers why the limit does not do, or undefined. */
async function useLimit(
  deps: CreditDeps,
  { address, terms, whose }: LimitInForce,
  { invoiceId, accountId, currency, gross, on, contractIds = [] }: CreditDemand,
  uses: CreditUse[],
  provenance: Provenance,
): Promise<Rejection | undefined> {
  if (currency !== address.currency) {
    return terms.policy === 'hold_invoices' ? otherCurrency(whose, address.currency, currency) : undefined;
  }
  const unbilled = await deps.unbilled(address, on, contractIds);
  const command = { kind: 'use', invoiceId, accountId, amount: gross, unbilled, on, terms, whose } as const;
  const answer = await deps.line(address).decide(command, on, provenance);
  if (answer === undefined) {
    return undefined; // the limit was taken away since the account was read
  }
  if (answer.decision.outcome === 'rejected') {
    return answer.decision.rejection;
  }
  const use = useOf(answer.line.uses, invoiceId);
  if (use !== undefined) {
    uses.push({ lineId: answer.lineId, amount: use.amount, beyondLimit: isBeyond(answer) });
  }
  return undefined;
}

/** As it was decided now; where the document used it before, as the line stands. */
function isBeyond({ decision, line: { used, terms } }: LineAnswer): boolean {
  const events = decision.outcome === 'accepted' ? decision.events : [];
  const decided = events.find((event) => event.type === 'CreditUsed');
  return decided?.data.beyondLimit ?? (terms.limit !== null && used.gt(decimal(terms.limit)));
}

/** Without rates two currencies cannot be compared, and whoever holds invoices wants nothing out that was not tested. */
function otherCurrency(whose: string, ofLimit: string, ofDocument: string): Rejection {
  return {
    code: 'CREDIT_CURRENCY_MISMATCH',
    message:
      `The credit limit of ${whose} is in ${ofLimit} and the document in ${ofDocument}, which cannot be compared without ` +
      'exchange rates. Take another credit policy than hold_invoices, or bill in the currency of the limit.',
  };
}

/** Nothing of the document stays used: in reverse order, each where it was made, wherever the account has moved since. */
export async function releaseCredit(
  deps: CreditDeps,
  invoiceId: InvoiceId,
  uses: readonly Pick<CreditUse, 'lineId'>[],
  because: ReductionReason,
  provenance: Provenance,
): Promise<void> {
  for (const { lineId } of uses.toReversed()) {
    await onLine(deps, lineId, { kind: 'endUse', invoiceId, because }, provenance);
  }
}

export interface CreditReduction {
  readonly invoiceId: InvoiceId;
  /** Gross. */
  readonly amount: DecimalString;
  readonly because: ReductionReason;
  /** The payment or credit note: each counts once. */
  readonly byId: string;
}

/** A payment or credit note has settled a part of the document. Never below zero. */
export async function reduceCredit(
  deps: CreditDeps,
  { invoiceId, amount, because, byId }: CreditReduction,
  provenance: Provenance,
): Promise<void> {
  for (const lineId of await linesOf(deps, invoiceId)) {
    await onLine(deps, lineId, { kind: 'reduceUse', invoiceId, amount, because, byId }, provenance);
  }
}

/** The document says where it used what; a line that was opened later has found the debt, and the finder knows. */
async function linesOf({ eventStore, finders, tenantId }: CreditDeps, invoiceId: InvoiceId): Promise<string[]> {
  const { state } = await eventStore.load(invoiceStream(tenantId, invoiceId), invoice);
  const secured = state.status === 'finalised' ? state.secured.credit : [];
  return [...new Set([...secured.map(({ lineId }) => lineId), ...(await finders.linesUsedBy(tenantId, invoiceId))])];
}

/** Decides on the line that a stream belongs to, in its current epoch: the one of the stream may be over. */
async function onLine(deps: CreditDeps, lineId: string, command: LineCommand, provenance: Provenance): Promise<void> {
  const found = await addressOf(deps.eventStore, deps.tenantId, lineId);
  if (found === undefined) {
    throw new Error(`There is no credit line ${lineId}`);
  }
  const { accountId, scope, currency } = found;
  const on = civilDateIn('UTC', provenance.recordedAt);
  await deps.line({ accountId, scope, currency }).decide(command, on, provenance);
}
