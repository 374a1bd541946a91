import type { CreditFinders } from '../../src/application/ports/credit-finders.ts';
import type { RecordedEvent } from '../../src/application/ports/event-store.ts';
import type { AccountEvent } from '../../src/domain/account/events.ts';
import type { AccountTreeEvent } from '../../src/domain/account-tree/events.ts';
import type { ContractEvent } from '../../src/domain/contract/events.ts';
import { creditLine } from '../../src/domain/credit/credit-line.ts';
import type { CreditLineEvent } from '../../src/domain/credit/events.ts';
import { useOf } from '../../src/domain/credit/uses.ts';
import type { InvoiceEvent } from '../../src/domain/invoice/events.ts';
import type { DecimalString } from '../../src/domain/kernel/decimal.ts';
import type { AccountId, ContractId, InvoiceId } from '../../src/domain/kernel/ids.ts';

type Log = readonly RecordedEvent[];

/** What projections/billing/credit-finders.ts asks of the read models, asked of the log itself. */
export function memoryCreditFinders(log: () => Log): CreditFinders {
  return {
    async accountsWithGroupLimit() {
      return log().flatMap(({ event, stream }) => {
        const { type, data } = event as AccountEvent;
        return type === 'AccountCreditPolicyChanged' && data.groupCreditLimit !== null ? [stream.id as AccountId] : [];
      });
    },
    async openDocumentsOf(_tenant, { accountId, scope, currency }, limit) {
      const isOnLine = (debtor: AccountId, day: string) =>
        debtor === accountId || (scope === 'group' && aboveOn(log(), debtor, day).includes(accountId));
      return log()
        .flatMap(({ event, stream }) => {
          const { type, data } = event as InvoiceEvent;
          return type === 'InvoiceFinalised' &&
            data.documentType === 'invoice' &&
            data.currency === currency &&
            isOnLine(data.accountId, data.issueDate)
            ? [stream.id as InvoiceId]
            : [];
        })
        .slice(0, limit);
    },
    async creditsOn(_tenant, invoiceId) {
      return log().flatMap(({ event, stream }) => {
        const { type, data } = event as InvoiceEvent;
        return type === 'InvoiceFinalised' && data.corrects.includes(invoiceId)
          ? [{ creditNoteId: stream.id as InvoiceId, amount: data.total as DecimalString }]
          : [];
      });
    },
    async arrearsContractsOf(_tenant, { accountId, scope }, on) {
      return log().flatMap(({ event, stream }) => {
        const { type, data } = event as ContractEvent;
        const isHere =
          type === 'ContractDrafted' &&
          !data.billingInAdvance &&
          (data.accountId === accountId ||
            (scope === 'group' && aboveOn(log(), data.accountId, on).includes(accountId)));
        return isHere ? [stream.id as ContractId] : [];
      });
    },
    // The sweeper's questions are about rows: their tests ask a real database.
    tenantsWithDebts: async () => [],
    unsettledLimits: async () => [],
    doubtfulUses: async () => [],
    overdueToDecide: async () => [],
    openInvoicesDueBy: async () => [],
    async linesUsedBy(_tenant, invoiceId) {
      return creditLinesIn(log())
        .filter(({ state }) => state.status === 'open' && useOf(state.uses, invoiceId) !== undefined)
        .map(({ lineId }) => lineId);
    },
  };
}

/** Every epoch of every line, as its events leave it. */
export function creditLinesIn(log: Log) {
  const lineIds = new Set(log.flatMap(({ stream }) => (stream.category === 'creditLine' ? [stream.id] : [])));
  return [...lineIds].map((lineId) => ({
    lineId,
    state: log
      .filter(({ stream }) => stream.id === lineId)
      .reduce((state, { event }) => creditLine.evolve(state, event as CreditLineEvent), creditLine.initialState),
  }));
}

/** Who stood above an account on a day, nearest first. */
function aboveOn(log: Log, accountId: AccountId, day: string): AccountId[] {
  const parentOn = (id: AccountId): AccountId | null => {
    let parent: AccountId | null = null;
    for (const { event } of log) {
      const { type, data } = event as AccountEvent | AccountTreeEvent;
      if (type === 'AccountOpened' && data.accountId === id) {
        parent = data.parentAccountId;
      } else if (type === 'AccountMoved' && data.accountId === id && data.movedOn <= day) {
        parent = data.toParentId;
      }
    }
    return parent;
  };
  const above: AccountId[] = [];
  for (let next = parentOn(accountId); next !== null; next = parentOn(next)) {
    above.push(next);
  }
  return above;
}
