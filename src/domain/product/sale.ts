import { addDays, addMonths, type CivilDate } from '../kernel/calendar.ts';
import type { ChargeType } from './events.ts';
import type { Product } from './state.ts';

/** What a contract wants of a product. */
export interface Sale {
  /** The first day on which it is sold. */
  readonly firstDay: CivilDate;
  /** First and last day of the contract's term. */
  readonly termStart: CivilDate;
  readonly termEnd: CivilDate;
  /** How the contract charges it, where it says so itself. */
  readonly chargeType: 'recurring' | 'one_time' | null;
  readonly hasOwnPrice: boolean;
}

export interface SaleFault {
  readonly code: string;
  readonly message: string;
  /** Short, for the field. */
  readonly text: string;
}

/** Why a product cannot be sold like that, or undefined. */
export function saleFault(product: Product, sale: Sale): SaleFault | undefined {
  return offerFault(product, sale) ?? chargeTypeFault(product, sale) ?? commitmentFault(product, sale);
}

function offerFault({ name, status, active, activeFrom, activeUntil }: Product, sale: Sale): SaleFault | undefined {
  if (status === 'retired' || !active) {
    return {
      code: 'PRODUCT_NOT_OFFERED',
      message: `${name} is not offered any more; choose another product.`,
      text: 'is not offered any more',
    };
  }
  const isEarly = activeFrom !== null && sale.firstDay < activeFrom;
  const isLate = activeUntil !== null && sale.firstDay > activeUntil;
  return isEarly || isLate
    ? {
        code: 'PRODUCT_NOT_OFFERED_ON_DATE',
        message: `${name} is offered ${daysText(activeFrom, activeUntil)}; a line that starts on ${sale.firstDay} cannot have it.`,
        text: `is offered ${daysText(activeFrom, activeUntil)}`,
      }
    : undefined;
}

function daysText(from: CivilDate | null, until: CivilDate | null): string {
  return [from === null ? '' : `from ${from}`, until === null ? '' : `until ${until}`].filter((text) => text).join(' ');
}

/** Nothing measures usage yet. A line that says how it is charged, and what it costs, is none of usage. */
function chargeTypeFault({ name, chargeType }: Product, sale: Sale): SaleFault | undefined {
  return chargeType === ('usage_based' satisfies ChargeType) && (sale.chargeType === null || !sale.hasOwnPrice)
    ? {
        code: 'CHARGE_TYPE_NOT_BILLABLE',
        message: `${name} is charged by usage, which contracts do not bill yet; give the line a charge type and a price of its own.`,
        text: 'is charged by usage',
      }
    : undefined;
}

function commitmentFault(product: Product, { termStart, termEnd, chargeType }: Sale): SaleFault | undefined {
  const { name, minCommitmentMonths: months } = product;
  if (months === null || (chargeType ?? product.chargeType) === 'one_time') {
    return undefined;
  }
  const earliestEnd = addDays(addMonths(termStart, months), -1);
  return termEnd < earliestEnd
    ? {
        code: 'CONTRACT_TERM_TOO_SHORT',
        message: `${name} is sold for at least ${months} months: a term from ${termStart} on ends on ${earliestEnd} or later, not on ${termEnd}.`,
        text: `is sold for at least ${months} months`,
      }
    : undefined;
}
