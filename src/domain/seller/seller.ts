import { isSameJson } from '../kernel/changed-fields.ts';
import { accept, type Decider, type Decision, reject, unreachable } from '../kernel/decider.ts';
import type { SellerEvent, TaxRate } from './events.ts';
import { taxTableFault } from './tax-table.ts';

export type SellerRegistration = Extract<SellerEvent, { type: 'SellerRegistered' }>['data'];

/** A registered seller as it stands. */
export interface Seller extends SellerRegistration {
  readonly status: 'registered';
}

export type SellerState = { readonly status: 'none' } | Seller;

export type SellerCommand =
  | { readonly kind: 'register'; readonly seller: SellerRegistration }
  /** The whole table: rates that held before stay in it with their day. */
  | { readonly kind: 'changeTaxRates'; readonly taxRates: readonly TaxRate[] };

/** A legal entity that sells. */
export const seller: Decider<SellerState, SellerCommand, SellerEvent> = {
  initialState: { status: 'none' },

  evolve(state, event) {
    if (event.type === 'SellerRegistered') {
      return { status: 'registered', ...event.data };
    }
    if (state.status === 'none') {
      throw new Error(`${event.type} cannot happen to a seller that was never registered`);
    }
    return { ...state, ...event.data };
  },

  decide(command, state) {
    switch (command.kind) {
      case 'register':
        return state.status === 'none'
          ? register(command.seller)
          : reject('SELLER_EXISTS', `The seller ${state.legalName} is registered already.`);
      case 'changeTaxRates':
        return state.status === 'none'
          ? reject('SELLER_NOT_FOUND', 'There is no such seller.')
          : changeTaxRates(command.taxRates, state);
      default:
        return unreachable(command);
    }
  },
};

function register(registration: SellerRegistration): Decision<SellerEvent> {
  const { timeZone, taxRates } = registration;
  if (!isTimeZone(timeZone)) {
    return reject('TIME_ZONE_UNKNOWN', `${timeZone} is no time zone; use an IANA name such as Europe/Berlin.`, {
      timeZone: 'must be an IANA time zone, such as Europe/Berlin',
    });
  }
  return (
    taxTableFault(taxRates) ??
    seriesFault(registration.numberSeries) ??
    accept({ type: 'SellerRegistered', data: registration })
  );
}

/** Each series counts by itself, so two that can write the same text would give one number twice. */
function seriesFault({ invoice, credit_note }: SellerRegistration['numberSeries']): Decision<never> | undefined {
  const [shorter = '', longer = ''] = [invoice, credit_note]
    .map(({ pattern }) => pattern.replace('{YYYY}', '0000').replace(/\{0+\}$/, ''))
    .sort((a, b) => a.length - b.length);
  const isAmbiguous = longer.startsWith(shorter) && /^\d*$/.test(longer.slice(shorter.length));
  return isAmbiguous
    ? reject(
        'NUMBER_SERIES_AMBIGUOUS',
        `Invoices (${invoice.pattern}) and credit notes (${credit_note.pattern}) could get the same number.`,
        { 'numberSeries.creditNote.pattern': 'must begin unlike that of invoices' },
      )
    : undefined;
}

function changeTaxRates(taxRates: readonly TaxRate[], state: Seller): Decision<SellerEvent> {
  if (isSameJson(taxRates, state.taxRates)) {
    return accept();
  }
  return taxTableFault(taxRates) ?? accept({ type: 'SellerTaxRatesChanged', data: { taxRates: [...taxRates] } });
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
