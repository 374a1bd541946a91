import { z } from 'zod';
import { type Decimal, decimal, ZERO } from '../../domain/kernel/decimal.ts';
import type { ApiClient } from './api-client.ts';
import type { BilledRun } from './bill.ts';

const zDocument = z.object({
  invoiceNumber: z.string().nullable(),
  status: z.string(),
  consolidated: z.boolean(),
  currency: z.string(),
  subtotal: z.string(),
  tax: z.string(),
  total: z.string(),
});
type Document = z.infer<typeof zDocument>;

const zException = z.object({ contractNumber: z.string().nullable(), code: z.string(), message: z.string() });

const zTrialBalance = z.object({
  balanced: z.boolean(),
  currencies: z.array(
    z.object({
      currency: z.string(),
      debits: z.string(),
      credits: z.string(),
      difference: z.string(),
      accounts: z.array(z.object({ accountCode: z.string(), accountName: z.string(), balance: z.string() })),
    }),
  ),
});
export type TrialBalance = z.infer<typeof zTrialBalance>;

/** Sums of documents in one currency. */
export interface Sums {
  readonly count: number;
  readonly net: Decimal;
  readonly tax: Decimal;
  readonly gross: Decimal;
}

export interface CurrencyTotals {
  readonly currency: string;
  readonly invoices: Sums;
  readonly creditNotes: Sums;
}

/** One number series as its documents show it. */
export interface Series {
  readonly first: string;
  readonly last: string;
  readonly count: number;
  /** Numbers between the first and the last that no document has. */
  readonly missing: number;
}

export interface Figures {
  readonly invoices: number;
  readonly consolidated: number;
  readonly creditNotes: number;
  readonly drafts: number;
  readonly totals: readonly CurrencyTotals[];
  readonly exceptions: readonly z.infer<typeof zException>[];
  readonly series: readonly Series[];
  readonly trialBalance: TrialBalance;
}

/** Asks the API for everything that the summary says, as of a position of the log. */
export async function gatherFigures(api: ApiClient, runs: readonly BilledRun[], position: bigint): Promise<Figures> {
  const asOf = `min-position=${position}`;
  const trialBalance = await api.get(`/api/ledger/trial-balance?${asOf}`, zTrialBalance);
  // The lists page by cursor, so the position is awaited once, before.
  await api.get(`/api/billing/runs/${runs[0]?.runId}?${asOf}`, z.unknown());
  const invoices = await api.list('/api/invoices', zDocument);
  const creditNotes = await api.list('/api/credit-notes', zDocument);
  const exceptions = [];
  for (const { runId } of runs.filter((run) => run.exceptions > 0)) {
    exceptions.push(...(await api.list(`/api/billing/runs/${runId}/exceptions`, zException)));
  }
  return {
    invoices: invoices.length,
    consolidated: invoices.filter(({ consolidated }) => consolidated).length,
    creditNotes: creditNotes.length,
    drafts: [...invoices, ...creditNotes].filter(({ status }) => status === 'draft').length,
    totals: totalsOf(invoices, creditNotes),
    exceptions,
    series: seriesOf([...invoices, ...creditNotes]),
    trialBalance,
  };
}

function totalsOf(invoices: readonly Document[], creditNotes: readonly Document[]): CurrencyTotals[] {
  const currencies = [...new Set([...invoices, ...creditNotes].map(({ currency }) => currency))].sort();
  return currencies.map((currency) => ({
    currency,
    invoices: sumsOf(invoices.filter((document) => document.currency === currency)),
    creditNotes: sumsOf(creditNotes.filter((document) => document.currency === currency)),
  }));
}

function sumsOf(documents: readonly Document[]): Sums {
  const sum = (field: 'subtotal' | 'tax' | 'total') =>
    documents.reduce((total, document) => total.plus(decimal(document[field])), ZERO);
  return { count: documents.length, net: sum('subtotal'), tax: sum('tax'), gross: sum('total') };
}

/** By what stands before the running number, such as `INV-2026-`. */
function seriesOf(documents: readonly Document[]): Series[] {
  const numbers = new Map<string, string[]>();
  for (const { invoiceNumber } of documents) {
    const [, series] = /^(.*?)\d+$/.exec(invoiceNumber ?? '') ?? [];
    if (series !== undefined && invoiceNumber !== null) {
      numbers.set(series, [...(numbers.get(series) ?? []), invoiceNumber]);
    }
  }
  return [...numbers].map(([series, all]) => {
    const places = all.map((number) => Number(number.slice(series.length)));
    const [low, high] = [Math.min(...places), Math.max(...places)];
    const at = (place: number) => all[places.indexOf(place)] ?? '';
    return { first: at(low), last: at(high), count: all.length, missing: high - low + 1 - new Set(places).size };
  });
}
