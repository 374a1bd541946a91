import { derivedId } from '../../../src/application/derived-ids.ts';
import type { RecordedEvent } from '../../../src/application/ports/event-store.ts';
import type { InvoiceEvent, InvoiceLine, TaxTotal } from '../../../src/domain/invoice/events.ts';
import type { DraftedInvoice, FinalisedInvoice } from '../../../src/domain/invoice/state.ts';
import { civilDate } from '../../../src/domain/kernel/calendar.ts';
import { zCurrencyCode } from '../../../src/domain/kernel/currency.ts';
import { zDecimalString } from '../../../src/domain/kernel/decimal.ts';
import type { TaxCategory } from '../../../src/domain/kernel/fields.ts';
import type {
  AccountId,
  BillingRunId,
  ContractId,
  InvoiceId,
  SellerId,
  TenantId,
} from '../../../src/domain/kernel/ids.ts';
import { exactAmount, sumDecimals } from '../../../src/domain/kernel/money.ts';
import { TENANT } from './provenance.ts';

// Ids are uuids; which one does not matter, so they derive from names.
export const sellerId = (name: string) => derivedId('seller', name) as SellerId;
export const customerId = (name: string) => derivedId('account', name) as AccountId;
export const contractId = (name: string) => derivedId('contract', name) as ContractId;
export const documentId = (name: string) => derivedId('invoice', name) as InvoiceId;

/** A document told by its amounts: the books care about nothing else. */
export interface DocumentStory {
  readonly name: string;
  readonly type?: 'invoice' | 'credit_note';
  readonly seller?: string;
  readonly buyer?: string;
  readonly currency?: string;
  readonly issueDate?: string;
  /** `[contract, net amount]`; the contract's account is the buyer unless a third member names it. */
  readonly lines: readonly (readonly [contract: string | null, net: string, account?: string])[];
  /** `[category, rate, tax amount]`. */
  readonly taxes: readonly (readonly [category: TaxCategory, ratePercent: string, tax: string])[];
}

interface Amounts {
  readonly subtotal: TaxTotal['tax'];
  readonly tax: TaxTotal['tax'];
  readonly total: TaxTotal['tax'];
  readonly taxTotals: TaxTotal[];
}

function amountsOf(story: DocumentStory): Amounts {
  const currency = story.currency ?? 'EUR';
  const net = sumDecimals(story.lines.map(([, amount]) => amount));
  const tax = sumDecimals(story.taxes.map(([, , amount]) => amount));
  return {
    subtotal: exactAmount(net, currency),
    tax: exactAmount(tax, currency),
    total: exactAmount(net.plus(tax), currency),
    taxTotals: story.taxes.map(([category, ratePercent, amount]) => ({
      category,
      ratePercent: zDecimalString.parse(ratePercent),
      taxable: exactAmount(net, currency), // the books do not look at it
      tax: zDecimalString.parse(amount),
      note: null,
    })),
  };
}

function lineOf(story: DocumentStory, index: number): InvoiceLine {
  const [contract, amount, account] = story.lines[index] ?? [null, '0'];
  return {
    lineId: derivedId('line', story.name, index),
    chargeId: null,
    contractId: contract === null ? null : contractId(contract),
    accountId: customerId(account ?? story.buyer ?? 'Acme'),
    productId: null,
    description: 'Seats',
    periodStart: null,
    periodEnd: null,
    quantity: zDecimalString.parse('1'),
    unitPrice: zDecimalString.parse(amount),
    listPrice: null,
    days: null,
    daysOfPeriod: null,
    amount: zDecimalString.parse(amount),
    taxCategory: 'standard',
    taxRatePercent: zDecimalString.parse('19'),
    reason: null,
    credits: null,
  };
}

export function aDraft(story: DocumentStory): DraftedInvoice {
  const buyer = customerId(story.buyer ?? 'Acme');
  return {
    invoiceId: documentId(story.name),
    origin: 'run',
    runId: derivedId('run', story.name) as BillingRunId,
    documentType: story.type ?? 'invoice',
    sellerId: sellerId(story.seller ?? 'Ledgerline GmbH'),
    accountId: buyer,
    billToAccountId: buyer,
    currency: zCurrencyCode.parse(story.currency ?? 'EUR'),
    paymentTerms: 'net_30',
    paymentTermsDays: null,
    purchaseOrderNumber: null,
    billingType: 'recurring',
    periodStart: civilDate('2026-03-01'),
    periodEnd: civilDate('2026-03-31'),
    members: [],
    lines: story.lines.map((_, index) => lineOf(story, index)),
    ...amountsOf(story),
    corrects: [],
    creditKind: null,
    ownNumber: null,
    onSummary: false,
    notes: null,
  };
}

export function aFinalised(story: DocumentStory): FinalisedInvoice {
  const buyer = customerId(story.buyer ?? 'Acme');
  const issueDate = civilDate(story.issueDate ?? '2026-03-01');
  return {
    invoiceNumber: story.name,
    documentType: story.type ?? 'invoice',
    sellerId: sellerId(story.seller ?? 'Ledgerline GmbH'),
    accountId: buyer,
    billToAccountId: buyer,
    currency: zCurrencyCode.parse(story.currency ?? 'EUR'),
    issueDate,
    taxPointDate: issueDate,
    dueDate: issueDate,
    ...amountsOf(story),
    corrects: [],
    seller: {
      legalName: 'Ledgerline GmbH',
      addressLines: [],
      country: 'DE',
      taxRegistration: null,
      bankAccount: null,
      invoiceFooter: null,
    },
    buyer: { accountName: 'Acme', taxId: null, country: 'DE', contact: null },
    purchaseOrderNumber: null,
    sections: [],
  };
}

export interface DocumentFact {
  readonly stream: { readonly category: 'invoice'; readonly tenantId: TenantId; readonly id: InvoiceId };
  readonly event: InvoiceEvent;
}

const onDocument = (story: DocumentStory, event: InvoiceEvent, tenantId: TenantId): DocumentFact => ({
  stream: { category: 'invoice', tenantId, id: documentId(story.name) },
  event,
});

export const drafted = (story: DocumentStory, tenantId = TENANT): DocumentFact =>
  onDocument(story, { type: 'InvoiceDrafted', data: aDraft(story) }, tenantId);

export const finalised = (story: DocumentStory, tenantId = TENANT): DocumentFact =>
  onDocument(story, { type: 'InvoiceFinalised', data: aFinalised(story) }, tenantId);

export const discarded = (story: DocumentStory, tenantId = TENANT): DocumentFact =>
  onDocument(story, { type: 'InvoiceDiscarded', data: { reason: 'Not wanted' } }, tenantId);

/** A document from draft to the end. */
export const issued = (story: DocumentStory, tenantId = TENANT): DocumentFact[] => [
  drafted(story, tenantId),
  finalised(story, tenantId),
];

/** An event as it comes out of the log, for calculations that need no log. */
export function recorded(fact: DocumentFact, position = 4_711n): RecordedEvent<InvoiceEvent> {
  const id = derivedId('event', fact.stream.id, fact.event.type);
  return {
    id,
    ...fact,
    revision: 2,
    position,
    metadata: {
      tenantId: fact.stream.tenantId,
      actor: { kind: 'user', id: 'test' },
      $correlationId: id,
      $causationId: id,
      commandId: id,
      recordedAt: '2026-03-01T09:30:00.000Z',
      schemaVersion: 1,
      build: 'test',
    },
  };
}
