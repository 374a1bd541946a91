import { contract } from '../../domain/contract/contract.ts';
import type { BindingContract } from '../../domain/contract/state.ts';
import { type CreditWeight, creditShares } from '../../domain/invoice/credit-shares.ts';
import type { InvoiceLine } from '../../domain/invoice/events.ts';
import { invoice } from '../../domain/invoice/invoice.ts';
import { type DecimalString, decimal, ZERO } from '../../domain/kernel/decimal.ts';
import type { ContractId, InvoiceId, TenantId } from '../../domain/kernel/ids.ts';
import { exactAmount, sumDecimals } from '../../domain/kernel/money.ts';
import type { EventStore } from '../ports/event-store.ts';
import { contractStream, invoiceStream } from '../streams.ts';
import type { PaymentDeps } from './dependencies.ts';

/** What finalised credit notes have taken back of an invoice, out of their own streams. */
export async function creditedOn(
  { eventStore, finders }: Pick<PaymentDeps, 'eventStore' | 'finders'>,
  tenantId: TenantId,
  invoiceId: InvoiceId,
  currency: string,
): Promise<DecimalString> {
  const amounts: string[] = [];
  for (const noteId of await finders.creditNotesOn(tenantId, invoiceId)) {
    const { state } = await eventStore.load(invoiceStream(tenantId, noteId), invoice);
    if (state.status === 'finalised' && state.final.documentType === 'credit_note') {
      const weights = state.final.corrects.length > 1 ? await weightsOf(eventStore, tenantId, state.draft.lines) : [];
      const mine = creditShares(state.final, weights).filter((share) => share.invoiceId === invoiceId);
      amounts.push(...mine.map(({ amount }) => amount));
    }
  }
  return exactAmount(sumDecimals(amounts), currency);
}

/** The weight of each corrected document: a line names its charge, the charge the one that it reduces, that one its document. */
async function weightsOf(
  eventStore: EventStore,
  tenantId: TenantId,
  lines: readonly InvoiceLine[],
): Promise<CreditWeight[]> {
  const documentOf = await documentsOf(eventStore, tenantId, lines);
  const weights = new Map<InvoiceId, string[]>();
  for (const line of lines) {
    const corrected = documentOf(line);
    if (corrected !== undefined) {
      const weight = decimal(line.amount).times(decimal(line.taxRatePercent).plus(decimal('100')));
      weights.set(corrected, [...(weights.get(corrected) ?? []), weight.toFixed()]);
    }
  }
  return [...weights.entries()]
    .map(([invoiceId, some]) => ({
      invoiceId,
      weight: some.reduce((sum, each) => sum.plus(decimal(each)), ZERO).toFixed(),
    }))
    .sort((a, b) => (a.invoiceId < b.invoiceId ? -1 : 1));
}

async function documentsOf(
  eventStore: EventStore,
  tenantId: TenantId,
  lines: readonly InvoiceLine[],
): Promise<(line: InvoiceLine) => InvoiceId | undefined> {
  const claims = new Map<string, BindingContract['claims'][number]>();
  for (const contractId of new Set(
    lines.flatMap((line): ContractId[] => (line.contractId === null ? [] : [line.contractId])),
  )) {
    const { state } = await eventStore.load(contractStream(tenantId, contractId), contract);
    for (const claim of 'claims' in state ? state.claims : []) {
      claims.set(claim.claimId, claim);
    }
  }
  const claimOf = (chargeId: string) => claims.get(chargeId.slice(0, chargeId.lastIndexOf('.')));
  return ({ chargeId, credits }) => {
    const charge =
      chargeId === null ? undefined : claimOf(chargeId)?.charges.find((each) => each.chargeId === chargeId);
    const reduced = charge?.reduces ?? null;
    return credits?.invoiceId ?? (reduced === null ? undefined : claimOf(reduced)?.invoiceId);
  };
}
