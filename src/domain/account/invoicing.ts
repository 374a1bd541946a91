import type { CivilDate } from '../kernel/calendar.ts';
import { accept, type Decision } from '../kernel/decider.ts';
import type { AccountEvent } from './events.ts';
import type { Invoicing } from './invoicing-events.ts';
import type { Account } from './state.ts';

export interface InvoicingCommand {
  readonly kind: 'changeInvoicing';
  readonly invoicing: Invoicing;
  readonly changedOn: CivilDate;
  readonly reason: string | null;
}

/** Holds for what is billed from now on. */
export function changeInvoicing(
  { invoicing: to, changedOn, reason }: InvoicingCommand,
  { invoicing: from }: Account,
): Decision<AccountEvent> {
  return from === to ? accept() : accept({ type: 'AccountInvoicingChanged', data: { from, to, changedOn, reason } });
}
