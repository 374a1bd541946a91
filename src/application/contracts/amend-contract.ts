import { addDays, type CivilDate, later } from '../../domain/kernel/calendar.ts';
import type { ContractId, ContractLineId } from '../../domain/kernel/ids.ts';
import type { PriceTerms } from '../../domain/rating/price.ts';
import type { Provenance } from '../ports/event-store.ts';
import { type Contract, type ContractDeps, type ContractOutcome, onContract, todayOf } from './existing-contract.ts';

interface Amendment {
  readonly contractId: ContractId;
  readonly reason: string | null;
  /** From If-Match. */
  readonly expectedRevision: number | undefined;
}

interface LineAmendment extends Amendment {
  /** May be left out where the contract has one line. */
  readonly lineId: ContractLineId | null;
  /** First day of the new terms, past or future; null: today where the seller is, or the start if that is later. */
  readonly effectiveOn: CivilDate | null;
}

export interface AdjustSeatsInput extends LineAmendment {
  readonly quantity: number;
}

export async function adjustSeats(
  deps: ContractDeps,
  input: AdjustSeatsInput,
  provenance: Provenance,
): Promise<ContractOutcome> {
  const { lineId, quantity, reason } = input;
  return onContract(
    deps,
    input,
    async (state) => {
      const effectiveOn = input.effectiveOn ?? (await firstDay(deps, state, provenance));
      return [{ kind: 'adjustSeats', lineId, effectiveOn, quantity, reason }];
    },
    provenance,
  );
}

export interface RepriceInput extends LineAmendment {
  readonly price: PriceTerms;
}

export async function repriceLine(
  deps: ContractDeps,
  input: RepriceInput,
  provenance: Provenance,
): Promise<ContractOutcome> {
  const { lineId, price, reason } = input;
  return onContract(
    deps,
    input,
    async (state) => {
      const effectiveOn = input.effectiveOn ?? (await firstDay(deps, state, provenance));
      return [{ kind: 'reprice', lineId, effectiveOn, price, reason }];
    },
    provenance,
  );
}

export interface CancelContractInput extends Amendment {
  /** Null: today where the seller is; before the start the contract is never served. */
  readonly lastServiceDay: CivilDate | null;
}

/** Ends the service early; days that were charged and are not served come back with the next billing. */
export async function cancelContract(
  deps: ContractDeps,
  input: CancelContractInput,
  provenance: Provenance,
): Promise<ContractOutcome> {
  return onContract(
    deps,
    input,
    async (state) => {
      const today = await todayOf(deps, provenance.tenantId, state.sellerId);
      const lastServiceDay = input.lastServiceDay ?? lastDayToday(state, today);
      return [{ kind: 'cancel', cancelledOn: today, lastServiceDay, reason: input.reason }];
    },
    provenance,
  );
}

/** The last day of service of a contract that is cancelled today. */
export function lastDayToday({ terms }: Contract, today: CivilDate): CivilDate {
  return today < terms.startDate ? addDays(terms.startDate, -1) : today;
}

async function firstDay(deps: ContractDeps, state: Contract, { tenantId }: Provenance): Promise<CivilDate> {
  return later(await todayOf(deps, tenantId, state.sellerId), state.terms.startDate);
}
