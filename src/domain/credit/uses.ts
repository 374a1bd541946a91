import type { InvoiceId } from '../kernel/ids.ts';
import type { OpenUse } from './events.ts';

/**
 * Open uses by document, without ever changing a map that somebody holds. Copying one map of thousands for each event
 * would make the fold of an epoch slow; here an event copies 1/256 of it. The last digits of a UUID are random.
 */
export type Uses = readonly (ReadonlyMap<InvoiceId, OpenUse> | undefined)[];

export const NO_USES: Uses = [];

function bucketOf(invoiceId: InvoiceId): number {
  return Number.parseInt(invoiceId.slice(-2), 16);
}

export function useOf(uses: Uses, invoiceId: InvoiceId): OpenUse | undefined {
  return uses[bucketOf(invoiceId)]?.get(invoiceId);
}

export function withUse(uses: Uses, use: OpenUse): Uses {
  const next = uses.slice();
  const bucket = bucketOf(use.invoiceId);
  next[bucket] = new Map(uses[bucket]).set(use.invoiceId, use);
  return next;
}

export function withoutUse(uses: Uses, invoiceId: InvoiceId): Uses {
  const next = uses.slice();
  const bucket = bucketOf(invoiceId);
  const left = new Map(uses[bucket]);
  left.delete(invoiceId);
  next[bucket] = left;
  return next;
}

/** In an order that depends on the ids alone: whoever takes them over, lists them alike. */
export function allUses(uses: Uses): OpenUse[] {
  return uses
    .flatMap((bucket) => (bucket === undefined ? [] : [...bucket.values()]))
    .sort((a, b) => (a.invoiceId < b.invoiceId ? -1 : 1));
}
