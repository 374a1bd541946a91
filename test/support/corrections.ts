import { creditInvoice } from '../../src/application/invoices/credit-invoice.ts';
import { rebillInvoice } from '../../src/application/invoices/rebill-invoice.ts';
import { voidInvoice } from '../../src/application/invoices/void-invoice.ts';
import type { CreditKind } from '../../src/domain/contract/credit-events.ts';
import type { WantedLine } from '../../src/domain/invoice/credit-plan.ts';
import { zDecimalString } from '../../src/domain/kernel/decimal.ts';
import type { InvoiceId } from '../../src/domain/kernel/ids.ts';
import { wholeRun } from './billing-runs.ts';
import type { BillingWorld } from './billing-world.ts';

/** Documents and what became of them, for tests of corrections. */

export function documentsOf(world: BillingWorld): InvoiceId[] {
  const drafted = world.store.log().filter(({ event }) => event.type === 'InvoiceDrafted');
  return drafted.map(({ stream }) => stream.id as InvoiceId);
}

/** The invoice that a run through that day made, where it made one alone. */
export async function billedThrough(world: BillingWorld, through: string): Promise<InvoiceId> {
  const before = new Set(documentsOf(world));
  await wholeRun(world, through);
  const [made, ...more] = documentsOf(world).filter((id) => !before.has(id));
  if (made === undefined || more.length > 0) {
    throw new Error(`The run made ${more.length + (made === undefined ? 0 : 1)} documents`);
  }
  return made;
}

export async function lineIds(world: BillingWorld, invoiceId: InvoiceId): Promise<string[]> {
  const state = await world.document(invoiceId);
  return 'draft' in state ? state.draft.lines.map(({ lineId }) => lineId) : [];
}

export function line(lineId: string, amount: string | null = null, quantity: string | null = null): WantedLine {
  const text = (value: string | null) => (value === null ? null : zDecimalString.parse(value));
  return { lineId, amount: text(amount), quantity: text(quantity) };
}

export function credit(
  world: BillingWorld,
  invoiceId: InvoiceId,
  kind: CreditKind = 'goodwill',
  lines: readonly WantedLine[] | null = null,
  { finalise = true, by = world.by() } = {},
) {
  return creditInvoice(world.deps, { invoiceId, kind, lines, reason: 'Two days of outage', finalise }, by);
}

export function voided(world: BillingWorld, invoiceId: InvoiceId, by = world.by()) {
  return voidInvoice(world.deps, { invoiceId, reason: 'Sent to the wrong company' }, by);
}

export function rebilled(world: BillingWorld, invoiceId: InvoiceId, by = world.by()) {
  return rebillInvoice(world.deps, { invoiceId, reason: 'Wrong address' }, by);
}
