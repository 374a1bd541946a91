import { isSameJson } from '../kernel/changed-fields.ts';
import { accept, type Decider, type Decision, reject, unreachable } from '../kernel/decider.ts';
import { type ChangeSeller, changeSeller } from './change.ts';
import type { SellerEvent, TaxRate } from './events.ts';
import { seriesFault } from './number-series.ts';
import { evolveSeller, type Seller, type SellerRegistration, type SellerState } from './state.ts';
import { taxTableFault } from './tax-table.ts';
import { timeZoneFault } from './time-zone.ts';

export type SellerCommand =
  | { readonly kind: 'register'; readonly seller: SellerRegistration }
  /** The whole table: rates that held before stay in it with their day. */
  | { readonly kind: 'changeTaxRates'; readonly taxRates: readonly TaxRate[]; readonly reason?: string | null }
  | ChangeSeller;

/** A legal entity that sells. */
export const seller: Decider<SellerState, SellerCommand, SellerEvent> = {
  initialState: { status: 'none' },
  evolve: evolveSeller,

  decide(command, state) {
    if (command.kind === 'register') {
      return state.status === 'none'
        ? register(command.seller)
        : reject('SELLER_EXISTS', `The seller ${state.legalName} is registered already.`);
    }
    if (state.status === 'none') {
      return reject('SELLER_NOT_FOUND', 'There is no such seller.');
    }
    switch (command.kind) {
      case 'changeTaxRates':
        return changeTaxRates(command, state);
      case 'change':
        return changeSeller(command, state);
      default:
        return unreachable(command);
    }
  },
};

function register(registration: SellerRegistration): Decision<SellerEvent> {
  const { timeZone, taxRates, numberSeries } = registration;
  return (
    timeZoneFault(timeZone) ??
    taxTableFault(taxRates) ??
    seriesFault(numberSeries) ??
    accept({ type: 'SellerRegistered', data: registration })
  );
}

function changeTaxRates(
  { taxRates, reason }: Extract<SellerCommand, { kind: 'changeTaxRates' }>,
  { taxRates: before }: Seller,
): Decision<SellerEvent> {
  if (isSameJson(taxRates, before)) {
    return accept();
  }
  const data = { before: [...before], taxRates: [...taxRates], reason: reason ?? null };
  return taxTableFault(taxRates) ?? accept({ type: 'SellerTaxRatesChanged', data });
}
