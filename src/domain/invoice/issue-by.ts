import { addDays, type CivilDate, endOfMonth } from '../kernel/calendar.ts';
import type { DraftedInvoice } from './state.ts';

/** Member states of the European Union (ISO 3166-1), as of 2020. */
const EU = new Set('AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK'.split(' '));

/**
 * The last day on which the law wants the document issued, where it crosses a border within the EU and the buyer owes the
 * tax: the 15th of the month after the service (Directive 2006/112/EC, Art. 222). Null elsewhere.
 */
export function issueBy(
  { lines, periodEnd }: Pick<DraftedInvoice, 'lines' | 'periodEnd'>,
  sellerCountry: string,
  buyerCountry: string | null,
): CivilDate | null {
  const crosses =
    buyerCountry !== null && buyerCountry !== sellerCountry && EU.has(sellerCountry) && EU.has(buyerCountry);
  return crosses && periodEnd !== null && lines.some(({ taxCategory }) => taxCategory === 'reverse_charge')
    ? addDays(endOfMonth(periodEnd), 15)
    : null;
}
