import { contract } from '../../domain/contract/contract.ts';
import { deliveredUnbilled } from '../../domain/contract/delivered.ts';
import type { BindingContract } from '../../domain/contract/state.ts';
import { taxRateOn } from '../../domain/invoice/tax.ts';
import type { CivilDate } from '../../domain/kernel/calendar.ts';
import { type Decimal, type DecimalString, decimal, ZERO } from '../../domain/kernel/decimal.ts';
import type { ContractId, SellerId, TenantId } from '../../domain/kernel/ids.ts';
import { roundAmount } from '../../domain/kernel/money.ts';
import { seller } from '../../domain/seller/seller.ts';
import type { Seller } from '../../domain/seller/state.ts';
import type { CreditFinders, CreditLineAddress } from '../ports/credit-finders.ts';
import type { EventStore } from '../ports/event-store.ts';
import { contractStream, sellerStream } from '../streams.ts';
import { remembered } from './remembered.ts';

/**
 * What was delivered to the debtors of a line up to a day and is not billed, gross. Contracts named in `again` have just
 * been billed, and are read anew.
 */
export type Unbilled = (
  line: CreditLineAddress,
  on: CivilDate,
  again?: readonly ContractId[],
) => Promise<DecimalString>;

interface UnbilledDeps {
  readonly eventStore: EventStore;
  readonly finders: Pick<CreditFinders, 'arrearsContractsOf'>;
}

/** Contracts that are looked at for one limit; beyond that the rest is left out. */
const CONTRACTS_MAX = 1000;

const HUNDRED = decimal('100');

/** Each contract is read once, and again when a document has billed it. Tax as its lines say it, at the rates of the day. */
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

  const contractsOn = remembered((key: string) => {
    const { on, ...line } = JSON.parse(key) as CreditLineAddress & { readonly on: CivilDate }; // as written below
    return deps.finders.arrearsContractsOf(tenantId, line, on, CONTRACTS_MAX);
  });
  const known = new Map<string, Promise<Decimal>>();
  function ofContract(contractId: ContractId, currency: string, on: CivilDate): Promise<Decimal> {
    const key = `${contractId}|${currency}|${on}`;
    const reading = known.get(key) ?? read(contractId, currency, on);
    known.set(key, reading);
    reading.catch(() => known.delete(key));
    return reading;
  }
  async function read(contractId: ContractId, currency: string, on: CivilDate): Promise<Decimal> {
    const { state } = await deps.eventStore.load(contractStream(tenantId, contractId), contract);
    const isBinding = state.status === 'active' || state.status === 'cancelled';
    const gross = isBinding && state.terms.currency === currency ? await grossOf(state, on) : ZERO;
    return gross.gt(ZERO) ? gross : ZERO;
  }

  return async ({ accountId, scope, currency }, on, again = []) => {
    for (const contractId of again) {
      known.delete(`${contractId}|${currency}|${on}`);
    }
    let sum = ZERO;
    for (const contractId of await contractsOn(JSON.stringify({ accountId, scope, currency, on }))) {
      sum = sum.plus(await ofContract(contractId, currency, on));
    }
    return roundAmount(sum, currency, 'half_up');
  };
}
