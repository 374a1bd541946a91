import { contract } from '../../domain/contract/contract.ts';
import { deliveredUnbilled } from '../../domain/contract/delivered.ts';
import type { BindingContract } from '../../domain/contract/state.ts';
import { taxRateOn } from '../../domain/invoice/tax.ts';
import type { CivilDate } from '../../domain/kernel/calendar.ts';
import { type Decimal, type DecimalString, decimal, ZERO } from '../../domain/kernel/decimal.ts';
import { roundAmount } from '../../domain/kernel/money.ts';
import type { SellerId, TenantId } from '../../domain/kernel/ids.ts';
import { seller } from '../../domain/seller/seller.ts';
import type { Seller } from '../../domain/seller/state.ts';
import type { CreditFinders, CreditLineAddress } from '../ports/credit-finders.ts';
import type { EventStore } from '../ports/event-store.ts';
import { contractStream, sellerStream } from '../streams.ts';
import { remembered } from './remembered.ts';

/** What was delivered to the debtors of a line up to a day and is not billed, gross. */
export type Unbilled = (line: CreditLineAddress, on: CivilDate) => Promise<DecimalString>;

interface UnbilledDeps {
  readonly eventStore: EventStore;
  readonly finders: Pick<CreditFinders, 'arrearsContractsOf'>;
}

/** Contracts that are looked at for one limit; beyond that the rest is left out. */
const CONTRACTS_MAX = 1000;

const HUNDRED = decimal('100');

/**
 * Looked up once for each line and day, before the first document of a chunk: what the chunk itself bills in arrears is
 * claimed by then, and does not count twice. Tax as the contract's lines say it, at the rates of that day.
 */
export function unbilled(deps: UnbilledDeps, tenantId: TenantId): Unbilled {
  const sellers = remembered(async (id: SellerId): Promise<Seller | undefined> => {
    const { state } = await deps.eventStore.load(sellerStream(tenantId, id), seller);
    return state.status === 'none' ? undefined : state;
  });

  async function grossOf(state: BindingContract, day: CivilDate): Promise<Decimal> {
    const rates = (await sellers(state.sellerId))?.taxRates ?? [];
    return deliveredUnbilled(state, day).reduce((sum, { amount, taxCategory }) => {
      const percent = decimal(taxRateOn(rates, taxCategory, day)?.ratePercent ?? '0');
      return sum.plus(decimal(amount).times(HUNDRED.plus(percent)).div(HUNDRED));
    }, ZERO);
  }

  async function look(line: CreditLineAddress, on: CivilDate): Promise<DecimalString> {
    let sum = ZERO;
    for (const contractId of await deps.finders.arrearsContractsOf(tenantId, line, on, CONTRACTS_MAX)) {
      const { state } = await deps.eventStore.load(contractStream(tenantId, contractId), contract);
      if ((state.status === 'active' || state.status === 'cancelled') && state.terms.currency === line.currency) {
        const gross = await grossOf(state, on);
        sum = sum.plus(gross.gt(ZERO) ? gross : ZERO);
      }
    }
    return roundAmount(sum, line.currency, 'half_up');
  }

  const looked = remembered((key: string) => {
    const { on, ...line } = JSON.parse(key) as CreditLineAddress & { readonly on: CivilDate }; // as written below
    return look(line, on);
  });
  return ({ accountId, scope, currency }, on) => looked(JSON.stringify({ accountId, scope, currency, on }));
}
