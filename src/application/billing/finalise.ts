import { invoice } from '../../domain/invoice/invoice.ts';
import type { Section } from '../../domain/invoice/section.ts';
import { sectionNets } from '../../domain/invoice/section-nets.ts';
import type {
  DraftedInvoice,
  FinalisedInvoice,
  InvoiceState,
  NumberRequest,
  Secured,
} from '../../domain/invoice/state.ts';
import { taxPointOf } from '../../domain/invoice/tax-point.ts';
import { yearOf } from '../../domain/kernel/calendar.ts';
import { dueDateOf } from '../../domain/kernel/due-date.ts';
import type { InvoiceId } from '../../domain/kernel/ids.ts';
import { type AssignedNumber, formatNumber, numberAt } from '../../domain/numbering/series.ts';
import type { NumberSeries } from '../../domain/seller/events.ts';
import { seriesIn, taxRegistrationOn } from '../../domain/seller/state.ts';
import { execute } from '../execute.ts';
import { EventStoreUnavailable, type Provenance } from '../ports/event-store.ts';
import { step } from '../step.ts';
import { invoiceStream } from '../streams.ts';
import { assignNumbersInSeries } from './assign-numbers.ts';
import type { Backing } from './backing.ts';
import type { ReachedDocument } from './documents.ts';
import { faultOf } from './faults.ts';
import type { Parties } from './parties.ts';
import type { Workbench } from './workbench.ts';

interface FinalisingDocument extends ReachedDocument {
  readonly draft: DraftedInvoice;
  readonly request: NumberRequest;
}

/**
 * Ends what was started: numbers for all documents of a series in one append, then each document's last event. Returns
 * every document with the state that it has reached; those that are no longer on the way are returned as they are.
 */
export async function finaliseStarted(
  bench: Workbench,
  documents: readonly ReachedDocument[],
  provenance: Provenance,
  concurrency: number,
): Promise<ReachedDocument[]> {
  const { deps, parties } = bench;
  const numbers = new Map<InvoiceId, AssignedNumber>();
  for (const [series, waiting] of bySeries(documents)) {
    const format = await formatOf(parties, waiting);
    const assigned = await assignNumbersInSeries(deps.eventStore, series, waiting, format, provenance);
    for (const number of assigned) {
      numbers.set(number.invoiceId, number);
    }
  }
  const done: ReachedDocument[] = [];
  for (let from = 0; from < documents.length; from += concurrency) {
    const some = documents.slice(from, from + concurrency);
    done.push(...(await Promise.all(some.map((each) => finaliseOrFault(bench, each, numbers, provenance)))));
  }
  return done;
}

/** One that cannot be ended stays on its way with the number that it has, and the others go on. */
async function finaliseOrFault(
  bench: Workbench,
  document: ReachedDocument,
  numbers: ReadonlyMap<InvoiceId, AssignedNumber>,
  provenance: Provenance,
): Promise<ReachedDocument> {
  try {
    return await finaliseOne(bench, document, numbers, provenance);
  } catch (error) {
    if (error instanceof EventStoreUnavailable) {
      throw error;
    }
    bench.deps.reportFault(error, { invoiceId: document.invoiceId });
    return { ...document, fault: { ...faultOf(error), error } };
  }
}

async function finaliseOne(
  { deps, parties, backing }: Workbench,
  document: ReachedDocument,
  numbers: ReadonlyMap<InvoiceId, AssignedNumber>,
  provenance: Provenance,
): Promise<ReachedDocument> {
  const { state } = document.loaded;
  const number = numbers.get(document.invoiceId);
  if (state.status === 'finalised') {
    await settle(backing, document.invoiceId, state, provenance); // whoever finalised it may have fallen right after
    return document;
  }
  if (state.status !== 'finalising' || number === undefined) {
    return document;
  }
  const final = await freeze(parties, state, number);
  const stream = invoiceStream(provenance.tenantId, document.invoiceId);
  const outcome = await execute(
    deps.eventStore,
    invoice,
    stream,
    { kind: 'finalise', final },
    step(provenance, 'finalise', document.invoiceId),
    { loaded: document.loaded },
  );
  if (outcome.outcome === 'rejected') {
    throw new Error(`Document ${document.invoiceId} refused its number: ${outcome.rejection.message}`);
  }
  const { draft, request } = state;
  await settle(backing, document.invoiceId, { draft, secured: request.secured }, provenance);
  const { state: reached, revision, position } = outcome;
  return { invoiceId: document.invoiceId, loaded: { state: reached, revision, position, commands: new Map() } };
}

