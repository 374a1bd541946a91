import { invoice } from '../../domain/invoice/invoice.ts';
import { appliedTo } from '../../domain/invoice/settlement.ts';
import type { InvoiceState } from '../../domain/invoice/state.ts';
import type { CivilDate } from '../../domain/kernel/calendar.ts';
import { type Decimal, type DecimalString, decimal, ZERO } from '../../domain/kernel/decimal.ts';
import type { AccountId, InvoiceId, TenantId } from '../../domain/kernel/ids.ts';
import { exactAmount } from '../../domain/kernel/money.ts';
import type { CreditFinders, FoundCredit } from '../ports/credit-finders.ts';
import type { EventStore } from '../ports/event-store.ts';
import { invoiceStream } from '../streams.ts';

/** What a document uses of its debtor's credit, as its own events say. */
export interface OpenDebt {
  readonly invoiceId: InvoiceId;
  readonly status: InvoiceState['status'];
  /** Undefined where there is no document (yet). */
  readonly accountId: AccountId | undefined;
  readonly currency: string;
  readonly amount: DecimalString;
  /** Null before it is final. */
  readonly dueDate: CivilDate | null;
}

interface DebtDeps {
  readonly eventStore: EventStore;
  readonly finders: Pick<CreditFinders, 'creditsOn'>;
}

/**
 * What is open on an invoice: nothing before its finalisation was started, or when it came to nothing; all of it while
 * it waits for its number; then its total less what credit notes and payments have settled.
 */
export async function openDebt(deps: DebtDeps, tenantId: TenantId, invoiceId: InvoiceId): Promise<OpenDebt> {
  const { state } = await deps.eventStore.load(invoiceStream(tenantId, invoiceId), invoice);
  const draft = 'draft' in state ? state.draft : undefined;
  const currency = draft?.currency ?? 'XXX';
  const open = draft?.documentType === 'invoice' ? await openOf(deps, tenantId, invoiceId, state) : ZERO;
  return {
    invoiceId,
    status: state.status,
    accountId: draft?.accountId,
    currency,
    dueDate: state.status === 'finalised' ? state.final.dueDate : null,
    amount: draft === undefined ? ('0' as DecimalString) : exactAmount(open.gt(ZERO) ? open : ZERO, currency), // plain text
  };
}

async function openOf(deps: DebtDeps, tenantId: TenantId, invoiceId: InvoiceId, state: InvoiceState): Promise<Decimal> {
  switch (state.status) {
    case 'finalising':
      return decimal(state.draft.total);
    case 'finalised':
      return decimal(state.final.total)
        .minus(appliedTo(state.settlement))
        .minus(await creditedOn(deps, tenantId, invoiceId));
    default:
      return ZERO;
  }
}

/** The notes say themselves that they are final; how one that corrects several invoices is shared, the finder knows. */
async function creditedOn({ eventStore, finders }: DebtDeps, tenantId: TenantId, invoiceId: InvoiceId) {
  let credited = ZERO;
  for (const found of await finders.creditsOn(tenantId, invoiceId)) {
    const { state } = await eventStore.load(invoiceStream(tenantId, found.creditNoteId), invoice);
    credited = credited.plus(creditOf(state, found, invoiceId));
  }
  return credited;
}

function creditOf(note: InvoiceState, { amount }: FoundCredit, invoiceId: InvoiceId): Decimal {
  if (note.status !== 'finalised' || !note.final.corrects.includes(invoiceId)) {
    return ZERO;
  }
  return decimal(note.final.corrects.length === 1 ? note.final.total : amount);
}