/** Tells orders and limits that the document is final. Each counts it once, so it can be told again. */
async function settle(
  backing: Backing,
  invoiceId: InvoiceId,
  { draft, secured }: { readonly draft: DraftedInvoice; readonly secured: Secured },
  provenance: Provenance,
): Promise<void> {
  const settled = step(provenance, 'settle', invoiceId);
  await backing.confirm(invoiceId, secured, settled);
  if (draft.documentType === 'credit_note') {
    await backing.giveBack(draft, settled);
  }
}

/** What the tax document says for ever: number, dates, seller and buyer as they are now. */
async function freeze(
  parties: Parties,
  { draft, request }: Extract<InvoiceState, { status: 'finalising' }>,
  number: AssignedNumber,
): Promise<FinalisedInvoice> {
  const { issueDate } = number;
  const seller = await parties.seller(draft.sellerId);
  const buyer = await parties.account(draft.accountId);
  const { pattern, base } = number.format ?? seriesIn(seller, draft.documentType, yearOf(issueDate));
  return {
    invoiceNumber: formatNumber(pattern, yearOf(issueDate), numberAt(base, number.revision)),
    documentType: draft.documentType,
    sellerId: draft.sellerId,
    accountId: draft.accountId,
    billToAccountId: draft.billToAccountId,
    currency: draft.currency,
    issueDate,
    taxPointDate: taxPointOf(seller, issueDate, draft.periodEnd),
    dueDate: dueDateOf(issueDate, draft.paymentTerms, draft.paymentTermsDays),
    subtotal: draft.subtotal,
    tax: draft.tax,
    total: draft.total,
    taxTotals: draft.taxTotals,
    corrects: draft.corrects,
    seller: {
      legalName: seller.legalName,
      addressLines: [...seller.addressLines],
      country: seller.country,
      taxRegistration: taxRegistrationOn(seller, issueDate),
      bankAccount: seller.bankAccount,
      invoiceFooter: seller.invoiceFooter,
    },
    buyer: {
      accountName: buyer.accountName,
      taxId: buyer.taxId,
      ...(await parties.buyerCopy(draft.accountId, draft.billToAccountId, yearOf(issueDate))),
    },
    purchaseOrderNumber: orderNumbersOf(draft, request.secured),
    sections: await sectionsOf(parties, draft),
  };
}

/** The orders that it was drawn on; where it is on none, the number that the contracts name. */
function orderNumbersOf({ purchaseOrderNumber }: DraftedInvoice, { orders }: Secured): string | null {
  return orders.length === 0 ? purchaseOrderNumber : orders.map(({ orderNumber }) => orderNumber).join(', ');
}

/** Subtotals by the account whose cost it is, where that is not one account alone. */
async function sectionsOf(parties: Parties, draft: DraftedInvoice): Promise<Section[]> {
  const nets = sectionNets(draft.lines, draft.currency);
  const isWhole = nets.length === 1 && nets[0]?.accountId === draft.accountId;
  return isWhole
    ? []
    : Promise.all(
        nets.map(async (net) => ({ ...net, accountName: (await parties.account(net.accountId)).accountName })),
      );
}

/** How the seller wants the numbers of a series written; its documents share seller, kind and year. */
async function formatOf(parties: Parties, [first]: readonly FinalisingDocument[]): Promise<NumberSeries> {
  if (first === undefined) {
    throw new Error('A series is asked for numbers by at least one document');
  }
  const { draft, request } = first;
  return seriesIn(await parties.seller(draft.sellerId), draft.documentType, yearOf(request.issueDate));
}

function bySeries(documents: readonly ReachedDocument[]): Map<string, FinalisingDocument[]> {
  const groups = new Map<string, FinalisingDocument[]>();
  for (const document of documents) {
    const state: InvoiceState = document.loaded.state;
    if (state.status === 'finalising') {
      const { draft, request } = state;
      const group = groups.get(request.series) ?? [];
      group.push({ ...document, draft, request });
      groups.set(request.series, group);
    }
  }
  return groups;
}
